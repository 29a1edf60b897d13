/**
 * What is known at one point of a function: the value of each variable. Two variables that were assigned to each other
 * hold one object, so that what is put into one is seen in the other.
 */
import type { Expression } from '../ast.ts';
import { ANY, type Segment } from './symbols.ts';
import { either, isNothing, NOTHING, type Survivors, stopped, type Value, written } from './value.ts';

/** The path of an expression that can be assigned or tested, or undefined. */
export function pathOf(node: Expression): string | undefined {
  const place = placeOf(node);
  return place && !place.path.includes(ANY) ? place.name + place.path.join('') : undefined;
}

/** A variable, and where in its value. */
export interface Target {
  readonly name: string;
  readonly path: readonly Segment[];
}

/** The segment of a subscript: `["a"]`, `[0]`, `[*]` for an index that is not written out. */
export function segmentOf(index: readonly Expression[]): Segment {
  const [only, ...more] = index;
  if (!only || more.length > 0) return ANY;
  if (only.kind === 'string') return `[${JSON.stringify(only.value)}]`;
  if (only.kind === 'number') return `[${only.value}]`;
  return ANY;
}

/** Where an expression that can be assigned lies; undefined for others. */
export function placeOf(node: Expression): Target | undefined {
  if (node.kind === 'name') return { name: node.id, path: [] };
  if (node.kind === 'attribute' || node.kind === 'subscript') {
    const base = placeOf(node.value);
    if (!base) return undefined;
    const segment = node.kind === 'attribute' ? `.${node.attr}` : segmentOf(node.index);
    return { name: base.name, path: [...base.path, segment] };
  }
  return undefined;
}

/** Under this and its name a parameter's first object stays known. */
const HANDED = '=';

/** An object that variables hold. */
interface Cell {
  value: Value;
}

export class State {
  readonly survivors: Survivors;
  #cells: Map<string, Cell>;

  constructor(survivors: Survivors) {
    this.survivors = survivors;
    this.#cells = new Map();
  }

  /** A state of its own, as this one is now. */
  copy(): State {
    const copy = new State(this.survivors);
    const twins = new Map<Cell, Cell>();
    for (const [name, cell] of this.#cells) {
      let twin = twins.get(cell);
      if (!twin) {
        twin = { value: cell.value };
        twins.set(cell, twin);
      }
      copy.#cells.set(name, twin);
    }
    return copy;
  }

  /** The value of a variable that is bound here. */
  get(name: string): Value | undefined {
    return this.#cells.get(name)?.value;
  }

  /** A variable is bound to another object. */
  bind(name: string, value: Value): void {
    this.#cells.set(name, { value });
  }

  /** A variable is bound to the object that `other` holds. */
  alias(name: string, other: string): void {
    const cell = this.#cells.get(other);
    if (cell) this.#cells.set(name, cell);
  }

  /** A parameter is bound to what was handed in. */
  hand(name: string, value: Value): void {
    this.bind(name, value);
    this.alias(HANDED + name, name);
  }

  /** What became of the object that was handed in for a parameter, whatever the parameter is bound to now. */
  handed(name: string): Value | undefined {
    return this.get(HANDED + name);
  }

  /** The object that a variable holds is changed at a place inside. */
  write({ name, path }: Target, value: Value, besides = false): void {
    const cell = this.#cells.get(name);
    if (!cell) this.bind(name, written(NOTHING, path, value, this.survivors, besides));
    else cell.value = written(cell.value, path, value, this.survivors, besides);
  }

  /** A check was passed by what stands at a place; `seen`: what was seen there, where nothing was put there. */
  close({ name, path }: Target, sinks: 'all' | readonly string[], seen: Value): void {
    const cell = this.#cells.get(name);
    let known: Value | undefined = cell?.value;
    for (const segment of path) known = known?.parts?.get(segment);
    const closed = stopped(known ?? seen, sinks);
    if (path.length === 0 && cell) cell.value = closed;
    else this.write({ name, path }, closed);
  }

  /** The state where two ways meet. A way that does not reach here is undefined. */
  static merge(a: State | undefined, b: State | undefined): State | undefined {
    if (!a) return b;
    if (!b || a === b) return a;
    const merged = new State(a.survivors);
    const pairs = new Map<Cell | undefined, Map<Cell | undefined, Cell>>();
    const meet = (name: string): void => {
      const left = a.#cells.get(name);
      const right = b.#cells.get(name);
      let row = pairs.get(left);
      if (!row) {
        row = new Map();
        pairs.set(left, row);
      }
      let cell = row.get(right);
      if (!cell) {
        cell = { value: either(left?.value ?? NOTHING, right?.value ?? NOTHING, a.survivors) };
        row.set(right, cell);
      }
      merged.#cells.set(name, cell);
    };
    for (const name of a.#cells.keys()) meet(name);
    for (const name of b.#cells.keys()) if (!merged.#cells.has(name)) meet(name);
    return merged;
  }

  /** What holds where one of two ways was gone that both begin here. */
  meet(a: State, b: State): void {
    const met = State.merge(a, b);
    if (met) this.#cells = met.#cells;
  }

  /** The variables of which something is known. */
  known(): ReadonlyMap<string, Value> {
    const found = new Map<string, Value>();
    for (const [name, { value }] of this.#cells)
      if (!name.startsWith(HANDED) && !isNothing(value)) found.set(name, value);
    return found;
  }
}
