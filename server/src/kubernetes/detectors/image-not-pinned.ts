/**
 * image-not-pinned: an image that the registry may replace: no tag, `latest`, or a tag without a digest. A digest or
 * tag is only ever taken from another file of the workspace; Kustomize's `images` count as written in the manifest.
 */
import { placeholder } from '../../engine/placeholder.ts';
import type { Edit } from '../../engine/types.ts';
import { canonicalName, type ImageReference, parseImageReference } from '../../image/reference.ts';
import { spanOf } from '../../yaml/access.ts';
import { setField } from '../../yaml/additions.ts';
import type { KubernetesDetector } from '../detector.ts';
import type { Container } from '../resources.ts';
import { at } from '../values.ts';
import type { Workspace } from '../workspace.ts';

function floats({ tag, digest }: ImageReference): boolean {
  return digest === undefined && (tag === undefined || tag === 'latest');
}

/** The reference as Kustomize will write it. */
function overridden(written: string, image: ImageReference, { shared }: Workspace): ImageReference {
  const name = written.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  const override = shared().overrides.find((one) => one.name === name);
  if (!override) return image;
  const { tag = image.tag, digest = image.digest } = override;
  return { ...image, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/** What stands for an image in questions and in the index of pins. */
function keyOf(image: ImageReference): string {
  const name = canonicalName(image);
  return floats(image) ? name : `${name}:${image.tag ?? ''}`;
}

const indexes = new WeakMap<readonly ImageReference[], ReadonlyMap<string, readonly ImageReference[]>>();

/** The references that say more exactly which image is meant, by the key of one that says less; made once for a list. */
function pinsAmong(images: readonly ImageReference[]): ReadonlyMap<string, readonly ImageReference[]> {
  const known = indexes.get(images);
  if (known) return known;
  const index = new Map<string, ImageReference[]>();
  const add = (key: string, image: ImageReference): void => {
    const list = index.get(key);
    if (list) list.push(image);
    else index.set(key, [image]);
  };
  for (const image of images) {
    if (floats(image)) continue;
    add(canonicalName(image), image);
    if (image.digest !== undefined) add(keyOf(image), image);
  }
  indexes.set(images, index);
  return index;
}

/** The one reference of the workspace that says more exactly which `image` is meant; undefined when several differ. */
function pinIn({ shared }: Workspace, key: string): ImageReference | undefined {
  const pins = pinsAmong(shared().images).get(key) ?? [];
  const digests = pins.filter(({ digest }) => digest !== undefined);
  const candidates = digests.length > 0 ? digests : pins;
  const texts = new Set(candidates.map(({ tag, digest }) => `${tag ?? ''}@${digest ?? ''}`));
  return texts.size === 1 ? candidates[0] : undefined;
}

function pinning(
  container: Container,
  written: string,
  image: ImageReference,
  workspace: Workspace,
): Record<string, readonly Edit[] | undefined> {
  const key = keyOf(image);
  const pin = workspace.ask(`pin of ${key}`, (whole) => pinIn(whole, key));
  const name = written.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  const tagged = pin?.tag === undefined ? name : `${name}:${pin.tag}`;
  if (pin?.digest !== undefined)
    return { pin: setField(container.view, ['image'], `${tagged}@${pin.digest}`) };
  // A tag alone would leave the same finding: it is taken over with a placeholder for its digest.
  const text = `${pin ? tagged : written}@sha256:${placeholder('digest')}`;
  return { placeholder: setField(container.view, ['image'], text) };
}

export const detector: KubernetesDetector = {
  scope: 'workspace',
  container: (container, report, workspace) => {
    const place = at(container.view, 'image')[0];
    const written = place?.value.state === 'known' ? place.value.value : undefined;
    if (typeof written !== 'string' || !place?.view) return;
    const plain = parseImageReference(written);
    if (!plain) return;
    const image = overridden(written, plain, workspace);
    if (image.digest !== undefined) return;
    const values = { image: written, tag: image.tag ?? '' };
    const sighting = {
      span: spanOf(place.view),
      values,
      edits: pinning(container, written, image, workspace),
    };
    report(sighting, image.tag === undefined ? 'no-tag' : image.tag === 'latest' ? 'latest' : 'tag');
  },
};
