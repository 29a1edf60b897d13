/**
 * The security context that a container really gets: its own fields over the pod's, as the admission library of
 * Kubernetes reads them. Knows no rule.
 */
import type { Value } from '../engine/predicates.ts';
import type { Span } from '../engine/types.ts';
import { type Place, spanOf, type View } from '../yaml/access.ts';
import type { Container, Pod } from './resources.ts';
import { at } from './values.ts';

const ABSENT: Place = { value: { state: 'absent' }, path: [] };

/** A field below `securityContext` of a pod or container. */
export function ownSetting(view: View, field: string): Place {
  return at(view, `securityContext.${field}`)[0] ?? ABSENT;
}

/** A field of the pod's own `securityContext`, or of what holds where the pod has none. */
export function podSetting({ view, outer }: Pod, field: string): Place {
  const own = ownSetting(view, field);
  if (own.value.state !== 'absent' || !outer) return own;
  const around = ownSetting(outer, field);
  return around.value.state === 'absent' ? own : around;
}

/** What holds for `container`: its own field, or the pod's where it has none. */
export function effective(container: Container, field: string): Value {
  const own = ownSetting(container.view, field).value;
  return own.state === 'absent' ? podSetting(container.pod, field).value : own;
}

/** Where to report a setting: its value, else the nearest key, else `mark`. */
export function settingSpan(place: Place, mark: Span): Span {
  const node = place.view?.node;
  if (place.view && node?.kind === 'scalar' && !node.empty) return spanOf(place.view);
  return place.key ?? place.nearest ?? mark;
}

/** The pod and its containers, each with its place to report at: everything that has a `securityContext`. */
export function holders(
  pod: Pod,
): { readonly view: View; readonly mark: Span; readonly container: Container | undefined }[] {
  return [
    { view: pod.view, mark: pod.mark, container: undefined },
    ...pod.containers.map((container) => ({ view: container.view, mark: container.mark, container })),
  ];
}

/** `a`, `b` and 2 more: names for a message. */
export function named(containers: readonly Container[]): string {
  const names = containers.map(({ name }) => `\`${name ?? '?'}\``);
  return names.length <= 2
    ? names.join(' and ')
    : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}
