/**
 * Reading manifests as Kubernetes does: null is as good as absent, and what `envsubst`, Flux or Kustomize fill in
 * (`${NAME}`, `$(NAME)`) is unknown.
 */
import type { Value } from '../engine/predicates.ts';
import { nodeAt, type Place, places, textOf, type View } from '../yaml/access.ts';

const VARIABLE = /\$\{[^}]*\}|\$\([^)]*\)/;

/** Whether a text holds a variable that something else fills in. */
export function isVariable(text: string): boolean {
  return VARIABLE.test(text);
}

function kubernetesValue(value: Value): Value {
  if (value.state !== 'known') return value;
  if (value.value === null) return { state: 'absent' };
  return typeof value.value === 'string' && isVariable(value.value) ? { state: 'unknown' } : value;
}

/** What stands at a dotted path (see `places`), in Kubernetes' sense. */
export function at(holder: View, path: string): Place[] {
  return places(holder, path).map((place) => ({ ...place, value: kubernetesValue(place.value) }));
}

/** The value at a path without `*`. */
export function valueAt(holder: View, path: string): Value {
  return at(holder, path)[0]?.value ?? { state: 'absent' };
}

/** The text at a path, as written without quotes; undefined when absent, unknown or no scalar. */
export function textAt(holder: View, path: string): string | undefined {
  const found = nodeAt(holder, path);
  const text = found && textOf(found);
  return text === undefined || text === '' || isVariable(text) ? undefined : text;
}

/** Whether `value` is exactly this known scalar. */
export function is(value: Value, scalar: string | number | boolean): boolean {
  return value.state === 'known' && value.value === scalar;
}

/** Whether `value` may be `scalar`: it is, or nobody can know. */
export function mayBe(value: Value, scalar: string | number | boolean): boolean {
  return is(value, scalar) || value.state === 'unknown' || value.state === 'maybe';
}
