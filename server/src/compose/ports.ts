/** The ports of a service that the machine opens: `8080:80`, `127.0.0.1:8080:80/tcp`, ranges, and the long form. */
import type { Span } from '../engine/types.ts';
import { items, nodeAt, type Step, spanOf, type View } from '../yaml/access.ts';
import { nodeOf, type Service } from './services.ts';
import { composeText, plainText } from './values.ts';

export interface PublishedPort {
  readonly view: View;
  readonly span: Span;
  /** From the service. */
  readonly path: readonly Step[];
  /** The port inside of the container; the first of a range. */
  readonly target: number;
  readonly host: string;
  /** Undefined where every address of the machine has it. */
  readonly address: string | undefined;
  readonly long: boolean;
  /** No variable decides it. */
  readonly plain: boolean;
}

const SHORT =
  /^(?:(\[[0-9a-fA-F:.]+\]|\d+\.[\d.]+|[A-Za-z][\w.-]*):)?(?:(\d+(?:-\d+)?):|:)?(\d+)(?:-\d+)?(?:\/(?:tcp|udp))?$/;

function short(item: View, path: readonly Step[]): PublishedPort[] {
  const read = composeText(item);
  const found = SHORT.exec(read?.text ?? '');
  if (!read || !found) return [];
  const [, address, host = '', target = ''] = found;
  return [
    {
      view: item,
      span: spanOf(item),
      path,
      target: Number(target),
      host,
      address,
      long: false,
      plain: read.variables.length === 0,
    },
  ];
}

function long(item: View, path: readonly Step[]): PublishedPort[] {
  const text = (name: string): string | undefined => {
    const view = nodeAt(item, name);
    return view && composeText(view)?.text;
  };
  const target = text('target');
  const published = nodeAt(item, 'published');
  const address = nodeAt(item, 'host_ip');
  if (target === undefined || !/^\d+$/.test(target) || !published) return [];
  if (address && composeText(address) === undefined) return [];
  return [
    {
      view: item,
      span: spanOf(published),
      path,
      target: Number(target),
      host: text('published') ?? '',
      address: address && composeText(address)?.text,
      long: true,
      plain: plainText(published) !== undefined,
    },
  ];
}

/** The ports that `service` publishes, as far as they are known. None where it is on the network of the machine. */
export function portsOf(service: Service): PublishedPort[] {
  const list = nodeOf(service, 'ports');
  if (!list) return [];
  return items(list).flatMap((item, index) =>
    item.node.kind === 'map' ? long(item, ['ports', index]) : short(item, ['ports', index]),
  );
}

/** Whether any address of the machine reaches the port. */
export function isOpen({ address }: PublishedPort): boolean {
  return address === undefined || /^(?:0\.0\.0\.0|\[?::\]?)$/.test(address);
}
