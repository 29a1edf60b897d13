/** What calling a function does, told of symbols: what it returns, what it does to what it is given, which sinks it reaches. */

import type { Pending } from './called-values.ts';
import { type Raised, sameRaised } from './exceptions.ts';
import { sameStep, sameTaint } from './kinds.ts';
import { type Observed, UNSEEN } from './observed.ts';
import type { Hit } from './run.ts';
import { NOTHING, sameValue, type Value } from './value.ts';

export interface Summary {
  readonly returns: Value;
  /** What became of the objects handed in, by the number of the parameter. */
  readonly effects: ReadonlyMap<number, Value>;
  /** The same where the function returned something true, or false; absent where that says no more. */
  readonly whenTrue?: ReadonlyMap<number, Value>;
  readonly whenFalse?: ReadonlyMap<number, Value>;
  /** What it assigns to variables of the module and of functions around, by symbol. */
  readonly writes: ReadonlyMap<string, Value>;
  readonly hits: readonly Hit[];
  /** Calls of what it is given, by the root of the symbols that stand for their results. */
  readonly calls: ReadonlyMap<string, Pending>;
  /** What it raises that carries anything. */
  readonly raises: readonly Raised[];
  /** Its variables at the end, for the functions inside. */
  readonly variables: ReadonlyMap<string, Value>;
  /** Whether it comes back at all. */
  readonly ends: boolean;
  /** Whether it was too long to be gone through. */
  readonly cut: boolean;
  readonly taints: Observed;
}

/** Of a function that is being looked at: the first guess. */
export const UNKNOWN: Summary = {
  returns: NOTHING,
  effects: new Map(),
  writes: new Map(),
  hits: [],
  calls: new Map(),
  raises: [],
  variables: new Map(),
  ends: true,
  cut: false,
  taints: UNSEEN,
};

function sameValues<K>(a: ReadonlyMap<K, Value> | undefined, b: ReadonlyMap<K, Value> | undefined): boolean {
  if (a === b) return true;
  if (a?.size !== b?.size) return false;
  for (const [key, value] of a ?? []) if (!sameValue(value, b?.get(key))) return false;
  return true;
}

/** Whether both reach the same sinks with the same. */
export function sameHits(a: readonly Hit[], b: readonly Hit[]): boolean {
  return (
    a.length === b.length &&
    a.every((hit, i) => {
      const other = b[i];
      return (
        other !== undefined &&
        hit.call === other.call &&
        hit.argument === other.argument &&
        hit.sink === other.sink &&
        hit.beyond?.callee === other.beyond?.callee &&
        sameStep(hit.beyond?.step, other.beyond?.step) &&
        sameTaint(hit.taint, other.taint)
      );
    })
  );
}

function sameCalls(a: ReadonlyMap<string, Pending>, b: ReadonlyMap<string, Pending>): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [root, { callee, plain, named }] of a) {
    const other = b.get(root);
    if (!other || callee !== other.callee || plain.length !== other.plain.length) return false;
    if (!plain.every((value, i) => sameValue(value, other.plain[i])) || !sameValues(named, other.named))
      return false;
  }
  return true;
}

/** Whether callers cannot tell `a` from `b`. */
export function sameSummary(a: Summary, b: Summary): boolean {
  return (
    a === b ||
    (a.ends === b.ends &&
      a.cut === b.cut &&
      sameValue(a.returns, b.returns) &&
      sameValues(a.effects, b.effects) &&
      sameValues(a.whenTrue, b.whenTrue) &&
      sameValues(a.whenFalse, b.whenFalse) &&
      sameValues(a.writes, b.writes) &&
      sameValues(a.variables, b.variables) &&
      sameCalls(a.calls, b.calls) &&
      sameRaised(a.raises, b.raises) &&
      sameHits(a.hits, b.hits))
  );
}
