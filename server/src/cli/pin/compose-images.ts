/** The images of a compose file that name no digest, and those digests that the workspace knows. Works on texts. */
import { placeholder } from '../../engine/placeholder.ts';
import type { Edit, Project, Source, Span } from '../../engine/types.ts';
import { pinFor } from '../../image/pins.ts';
import { parseImageReference } from '../../image/reference.ts';
import { entries, field, rootOf, type View } from '../../yaml/access.ts';
import { type Document, inFile, readDocuments } from '../../yaml/documents.ts';

/** An image without digest where it is written. */
export interface ComposeImage {
  readonly span: Span;
  readonly image: string;
  /** The digest that another file has for the same repository and tag. */
  readonly pin?: Edit;
  readonly placeholder: Edit;
}

/** The image that `service` runs as it is; none where it is built here, or a variable decides. */
function imageOf(document: Document, service: View): { text: string; span: Span } | undefined {
  const image = field(service, 'image');
  if (typeof image === 'string' || field(service, 'build') !== 'absent') return undefined;
  const { node, via } = image.value;
  if (node.kind !== 'scalar' || node.templated || via || typeof node.value !== 'string') return undefined;
  const quotes = node.style === 'plain' ? 0 : 1;
  const { start, end } = node.span;
  const written = document.tree.text.slice(start + quotes, end - quotes);
  if (written !== node.value) return undefined;
  return { text: written, span: inFile(document, { start: start + quotes, end: end - quotes }) };
}

function read(found: { text: string; span: Span }, project: Project): ComposeImage[] {
  const { text: image, span } = found;
  const reference = parseImageReference(image);
  if (!reference || reference.digest !== undefined) return [];
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
  const known = pinFor(reference, project);
  const behind = (text: string): Edit => ({ span: { start: span.end, end: span.end }, text });
  return [
    {
      span,
      image,
      ...(known?.startsWith(`${tag}@`) ? { pin: behind(known.slice(tag.length)) } : {}),
      placeholder: behind(`@sha256:${placeholder('digest')}`),
    },
  ];
}

/** The images of the compose file `source` that name no digest. */
export function composeImages(source: Source, project: Project): ComposeImage[] {
  return readDocuments(source.text, '1.2').documents.flatMap((document) => {
    const root = rootOf(document.tree);
    const services = root && field(root, 'services');
    if (!services || typeof services === 'string') return [];
    return entries(services.value).flatMap(({ value }) => {
      const found = imageOf(document, value);
      return found ? read(found, project) : [];
    });
  });
}
