/**
 * default-namespace: a workload that goes into the namespace `default`, by name or because it names none. Kustomize
 * and Helm set the namespace from outside.
 */
import { setField } from '../../yaml/additions.ts';
import type { KubernetesDetector } from '../detector.ts';
import { settingSpan } from '../security-context.ts';
import { at, is } from '../values.ts';
import { isCompleted, type Workspace } from '../workspace.ts';

/** The one namespace that the workspace creates, if it creates one. */
function onlyNamespace({ shared }: Workspace): string | undefined {
  const names = new Set(shared().namespaces.filter((name) => name !== 'default'));
  return names.size === 1 ? [...names][0] : undefined;
}

export const detector: KubernetesDetector = {
  scope: 'workspace',
  resource: (resource, report, workspace) => {
    const pod = resource.pods[0];
    const place = at(resource.view, 'metadata.namespace')[0];
    if (!pod?.complete || !place || resource.embedded) return;
    const absent = place.value.state === 'absent' && !resource.view.tree.templated && !isCompleted(workspace);
    if (!absent && !is(place.value, 'default')) return;
    const name = onlyNamespace(workspace);
    const edits =
      name === undefined ? {} : { 'set-namespace': setField(resource.view, ['metadata', 'namespace'], name) };
    report(
      {
        span: settingSpan(place, resource.mark),
        values: { kind: resource.kind, namespace: name ?? '' },
        edits,
      },
      absent ? 'absent' : 'default',
    );
  },
};
