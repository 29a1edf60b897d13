/**
 * Facts that are worked out when they are first asked for, and kept from one version of a file to the next as long as
 * what they were worked out from is the same. They hold no offsets of the file: those move without a change.
 */
import type { Chunk, Node } from './ast.ts';
import type { PythonFile } from './file.ts';
import { Ledger } from './ledger.ts';
import {
  type Check,
  holds,
  isFollowed,
  isNoted,
  lookUp,
  type Notes,
  note,
  noteAll,
  type Stamped,
  stamp,
  supposing,
  type Table,
  tracked,
  untracked,
} from './tracking.ts';

/** An answer kept, the tables that it was given under, and the version of the file that it was last found to hold in. */
interface Kept<T> extends Stamped {
  value: T;
  notes: Notes;
  tables: object;
}

/** The answer of `kept` if it holds in `file`, or a new one; `same`: whether a new one says nothing new. */
function answer<T>(
  kept: Kept<T> | undefined,
  file: PythonFile,
  compute: () => T,
  same: (a: T, b: T) => boolean,
): Kept<T> {
  const { version, models: tables } = file;
  if (kept?.version === version) return kept;
  if (kept && kept.tables === tables && supposing(kept, version, () => holds(kept.notes, file))) return kept;
  const { value, notes } = tracked(file, compute);
  const now = kept ?? { value, notes, tables, version: undefined };
  if (!same(now.value, value)) now.value = value;
  now.notes = notes;
  now.tables = tables;
  stamp(now, version, undefined);
  return now;
}

/** These two stand apart, so that what is kept does not hold the version of the file that it was worked out in. */
function answers<T>(ask: (file: PythonFile) => T, value: T): Check {
  return (other) => ask(other) === value;
}

/** Of what went there is nothing to ask: who asked about it looks at something else now. */
function answersAt<K extends object, T>(ask: (file: PythonFile, node: K) => T, node: K, value: T): Check {
  return (other) => (!isNode(node) || other.contains(node)) && ask(other, node) === value;
}

function isNode(thing: object): thing is Node {
  return 'chunk' in thing && 'start' in thing;
}

/** `compute`, for a file. */
export function perFile<T>(
  compute: (file: PythonFile) => T,
  same: (a: T, b: T) => boolean = Object.is,
): (file: PythonFile) => T {
  const get = (file: PythonFile): T => {
    const old = file.kept.get(get) as Kept<T> | undefined;
    const kept = answer(old, file, () => compute(file), same);
    if (!old) file.kept.set(get, kept);
    const { value } = kept;
    if (isNoted()) note(get, answers(get, value));
    return value;
  };
  return get;
}

/**
 * `compute`, for an object of a file's tree. Who asks rests on all that the answer rests on; with `same`, on the answer
 * alone: worth it where it often stays the same although it is worked out again.
 */
export function perNode<K extends object, T>(
  compute: (file: PythonFile, node: K) => T,
  same?: (a: T, b: T) => boolean,
): (file: PythonFile, node: K) => T {
  const table = new WeakMap<K, Kept<T>>();
  const get = (file: PythonFile, node: K): T => {
    const old = table.get(node);
    const kept = answer(old, file, () => compute(file, node), same ?? Object.is);
    if (!old) table.set(node, kept);
    const { value, notes } = kept;
    if (!same) noteAll(notes);
    else if (isNoted()) note(kept, answersAt(get, node, value), { rests: () => kept.notes });
    return value;
  };
  return get;
}

/** Whether two lists have the same elements. */
export function sameElements(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

/** What `compute` finds in each chunk, in the order of the text; the same list while all chunks say the same. */
export function gathered<T>(
  compute: (file: PythonFile, chunk: Chunk) => readonly T[],
): (file: PythonFile) => readonly T[] {
  const inOneGo = perFile((file) => file.chunks.flatMap((chunk) => compute(file, chunk)));
  const get = (file: PythonFile): readonly T[] => {
    if (!isFollowed()) return inOneGo(file);
    const known = file.kept.get(get) as Ledger<T> | undefined;
    const ledger = known ?? new Ledger<T>();
    if (!known) file.kept.set(get, ledger);
    const list = untracked(() => ledger.list(file, compute));
    if (isNoted()) note(get, answers(get, list));
    return list;
  };
  return get;
}

/** Makes of a table a question about one key: who asks rests on that answer, not on the table. */
export function lookedUp<K, V>(
  of: (file: PythonFile) => ReadonlyMap<K, V>,
  same: (a: V | undefined, b: V | undefined) => boolean = Object.is,
): (file: PythonFile, key: K) => V | undefined {
  const table: Table<K, V> = { of, same };
  return (file, key) => lookUp(table, file, key);
}
