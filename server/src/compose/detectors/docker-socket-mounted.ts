/** `docker-socket-mounted`: whoever reaches the socket of the container engine is root on its machine. */
import { parseImageReference } from '../../image/reference.ts';
import { dockerSocket } from '../../image/socket.ts';
import { items, nodeAt, spanOf, type View } from '../../yaml/access.ts';
import { removeField } from '../../yaml/removals.ts';
import type { ComposeDetector, Seen } from '../detector.ts';
import { isOwn, nodeOf, type Service } from '../services.ts';
import { composeText } from '../values.ts';

/** Images that let only some requests through, which is what they are for. */
const PROXY = /socket-?proxy/i;

function mounted(item: View): View | undefined {
  const source = item.node.kind === 'map' ? nodeAt(item, 'source') : item;
  const text = source && composeText(source)?.text;
  return source && text !== undefined && dockerSocket(text.split(':')[0] ?? '') ? source : undefined;
}

function isProxy(service: Service): boolean {
  const image = nodeOf(service, 'image');
  const text = image && composeText(image)?.text;
  const reference = text === undefined ? undefined : parseImageReference(text);
  return PROXY.test(reference?.repository ?? text ?? '');
}

export const detector: ComposeDetector = {
  detect(service): Seen[] {
    const volumes = nodeOf(service, 'volumes');
    if (!volumes || isProxy(service)) return [];
    return items(volumes).flatMap((item, index): Seen[] => {
      const source = mounted(item);
      if (!source) return [];
      const path = ['volumes', index];
      const remove = isOwn(service, path) ? removeField(service.view, path) : undefined;
      return [{ case: 'volume', span: spanOf(source), values: { service: service.name }, edits: { remove } }];
    });
  },
};
