/** The ports that containers say they listen on. */
import { items, nodeAt } from '../yaml/access.ts';
import type { Container, Pod } from './resources.ts';
import { textAt, valueAt } from './values.ts';

export interface Port {
  readonly number: number;
  readonly protocol: string;
}

/** The known ports of a container; templated ones are left out. */
export function portsOf({ view }: Container): Port[] {
  const list = nodeAt(view, 'ports');
  return (list ? items(list) : []).flatMap((port) => {
    const number = valueAt(port, 'containerPort');
    if (number.state !== 'known' || typeof number.value !== 'number') return [];
    return [{ number: number.value, protocol: textAt(port, 'protocol') ?? 'TCP' }];
  });
}

/** Whether the container states any port, known or not. */
export function hasPorts({ view }: Container): boolean {
  const list = nodeAt(view, 'ports');
  return list !== undefined && items(list).length > 0;
}

/** The known ports of a pod's main containers, each once. */
export function podPorts(pod: Pod): Port[] {
  const all = pod.containers.filter(({ role }) => role === 'main').flatMap(portsOf);
  return all.filter(
    (port, index) => all.findIndex((p) => p.number === port.number && p.protocol === port.protocol) === index,
  );
}
