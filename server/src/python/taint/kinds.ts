/** What flows: kinds of data, how they came here, and which sinks a check on the way has closed to them. Data only. */
import type { Step } from '../../engine/types.ts';
import type { Node } from '../ast.ts';
import { isSymbol } from './symbols.ts';

/** A kind of source, e.g. `request`, `model-output`, `key-material` (`rules/models/kinds.yaml`), or a symbol. */
export type Kind = string;

/**
 * A place that the data went through: of this file a node, not an offset, because what is kept from version to version
 * must not move; of another file a step as it was when that file was read.
 */
export type Trail = {
  readonly note: string;
  /** A beginning at somebody who uses a page, often the one who started the program. */
  readonly onPage?: boolean;
  /** The data are given to a function here. */
  readonly call?: boolean;
  /** A beginning at a caller of this library. */
  readonly byCaller?: boolean;
} & ({ readonly node: Node; readonly step?: undefined } | { readonly node?: undefined; readonly step: Step });

/** `trail` as another file tells it, which must not hold its nodes. */
export function toldAs(trail: Trail, step: Step): Trail {
  return { note: trail.note, step, ...marksOf(trail) };
}

/** What a step says beyond its place and words. */
export function marksOf({ onPage, call, byCaller }: Trail): Pick<Trail, 'onPage' | 'call' | 'byCaller'> {
  return {
    ...(onPage ? { onPage } : {}),
    ...(call ? { call } : {}),
    ...(byCaller ? { byCaller } : {}),
  };
}

/** How one kind is carried by a value. */
export interface Carried {
  /** The source first. */
  readonly steps: readonly Trail[];
  /** Kinds of sinks that sanitizers and guards on the way have made harmless. */
  readonly stopped: ReadonlySet<string>;
  /** Of a symbol: the kinds that come this far; absent for all. */
  readonly reach?: ReadonlySet<Kind>;
}

/** The kinds that a value may carry. Empty: nothing known. */
export type Taint = ReadonlyMap<Kind, Carried>;

export const CLEAN: Taint = new Map();

const NONE: ReadonlySet<string> = new Set();

/** At most this many steps are kept of a path; the first ones matter most, and the last. */
const LONGEST = 8;

/** A value that is a source itself. */
export function origin(kind: Kind, step: Trail): Taint {
  return new Map([[kind, { steps: [step], stopped: NONE }]]);
}

/** What a symbol stands for, untouched. */
export function untouched(symbol: Kind): Taint {
  return new Map([[symbol, { steps: [], stopped: NONE }]]);
}

function intersection(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  if (a === b || a.size === 0) return a;
  if (b.size === 0) return b;
  const both = new Set([...a].filter((one) => b.has(one)));
  return both.size === a.size ? a : both;
}

function union(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  if (a === b || b.size === 0) return a;
  if (a.size === 0) return b;
  return new Set([...a, ...b]);
}

/** What either way brings; undefined is all. */
function wider(a: Carried['reach'], b: Carried['reach']): Carried['reach'] {
  return a === undefined || b === undefined ? undefined : union(a, b);
}

/** What was found to pass both of two sets: there are few sets, and they are compared all the time. */
const passing = new WeakMap<ReadonlySet<Kind>, WeakMap<ReadonlySet<Kind>, ReadonlySet<Kind>>>();

/** What passes both; undefined is all. */
export function narrower(a: Carried['reach'], b: Carried['reach']): Carried['reach'] {
  if (a === undefined || a === b) return b;
  if (b === undefined) return a;
  const known = passing.get(a) ?? new WeakMap<ReadonlySet<Kind>, ReadonlySet<Kind>>();
  passing.set(a, known);
  const found = known.get(b) ?? intersection(a, b);
  known.set(b, found);
  return found;
}

function carried(steps: readonly Trail[], stopped: ReadonlySet<string>, reach: Carried['reach']): Carried {
  return reach === undefined ? { steps, stopped } : { steps, stopped, reach };
}

/** Of values that stand for more things that were handed in than these, the rest is not followed. */
export const MOST_SYMBOLS = 16;

/** Both taints; a sink counts as stopped only if it is on both ways, and the first path stays. */
export function join(a: Taint, b: Taint): Taint {
  if (a.size === 0 || a === b) return b;
  if (b.size === 0) return a;
  let joined: Map<Kind, Carried> | undefined;
  for (const [kind, one] of a) {
    const other = b.get(kind);
    if (other === one) continue;
    if (!other && (joined ?? b).size >= MOST_SYMBOLS && isSymbol(kind)) continue;
    joined ??= new Map(b);
    joined.set(
      kind,
      other
        ? carried(one.steps, intersection(one.stopped, other.stopped), wider(one.reach, other.reach))
        : one,
    );
  }
  return joined ?? b;
}

/** `steps` and one more; what is too long loses its middle. */
export function continued(steps: readonly Trail[], more: readonly Trail[]): readonly Trail[] {
  if (more.length === 0) return steps;
  const all = [...steps, ...more];
  return all.length <= LONGEST ? all : [...all.slice(0, LONGEST - 2), ...all.slice(-2)];
}

/** The taint with one more step on every path. */
export function via(taint: Taint, step: Trail): Taint {
  if (taint.size === 0) return taint;
  const longer = new Map<Kind, Carried>();
  for (const [kind, { steps, stopped, reach }] of taint)
    longer.set(kind, carried(continued(steps, [step]), stopped, reach));
  return longer;
}

/** Only the kinds in `survivors`; of symbols, what they bring of these. */
export function narrow(taint: Taint, survivors: ReadonlySet<Kind>): Taint {
  if (taint.size === 0) return taint;
  const left = new Map<Kind, Carried>();
  for (const [kind, one] of taint) {
    if (!isSymbol(kind)) {
      if (survivors.has(kind)) left.set(kind, one);
      continue;
    }
    const reach = narrower(one.reach, survivors);
    if (reach === undefined || reach.size > 0) left.set(kind, carried(one.steps, one.stopped, reach));
  }
  return left;
}

/** The taint behind a check that makes some sinks harmless, `all` of them or those named. */
export function stop(taint: Taint, sinks: 'all' | readonly string[]): Taint {
  if (taint.size === 0) return taint;
  if (sinks === 'all') return CLEAN;
  const closed = new Map<Kind, Carried>();
  for (const [kind, { steps, stopped, reach }] of taint)
    closed.set(kind, carried(steps, union(stopped, new Set(sinks)), reach));
  return closed;
}

/** What `inner`, found where a symbol stood, carries of `outer`, which is what the symbol stood for. */
export function composed(outer: Carried, inner: Carried, call: Trail | undefined): Carried {
  return carried(
    continued(call ? continued(outer.steps, [call]) : outer.steps, inner.steps),
    union(outer.stopped, inner.stopped),
    narrower(outer.reach, inner.reach),
  );
}

/** What of `taint` may still reach sinks of a kind. */
export function reaching(taint: Taint, sink: string): Taint {
  return new Map([...taint].filter(([, { stopped }]) => !stopped.has(sink)));
}

/** Without what is still a symbol. */
export function actual(taint: Taint): Taint {
  for (const kind of taint.keys())
    if (isSymbol(kind)) return new Map([...taint].filter(([other]) => !isSymbol(other)));
  return taint;
}

/** Whether nobody could tell `a` from `b`: the same kinds, come the same way. */
export function sameTaint(a: Taint, b: Taint): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [kind, one] of a) {
    const other = b.get(kind);
    if (!other || !sameCarried(one, other)) return false;
  }
  return true;
}

function sameSet(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.size !== b.size) return false;
  for (const one of a) if (!b.has(one)) return false;
  return true;
}

function sameCarried(a: Carried, b: Carried): boolean {
  if (a === b) return true;
  return (
    a.steps.length === b.steps.length &&
    a.steps.every((trail, i) => sameTrail(trail, b.steps[i])) &&
    sameSet(a.stopped, b.stopped) &&
    sameSet(a.reach, b.reach)
  );
}

/** Whether two places in other files are one; a step holds its offsets, which move with the text above. */
export function sameStep(a: Step | undefined, b: Step | undefined): boolean {
  if (a === b) return true;
  return (
    a !== undefined &&
    b !== undefined &&
    a.uri === b.uri &&
    a.span.start === b.span.start &&
    a.span.end === b.span.end
  );
}

function sameTrail(a: Trail, b: Trail | undefined): boolean {
  if (!b) return false;
  // A parameter may be told as something else although it stays where it is.
  return a.note === b.note && (a.node !== undefined ? a.node === b.node : sameStep(a.step, b.step));
}
