/**
 * What detectors say of a hit, all in the same words: where it is, what is called, where the data comes from and on which
 * way. A sink in another file is told at the call that leads there, and not repaired from here.
 */
import type { Edit, Span, Step } from '../engine/types.ts';
import type { Call, Expression } from './ast.ts';
import type { Seen } from './detector.ts';
import { calleeSpan, type PythonFile, textOf } from './file.ts';
import type { Trail } from './taint/kinds.ts';
import { calleeOf, type Hit, wayOf } from './taint/run.ts';

/** The part of a sighting that is the same for all rules. */
export interface Struck {
  readonly span: Span;
  readonly values: { readonly callee: string; readonly argument: string; readonly source: string };
  readonly steps: readonly Step[];
}

/** A hit in words; `steps`: how the data came, `from`: whose they are when no step says it, `to`: what the sink is given. */
export function struck(
  hit: Hit,
  steps: readonly Trail[],
  file: PythonFile,
  from = '',
  to: Expression = hit.argument,
): Struck {
  const source = steps[0]?.note ?? from;
  return {
    span: calleeSpan(file, hit.call),
    values: { callee: calleeOf(hit, file), argument: textOf(file, hit.argument), source },
    steps: wayOf(hit, steps, file, to),
  };
}

type Edits = Readonly<Record<string, readonly Edit[] | undefined>>;

/** The edits at a sink, by fix; none where the sink is in another file. */
export function editsAt({ beyond }: Hit, edits: () => Edits): Edits {
  return beyond ? {} : edits();
}

/** What `see` makes of `hits`, the first for each call. */
export function* oncePerCall(hits: Iterable<Hit>, see: (hit: Hit) => Seen | undefined): Iterable<Seen> {
  const told = new Set<Call>();
  for (const hit of hits) {
    const seen = told.has(hit.call) ? undefined : see(hit);
    if (!seen) continue;
    told.add(hit.call);
    yield seen;
  }
}

/** `all` but those that begin where an earlier one does. */
export function oncePerPlace(all: readonly Seen[]): readonly Seen[] {
  const places = new Set<number>();
  return all.filter(({ span }) => !places.has(span.start) && places.add(span.start));
}
