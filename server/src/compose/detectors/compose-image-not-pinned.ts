/** `compose-image-not-pinned`: the image of a service can be another one tomorrow. */
import { placeholder } from '../../engine/placeholder.ts';
import { pinFor } from '../../image/pins.ts';
import { parseImageReference } from '../../image/reference.ts';
import { spanOf } from '../../yaml/access.ts';
import type { ComposeDetector, Seen } from '../detector.ts';
import { isOwn, nodeOf } from '../services.ts';
import { composeText } from '../values.ts';

export const detector: ComposeDetector = {
  detect(service, { project }): Seen[] {
    const image = nodeOf(service, 'image');
    // Beside `build` it is the name that the built image gets.
    if (!image || nodeOf(service, 'build') || !isOwn(service, ['image'])) return [];
    const read = composeText(image);
    const reference = read && parseImageReference(read.text);
    if (!read || !reference || reference.digest !== undefined) return [];
    const { node, tree } = image;
    const quote = node.kind === 'scalar' && node.style !== 'plain' ? 1 : 0;
    const inner = { start: node.span.start + quote, end: node.span.end - quote };
    const plain = read.variables.length === 0 && tree.text.slice(inner.start, inner.end) === read.text;
    const pin = plain ? pinFor(reference, project) : undefined;
    const { tag } = reference;
    const name = tag === undefined ? read.text : read.text.slice(0, -tag.length - 1);
    const exact = pin?.includes('@') === true;
    const filled = `${pin === undefined ? read.text : name + pin}@sha256:${placeholder('digest')}`;
    return [
      {
        case: tag === undefined ? 'none' : /^latest(-|$)/.test(tag) ? 'latest' : 'tag',
        span: spanOf(image),
        values: { image: read.text, tag: tag ?? '' },
        edits: {
          pin: exact ? [{ span: inner, text: name + pin }] : undefined,
          placeholder: plain && !exact ? [{ span: inner, text: filled }] : undefined,
        },
      },
    ];
  },
};
