/**
 * Facts that are worked out when they are first asked for, and kept from one version of a file to the next as long as
 * what they were worked out from is the same. They hold no offsets of the file: those move without a change.
 */
import type { Chunk } from './ast.ts';
import { type Block, keep, keptOf } from './blocks.ts';
import type { PythonFile } from './file.ts';
import type { Surroundings } from './surroundings.ts';
import {
  type Dependency,
  holds,
  isFollowed,
  lookUp,
  type Notes,
  note,
  noteAll,
  type Table,
  tracked,
} from './tracking.ts';

interface Entry<T> {
  readonly value: T;
  readonly notes: Notes;
}

/** An answer kept, the tables that it was given under, and the version of the file that it was last found to hold in. */
interface Kept<T> {
  entry: Entry<T>;
  tables: object;
  version: object;
}

/** The answer of `kept` if it holds in `file`, or a new one; `same`: whether a new one says nothing new. */
function answer<T>(
  kept: Kept<T> | undefined,
  file: PythonFile,
  compute: () => T,
  same: (a: T, b: T) => boolean,
): Kept<T> {
  if (kept?.version === file.version) return kept;
  if (kept && kept.tables === file.models && holds(kept.entry.notes, file)) {
    kept.version = file.version;
    return kept;
  }
  const { value, notes } = tracked(compute);
  const entry = { value: kept && same(kept.entry.value, value) ? kept.entry.value : value, notes };
  if (!kept) return { entry, tables: file.models, version: file.version };
  kept.entry = entry;
  kept.tables = file.models;
  kept.version = file.version;
  return kept;
}

/** These two stand apart, so that what is kept does not hold the version of the file that it was worked out in. */
function answers<T>(ask: (file: PythonFile) => T, value: T): Dependency {
  return (other) => ask(other) === value;
}

function answersAt<K, T>(ask: (file: PythonFile, node: K) => T, node: K, value: T): Dependency {
  return (other) => ask(other, node) === value;
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
    const { value } = kept.entry;
    note(get, answers(get, value));
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
    const { value, notes } = kept.entry;
    if (same) note(kept, answersAt(get, node, value));
    else noteAll(notes);
    return value;
  };
  return get;
}

/** Whether two lists have the same elements. */
export function sameElements(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

interface InChunk<T> {
  readonly tables: object;
  readonly surroundings: Surroundings | undefined;
  readonly notes: Notes;
  readonly found: readonly T[];
}

/** What `compute` finds in each chunk, in the order of the text; the same list while all chunks say the same. */
export function gathered<T>(
  compute: (file: PythonFile, chunk: Chunk) => readonly T[],
): (file: PythonFile) => readonly T[] {
  const table = new WeakMap<Chunk, InChunk<T>>();
  const inChunk = (file: PythonFile, chunk: Chunk): readonly T[] => {
    if (!isFollowed()) return compute(file, chunk);
    const { surroundings } = chunk;
    const { models: tables } = file;
    const old = table.get(chunk);
    if (old && old.surroundings === surroundings && old.tables === tables && holds(old.notes, file)) {
      noteAll(old.notes);
      return old.found;
    }
    const { value, notes } = tracked(() => compute(file, chunk));
    noteAll(notes);
    const found = old && sameElements(old.found, value) ? old.found : value;
    table.set(chunk, { tables, surroundings, notes, found });
    return found;
  };
  const inBlock = (file: PythonFile, block: Block): readonly T[] => {
    if (!isFollowed()) return block.chunks.flatMap((chunk) => inChunk(file, chunk));
    const old = keptOf(block, table, file.models);
    if (old && holds(old.notes, file)) {
      noteAll(old.notes);
      return old.value as readonly T[];
    }
    const gather = (): readonly T[] =>
      block.parts.length > 0
        ? block.parts.flatMap((part) => inBlock(file, part))
        : block.chunks.flatMap((chunk) => inChunk(file, chunk));
    if (!block.settled) return gather();
    const { value, notes } = tracked(gather);
    noteAll(notes);
    keep(block, table, file.models, notes, value);
    return value;
  };
  const lists = perFile(
    (file) => file.blocks.map((block) => inBlock(file, block)).filter(({ length }) => length > 0),
    sameElements,
  );
  return perFile((file) => lists(file).flat(), sameElements);
}

/** Makes of a table a question about one key: who asks rests on that answer, not on the table. */
export function lookedUp<K, V>(
  of: (file: PythonFile) => ReadonlyMap<K, V>,
  same: (a: V | undefined, b: V | undefined) => boolean = Object.is,
): (file: PythonFile, key: K) => V | undefined {
  const table: Table<K, V> = { of, same };
  return (file, key) => lookUp(table, file, key);
}
