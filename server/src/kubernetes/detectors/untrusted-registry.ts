/**
 * untrusted-registry: an image from a registry that the nearest `parapet.yaml` does not name among its `trusted-registries`.
 * Silent where none is named.
 */
import { canonicalName, parseImageReference } from '../../image/reference.ts';
import { spanOf } from '../../yaml/access.ts';
import { setField } from '../../yaml/additions.ts';
import type { KubernetesDetector } from '../detector.ts';
import { at } from '../values.ts';
import type { Workspace } from '../workspace.ts';

/** The registries that count for the analysed file. */
function trustedFor({ path, shared }: Workspace): readonly string[] {
  const above = shared().trusted.filter(({ folder }) => path.startsWith(folder));
  return above.toSorted((a, b) => b.folder.length - a.folder.length)[0]?.registries ?? [];
}

export const detector: KubernetesDetector = {
  scope: 'workspace',
  container: ({ view }, report, workspace) => {
    const registries = trustedFor(workspace);
    const place = registries.length > 0 ? at(view, 'image')[0] : undefined;
    const written = place?.value.state === 'known' ? place.value.value : undefined;
    const image = typeof written === 'string' ? parseImageReference(written) : undefined;
    if (typeof written !== 'string' || !image || !place?.view) return;
    const name = canonicalName(image);
    if (registries.some((trusted) => name === trusted || name.startsWith(`${trusted}/`))) return;
    const [only, ...more] = registries;
    // The same image in the one place that is trusted: whether it is there only a person knows.
    const rest = written.slice(image.registry === undefined ? 0 : image.registry.length + 1);
    const edits =
      only !== undefined && more.length === 0 ? { mirror: setField(view, ['image'], `${only}/${rest}`) } : {};
    const registry = name.slice(0, name.indexOf('/'));
    report({ span: spanOf(place.view), values: { registry, trusted: only ?? '' }, edits });
  },
};
