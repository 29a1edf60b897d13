/** Methods and functions that put things into containers and take them out, told item by item. Knows no library. */
import type { Call } from '../ast.ts';
import { join, narrow, type Taint } from './kinds.ts';
import { placeOf, type State, segmentOf } from './state.ts';
import { ANY, CONTENT, EACH, KEYS, type Segment } from './symbols.ts';
import { carrying, each, either, elements, NOTHING, read, type Value, whole, written } from './value.ts';

/** Methods that add an item. */
const ADDING = new Set(['append', 'add', 'appendleft', 'put', 'put_nowait', 'push', 'insert', 'set']);
/** Methods that add the items of their argument. */
const EXTENDING = new Set(['extend', 'extendleft', 'update']);
/** Methods that add to a text or stream. */
const FLOWING = new Set(['write', 'writelines']);
/** Methods that give what was written. */
const READING = new Set(['getvalue', 'getbuffer', 'read', 'readline', 'readlines']);
/** Methods that give an item. */
const TAKING = new Set(['pop', 'popleft', 'get_nowait', 'popitem', 'setdefault', '__getitem__']);
/** Methods that give a container with the same items. */
const VIEWING = new Set(['values', 'copy', 'items', '__iter__']);

const COPIES = new Set([
  'copy.copy',
  'copy.deepcopy',
  'dict',
  'collections.OrderedDict',
  'types.SimpleNamespace',
]);
const SEQUENCES = new Set([
  'list',
  'tuple',
  'set',
  'frozenset',
  'sorted',
  'reversed',
  'iter',
  'collections.deque',
  'itertools.chain',
  'filter',
]);

/** The arguments of a call as values. */
export interface Given {
  readonly plain: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
  /** Of `*args` and `**options`. */
  readonly spread: readonly Value[];
}

export function listOf(item: Value, taint: Taint = NOTHING.taint): Value {
  return carrying(taint, new Map([[ANY, item]]));
}

/** A dictionary whose keys carry `taint`. */
export function keyed(value: Value, taint: Taint): Value {
  return taint.size === 0
    ? value
    : { ...value, parts: new Map([...(value.parts ?? []), [KEYS, carrying(taint)]]) };
}

function record(given: Given): Map<Segment, Value> {
  return new Map([...given.named].map(([name, value]) => [`[${JSON.stringify(name)}]`, value]));
}

/** What is put into the receiver of a method; changes `state`. */
export function fill(call: Call, given: Given, state: State): void {
  const { func } = call;
  if (func.kind !== 'attribute') return;
  const target = placeOf(func.value);
  if (!target) return;
  const [first = NOTHING, second = NOTHING] = given.plain;
  const put = (path: readonly Segment[], value: Value, besides: boolean): void => {
    if (value !== NOTHING)
      state.write({ name: target.name, path: [...target.path, ...path] }, value, besides);
  };
  if (func.attr === 'clear') {
    state.write(target, NOTHING);
  } else if (ADDING.has(func.attr)) {
    // `store.set(key, value)` is something else than a variable's `set(value)`.
    if (func.attr === 'set' && given.plain.length !== 1) return;
    const item = func.attr === 'insert' ? second : first;
    put([ANY], item, true);
  } else if (EXTENDING.has(func.attr)) {
    for (const value of [...given.plain, ...given.spread]) {
      put([ANY], elementsOnly(value, state), true);
      if (func.attr === 'update')
        for (const [segment, part] of value.parts ?? []) if (segment !== ANY) put([segment], part, false);
    }
    for (const [segment, part] of record(given)) put([segment], part, false);
  } else if (FLOWING.has(func.attr)) {
    const taint = whole(first);
    put([CONTENT], carrying(taint), true);
  } else if (func.attr === 'setdefault') {
    const key = call.args[0]?.value;
    put([key ? segmentOf([key]) : ANY], second, true);
  }
}

/** The items that have no place of their own. */
function elementsOnly(value: Value, state: State): Value {
  const { parts: _, ...rest } = value;
  const unplaced = elements(rest, state.survivors);
  const any = value.parts?.get(ANY);
  const placed = [...(value.parts ?? [])]
    .filter(([segment]) => /^\[[\d-]/.test(segment))
    .reduce<Value>((all, [, part]) => either(all, part, state.survivors), unplaced);
  return any ? either(placed, any, state.survivors) : placed;
}

/** What a method reads of something that was handed in, which may be a stream. */
export function contentOf(receiver: Value, method: string, { survivors }: State): Taint {
  return READING.has(method) && receiver.is !== undefined
    ? whole(read(receiver, CONTENT, survivors))
    : NOTHING.taint;
}

/** What a method of a container gives; undefined where it is none, or nothing is known of the items. */
export function taken(call: Call, receiver: Value, given: Given, state: State): Value | undefined {
  const { func } = call;
  if (func.kind !== 'attribute' || (!receiver.parts && receiver.is === undefined)) return undefined;
  const { survivors } = state;
  const { attr } = func;
  const key = call.args[0]?.value;
  if (attr === 'get' || attr === 'setdefault' || (attr === 'pop' && key)) {
    const found = key ? read(receiver, segmentOf([key]), survivors) : elements(receiver, survivors);
    return either(found, given.plain[1] ?? NOTHING, survivors);
  }
  if (attr === 'keys') return listOf(read(receiver, KEYS, survivors));
  if (attr === 'items') {
    const pair = new Map([
      ['[0]', read(receiver, KEYS, survivors)],
      ['[1]', elements(receiver, survivors)],
    ]);
    return listOf(carrying(NOTHING.taint, pair));
  }
  if (!receiver.parts) return undefined;
  if (READING.has(attr) && receiver.parts.has(CONTENT)) return read(receiver, CONTENT, survivors);
  if (TAKING.has(attr)) return elements(receiver, survivors);
  if (attr === 'copy') return receiver;
  return VIEWING.has(attr) ? listOf(elements(receiver, survivors)) : undefined;
}

/** What a function that copies or goes through containers gives; undefined for other names. */
export function copied(name: string, given: Given, state: State): Value | undefined {
  const { survivors } = state;
  const [first = NOTHING, second = NOTHING] = given.plain;
  const left = (value: Value): Taint => narrow(value.taint, survivors('call'));
  if (COPIES.has(name)) {
    let made = first;
    for (const value of given.spread) made = either(made, value, survivors);
    const prefix =
      name === 'types.SimpleNamespace' ? (key: string) => `.${JSON.parse(key.slice(1, -1))}` : undefined;
    for (const [segment, part] of record(given))
      made = written(made, [prefix ? prefix(segment) : segment], part, survivors);
    return made;
  }
  if (SEQUENCES.has(name)) {
    const [sequence] = name === 'filter' ? [second] : [first];
    if (name === 'itertools.chain')
      return listOf(
        given.plain.reduce((all, value) => either(all, each(value, survivors), survivors), NOTHING),
      );
    return sequence ? carrying(left(sequence), sequence.parts ?? itemsOf(sequence, state)) : undefined;
  }
  if (name === 'asyncio.gather') {
    const items = given.plain.map((value, i): [Segment, Value] => [`[${i}]`, value]);
    const spread = given.spread.reduce(
      (all, value) => either(all, each(value, survivors), survivors),
      NOTHING,
    );
    return carrying(NOTHING.taint, new Map(spread === NOTHING ? items : [...items, [ANY, spread]]));
  }
  if (name === 'next') return each(first, survivors);
  if (name === 'enumerate')
    return listOf(carrying(NOTHING.taint, new Map([['[1]', each(first, survivors)]])));
  if (name === 'zip') {
    const columns = given.plain.map((value, i): [Segment, Value] => [`[${i}]`, each(value, survivors)]);
    return listOf(
      carrying(
        given.spread.reduce<Taint>((all, one) => join(all, whole(one)), NOTHING.taint),
        new Map(columns),
      ),
    );
  }
  return undefined;
}

function itemsOf(value: Value, state: State): ReadonlyMap<Segment, Value> | undefined {
  return value.is === undefined ? undefined : new Map([[ANY, read(value, EACH, state.survivors)]]);
}
