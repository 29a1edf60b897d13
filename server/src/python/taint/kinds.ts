/** What flows: kinds of data, how they came here, and which sinks a check on the way has closed to them. Data only. */
import type { Node } from '../ast.ts';

/** A kind of source, e.g. `request`, `model-output`, `key-material`; declared in `rules/models/kinds.yaml`. */
export type Kind = string;

/** A place that the data went through. Nodes, not offsets: what is kept from version to version must not move. */
export interface Trail {
  readonly node: Node;
  readonly note: string;
}

/** How one kind is carried by a value. */
export interface Carried {
  /** The source first. */
  readonly steps: readonly Trail[];
  /** Kinds of sinks that sanitizers and guards on the way have made harmless. */
  readonly stopped: ReadonlySet<string>;
}

/** The kinds that a value may carry. Empty: nothing known. */
export type Taint = ReadonlyMap<Kind, Carried>;

export const CLEAN: Taint = new Map();

const NONE: ReadonlySet<string> = new Set();

/** At most this many steps are kept of a path; the first ones matter most. */
const LONGEST = 8;

/** A value that is a source itself. */
export function origin(kind: Kind, step: Trail): Taint {
  return new Map([[kind, { steps: [step], stopped: NONE }]]);
}

/** Both taints; a sink counts as stopped only if it is on both ways, and the first path stays. */
export function join(a: Taint, b: Taint): Taint {
  if (a.size === 0 || a === b) return b;
  if (b.size === 0) return a;
  const joined = new Map(b);
  for (const [kind, carried] of a) {
    const other = b.get(kind);
    const stopped = other
      ? new Set([...carried.stopped].filter((sink) => other.stopped.has(sink)))
      : carried.stopped;
    joined.set(kind, { steps: carried.steps, stopped });
  }
  return joined;
}

/** The taint with one more step on every path. */
export function via(taint: Taint, step: Trail): Taint {
  if (taint.size === 0) return taint;
  const longer = ({ steps, stopped }: Carried): Carried => ({
    steps: steps.length < LONGEST ? [...steps, step] : steps,
    stopped,
  });
  return new Map([...taint].map(([kind, carried]) => [kind, longer(carried)]));
}

/** Only the kinds that `keep` accepts. */
export function filter(taint: Taint, keep: (kind: Kind) => boolean): Taint {
  if (taint.size === 0) return taint;
  return new Map([...taint].filter(([kind]) => keep(kind)));
}

/** The taint behind a check that makes some sinks harmless, `all` of them or those named. */
export function stop(taint: Taint, sinks: 'all' | readonly string[]): Taint {
  if (taint.size === 0) return taint;
  if (sinks === 'all') return CLEAN;
  const closed = ({ steps, stopped }: Carried): Carried => ({
    steps,
    stopped: new Set([...stopped, ...sinks]),
  });
  return new Map([...taint].map(([kind, carried]) => [kind, closed(carried)]));
}
