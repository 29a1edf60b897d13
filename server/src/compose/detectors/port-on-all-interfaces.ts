/** `port-on-all-interfaces`: a port that every neighbour of the machine reaches, of services that ask nobody who he is. */

import { isFrontDoor, openService } from '../../image/network-services.ts';
import { parseImageReference } from '../../image/reference.ts';
import type { Edits } from '../../yaml/additions.ts';
import { setField } from '../../yaml/additions.ts';
import { startedBy } from '../commands.ts';
import type { ComposeDetector, Seen } from '../detector.ts';
import { isOpen, type PublishedPort, portsOf } from '../ports.ts';
import { isOwn, nodeOf, type Service } from '../services.ts';
import { composeText, plainText } from '../values.ts';

function imageOf(service: Service): ReturnType<typeof parseImageReference> {
  const image = nodeOf(service, 'image');
  const text = image && composeText(image)?.text;
  return text === undefined ? undefined : parseImageReference(text);
}

/** The port at this machine only; the text of a short form keeps its kind of quotes. */
function local(service: Service, port: PublishedPort): Edits {
  if (!isOwn(service, port.path) || port.host === '' || port.view.via) return undefined;
  if (port.long) return setField(service.view, [...port.path, 'host_ip'], '127.0.0.1');
  const { node, tree } = port.view;
  const text = plainText(port.view);
  if (node.kind !== 'scalar' || text === undefined) return undefined;
  const quote = node.style === 'plain' ? 0 : 1;
  const start = node.span.start + quote;
  const end = node.span.end - quote;
  if (tree.text.slice(start, end) !== text) return undefined;
  const bare = text.replace(/^(?:0\.0\.0\.0|\[::\]):/, '');
  return [{ span: { start, end }, text: `127.0.0.1:${bare}` }];
}

export const detector: ComposeDetector = {
  detect(service, { models }): Seen[] {
    const image = imageOf(service);
    if (isFrontDoor(models, image, service.name)) return [];
    const programs = startedBy(service).flatMap(({ program }) => program?.name ?? []);
    return portsOf(service)
      .filter(isOpen)
      .flatMap((port): Seen[] => {
        const known = openService(models, image, programs, port.target);
        return [
          {
            case: known === undefined ? 'other' : 'known',
            span: port.span,
            values: { service: known ?? service.name, port: port.host || String(port.target) },
            edits: { local: local(service, port) },
          },
        ];
      });
  },
};
