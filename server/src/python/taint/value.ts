/**
 * Values as the taint engine knows them: what they carry as a whole, what is known of their attributes and items, and
 * which functions they may be. Immutable trees.
 */
import type { ClassDef, FunctionDef, Lambda } from '../ast.ts';
import {
  CLEAN,
  join,
  type Kind,
  narrow,
  sameTaint,
  stop,
  type Taint,
  type Trail,
  untouched,
  via,
} from './kinds.ts';
import { ANY, CONTENT, EACH, extended, isSymbol, KEYS, type Segment } from './symbols.ts';

/** A function as a value: which one, with what `self`, and what the variables around it were where it was made. */
export interface Callable {
  readonly code: FunctionDef | Lambda;
  readonly self?: Value;
  readonly captured?: ReadonlyMap<string, Value>;
  /** What it is given before its arguments, by `partial`. */
  readonly bound?: { readonly plain: readonly Value[]; readonly named: ReadonlyMap<string, Value> };
  /** The function itself, without its decorators. */
  readonly bare?: boolean;
}

export interface Value {
  /** Of the value itself, and of those of its parts of which nothing is known. */
  readonly taint: Taint;
  readonly parts?: ReadonlyMap<Segment, Value>;
  /** What it gives to who asks, which is no part of it: the body of a request. */
  readonly members?: ReadonlyMap<Segment, Value>;
  /** The symbol of the very object that was handed in. */
  readonly is?: Kind;
  readonly callables?: readonly Callable[];
  /** The full names of a function that only tables know. */
  readonly names?: readonly string[];
  /** The class of the file that it is an object of. */
  readonly of?: ClassDef;
}

export const NOTHING: Value = { taint: CLEAN };

/** Of larger containers and objects, further parts are not told apart; nor is what lies deeper. */
const MOST_PARTS = 200;
const DEEPEST = 4;

/** Values inside of one value, all in all. */
const LARGEST = 600;

/** Which kinds are left after a step into a value or through a call; see `TaintModels.survivors`. */
export type Survivors = (way: string) => ReadonlySet<Kind>;

/** How many values a value is made of, and how many of them lie inside each other. */
interface Extent {
  readonly depth: number;
  readonly size: number;
}

const extents = new WeakMap<Value, Extent>();

function insideOf({ parts, callables }: Value): Value[] {
  const held = (callables ?? []).flatMap(({ self, captured, bound }) => [
    ...(self ? [self] : []),
    ...(captured?.values() ?? []),
    ...(bound?.plain ?? []),
    ...(bound?.named.values() ?? []),
  ]);
  return [...(parts?.values() ?? []), ...held];
}

function extentOf(value: Value): Extent {
  if (!value.parts && !value.callables) return { depth: 0, size: 1 };
  const known = extents.get(value);
  if (known) return known;
  let depth = 0;
  let size = 1;
  for (const inner of insideOf(value)) {
    const extent = extentOf(inner);
    depth = Math.max(depth, extent.depth + 1);
    size += extent.size;
  }
  const found = { depth, size };
  extents.set(value, found);
  return found;
}

/** `value`, or what it carries as a whole where it is too deep or too large to be a part of another one. */
export function bounded(value: Value): Value {
  const { depth, size } = extentOf(value);
  return depth < DEEPEST && size <= LARGEST ? value : carrying(whole(value));
}

/** The parts of one value: what is too much of them is known as a whole. */
function boundedParts(parts: ReadonlyMap<Segment, Value>): ReadonlyMap<Segment, Value> {
  let size = 0;
  let fit = true;
  for (const part of parts.values()) {
    const extent = extentOf(part);
    size += extent.size;
    if (extent.depth >= DEEPEST || size > LARGEST) fit = false;
  }
  if (fit) return parts;
  const few = size <= LARGEST;
  return new Map([...parts].map(([segment, part]) => [segment, few ? bounded(part) : carrying(whole(part))]));
}

export function carrying(taint: Taint, parts?: ReadonlyMap<Segment, Value>): Value {
  if (parts && parts.size > 0)
    return parts.size > MOST_PARTS
      ? { taint: join(taint, joined(parts)) }
      : { taint, parts: boundedParts(parts) };
  return taint.size === 0 ? NOTHING : { taint };
}

/** What a symbol stands for. */
export function symbolic(symbol: Kind, taint: Taint = CLEAN): Value {
  return { taint: join(untouched(symbol), taint), is: symbol };
}

function joined(parts: ReadonlyMap<Segment, Value>): Taint {
  let taint = CLEAN;
  for (const part of parts.values()) taint = join(taint, whole(part));
  return taint;
}

const wholes = new WeakMap<Value, Taint>();

/** All that a value and its parts carry. */
export function whole(value: Value): Taint {
  if (!value.parts) return value.taint;
  const known = wholes.get(value);
  if (known) return known;
  const all = join(value.taint, joined(value.parts));
  wholes.set(value, all);
  return all;
}

/** What a value carries besides what was written into it. */
function withoutContent(value: Value): Taint {
  if (!value.parts?.has(CONTENT)) return whole(value);
  const parts = new Map(value.parts);
  parts.delete(CONTENT);
  return join(value.taint, joined(parts));
}

/** What counts of a value at a sink: a stream is no path or address, whatever is in it; `naming` are such sinks. */
export function countedAt(sink: string, naming: ReadonlySet<string>): (value: Value) => Taint {
  return naming.has(sink) ? withoutContent : whole;
}

/** What a value gives to what is made of it by code that nobody knows: its items; an object keeps its attributes. */
export function handedOn(value: Value): Taint {
  if (!value.parts || value.of) return value.taint;
  let taint = value.taint;
  for (const [segment, part] of value.parts) if (isItem(segment)) taint = join(taint, whole(part));
  return taint;
}

/** Whether nothing at all is known of a value that anybody could ask for. */
export function isNothing({ taint, parts, members, callables, names, of }: Value): boolean {
  if (taint.size > 0 || members || callables || names || of) return false;
  if (parts) for (const part of parts.values()) if (!isNothing(part)) return false;
  return true;
}

/** A part of which nothing is known by itself. */
function derived({ taint, is }: Value, segment: Segment, survivors: Survivors): Value {
  if (taint.size === 0) return NOTHING;
  let symbols: Map<Kind, Kind> | undefined;
  for (const kind of taint.keys()) {
    if (!isSymbol(kind)) continue;
    const longer = extended(kind, segment);
    if (longer === undefined) continue;
    symbols ??= new Map();
    symbols.set(kind, longer);
  }
  const left = narrow(taint, survivors(segment));
  if (!symbols) return carrying(left);
  const renamed = new Map(left);
  for (const [kind, longer] of symbols) {
    renamed.delete(kind);
    const carried = taint.get(kind);
    if (carried) renamed.set(longer, carried);
  }
  const own = is === undefined ? undefined : extended(is, segment);
  return own === undefined ? { taint: renamed } : { taint: renamed, is: own };
}

function isItem(segment: Segment): boolean {
  return segment.startsWith('[');
}

/** An attribute or item of `value`. */
export function read(value: Value, segment: Segment, survivors: Survivors): Value {
  if (segment === ANY) return elements(value, survivors);
  if (segment === EACH) return each(value, survivors);
  const known = value.parts?.get(segment) ?? value.members?.get(segment);
  const any = isItem(segment) ? value.parts?.get(ANY) : undefined;
  if (known) return any ? either(known, any, survivors) : known;
  const rest = derived(value, segment, survivors);
  return any ? either(rest, any, survivors) : rest;
}

/** Whose words a message is made of is known by its role, which is not known of any message of a list. */
const BY_ROLE = ['system-prompt'];

function anyOf(item: Value): Value {
  return item.parts ? stopped(item, BY_ROLE) : item;
}

/** Any item of `value`. */
export function elements(value: Value, survivors: Survivors): Value {
  let found = derived(value, ANY, survivors);
  for (const [segment, part] of value.parts ?? [])
    if (isItem(segment)) found = either(found, anyOf(part), survivors);
  return found;
}

/** What a loop over `value` gives. A dictionary is known by its keys. */
export function each(value: Value, survivors: Survivors): Value {
  const { parts } = value;
  if (!parts) return derived(value, EACH, survivors);
  const keys = parts.get(KEYS);
  if (keys) return keys;
  let found = parts.get(CONTENT) ?? derived(value, EACH, survivors);
  for (const [segment, part] of parts)
    if (isItem(segment) && !segment.startsWith('["')) found = either(found, anyOf(part), survivors);
  return found;
}

/** `value` with `part` at the end of `path`, in place of what was there, or besides it. */
export function written(
  value: Value,
  path: readonly Segment[],
  part: Value,
  survivors: Survivors,
  besides = false,
): Value {
  const [first, ...rest] = path;
  if (first === undefined) return besides ? either(value, part, survivors) : part;
  if (path.length > DEEPEST) return { ...value, taint: join(value.taint, whole(part)) };
  const weak = besides || first === ANY;
  const old = rest.length > 0 || weak ? read(value, first, survivors) : NOTHING;
  const fresh = written(
    first === ANY ? (value.parts?.get(ANY) ?? NOTHING) : old,
    rest,
    part,
    survivors,
    weak,
  );
  const parts = new Map(value.parts);
  parts.set(first, fresh);
  return withParts(value, parts);
}

/** `value` with these parts in place of its own. */
export function withParts(value: Value, parts: ReadonlyMap<Segment, Value>): Value {
  if (parts.size <= MOST_PARTS || value.parts === undefined) return { ...value, parts: boundedParts(parts) };
  // What would be one part too many counts for the whole.
  const { parts: known } = value;
  const more = [...parts].filter(([segment]) => !known.has(segment));
  const kept = [...parts].filter(([segment]) => known.has(segment));
  return { ...value, taint: join(value.taint, joined(new Map(more))), parts: new Map(kept) };
}

/** What may be one or the other. */
export function either(a: Value, b: Value, survivors: Survivors): Value {
  if (a === b || b === NOTHING) return a;
  if (a === NOTHING) return b;
  const taint = join(a.taint, b.taint);
  if (
    a.parts === b.parts &&
    taint === a.taint &&
    a.is === b.is &&
    a.of === b.of &&
    a.members === b.members &&
    a.callables === b.callables
  )
    return a;
  const keys = new Set([...(a.parts?.keys() ?? []), ...(b.parts?.keys() ?? [])]);
  const parts = new Map<Segment, Value>();
  for (const key of keys) {
    const left =
      key === ANY ? (a.parts?.get(ANY) ?? NOTHING) : (a.parts?.get(key) ?? derived(a, key, survivors));
    const right =
      key === ANY ? (b.parts?.get(ANY) ?? NOTHING) : (b.parts?.get(key) ?? derived(b, key, survivors));
    parts.set(key, either(left, right, survivors));
  }
  const made = carrying(taint, parts);
  const callables = bothCallables(a.callables, b.callables);
  const is = a.is === b.is ? a.is : undefined;
  const of = a.of === b.of ? a.of : undefined;
  const members = a.members ?? b.members;
  if (!callables && !members && is === undefined && of === undefined) return made;
  return {
    ...made,
    ...(members ? { members } : {}),
    ...(callables ? { callables } : {}),
    ...(is === undefined ? {} : { is }),
    ...(of === undefined ? {} : { of }),
  };
}

/** More functions than these are not told apart. */
const MOST_CALLABLES = 8;

function bothCallables(
  a: readonly Callable[] | undefined,
  b: readonly Callable[] | undefined,
): readonly Callable[] | undefined {
  if (!a || !b || a === b) return a ?? b;
  const more = b.filter(({ code }) => !a.some((one) => one.code === code));
  return [...a, ...more].slice(0, MOST_CALLABLES);
}

/** `value` with `change` made to all that it and its parts carry. */
function changed(value: Value, change: (taint: Taint) => Taint): Value {
  if (value === NOTHING) return value;
  const taint = change(value.taint);
  if (!value.parts) return taint === value.taint ? value : { ...value, taint };
  const parts = new Map<Segment, Value>();
  for (const [segment, part] of value.parts) parts.set(segment, changed(part, change));
  return { ...value, taint, parts };
}

/** `value` with each step of its ways told by `tell`. */
export function retold(value: Value, tell: (trail: Trail) => Trail): Value {
  return changed(
    value,
    (taint) => new Map([...taint].map(([kind, one]) => [kind, { ...one, steps: one.steps.map(tell) }])),
  );
}

/** `value` with those kinds only. */
export function kept(value: Value, kinds: ReadonlySet<Kind>): Value {
  return changed(value, (taint) => narrow(taint, kinds));
}

/** `value` come one step further. */
export function moved(value: Value, step: Trail): Value {
  return changed(value, (taint) => via(taint, step));
}

/** `value` behind a check. */
export function stopped(value: Value, sinks: 'all' | readonly string[]): Value {
  const { is, ...rest } = changed(value, (taint) => stop(taint, sinks));
  return sinks === 'all' || is === undefined ? rest : { ...rest, is };
}

function sameParts(a: Value['parts'], b: Value['parts']): boolean {
  if (a === b) return true;
  if ((a?.size ?? 0) !== (b?.size ?? 0)) return false;
  for (const [segment, part] of a ?? []) if (!sameValue(part, b?.get(segment))) return false;
  return true;
}

/** Whether nobody could tell `a` from `b`. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (
    !a ||
    !b ||
    a.is !== b.is ||
    a.of !== b.of ||
    a.names?.join() !== b.names?.join() ||
    !sameTaint(a.taint, b.taint)
  )
    return false;
  if (!sameParts(a.parts, b.parts) || !sameParts(a.members, b.members)) return false;
  return (
    a.callables?.length === b.callables?.length &&
    (a.callables ?? []).every(
      ({ code, self }, i) => code === b.callables?.[i]?.code && sameValue(self, b.callables?.[i]?.self),
    )
  );
}
