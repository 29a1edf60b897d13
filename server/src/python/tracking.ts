/**
 * What an answer about a file was worked out from, noted while it is worked out, so that it can be kept for as long as
 * all of that is the same. Sound by default: whoever looks at the whole text, or at all calls, notes that he did, and
 * his answer holds for this version of the file only. Knows nothing of rules.
 */
import type { Chunk } from './ast.ts';
import type { PythonFile } from './file.ts';

/** Whether what was read is the same in `file`, another version. */
export type Dependency = (file: PythonFile) => boolean;

/** A table of facts about a file, of which answers look up single entries. */
export interface Table<K, V> {
  /** The table of `file`: the same object for as long as it says the same, or longer. */
  of(file: PythonFile): ReadonlyMap<K, V>;
  same(a: V | undefined, b: V | undefined): boolean;
}

/** The entries of one table that an answer rests on, and the table that they were last compared with, by its number. */
interface Entries {
  readonly found: Map<unknown, unknown>;
  checked: number;
}

/** What one answer rests on. */
interface Rests {
  /** By what was read. */
  readonly single: ReadonlyMap<unknown, Dependency>;
  readonly tables: ReadonlyMap<Table<unknown, unknown>, Entries>;
}

/** The notes of one answer. Undefined when the answer holds for one version only. */
export type Notes = Rests | undefined;

interface Frame {
  readonly single: Map<unknown, Dependency>;
  readonly tables: Map<Table<unknown, unknown>, Entries>;
  whole: boolean;
}

let frame: Frame | undefined;

/** Numbers instead of the tables themselves: notes must not keep old ones alive. */
const numbers = new WeakMap<object, number>();
let last = 0;

function numberOf(table: object): number {
  let number = numbers.get(table);
  if (number === undefined) {
    number = ++last;
    numbers.set(table, number);
  }
  return number;
}

/** The notes of all answers about a version that no other will follow; see `once`. */
let only: Notes;

/** Does `work`, which is about `file` alone: answers are kept for this version only, and noting what they rest on is saved. */
export function once<T>(file: PythonFile, work: () => T): T {
  const { version } = file;
  const [outer, before] = [frame, only];
  frame = undefined;
  only = {
    single: new Map([[version, (other: PythonFile) => other.version === version]]),
    tables: new Map(),
  };
  try {
    return work();
  } finally {
    frame = outer;
    only = before;
  }
}

/** Whether answers are worth keeping where they would only be asked for again in another version. */
export function isFollowed(): boolean {
  return only === undefined;
}

/** Works out an answer and gives its notes with it; those around it note nothing of what happens inside. */
export function tracked<T>(work: () => T): { readonly value: T; readonly notes: Notes } {
  if (only) return { value: work(), notes: only };
  const outer = frame;
  const own: Frame = { single: new Map(), tables: new Map(), whole: false };
  frame = own;
  try {
    const value = work();
    return { value, notes: own.whole ? undefined : own };
  } finally {
    frame = outer;
  }
}

/** Works something out whose validity is looked after elsewhere. */
export function untracked<T>(work: () => T): T {
  const outer = frame;
  frame = undefined;
  try {
    return work();
  } finally {
    frame = outer;
  }
}

/** Notes that the answer at hand rests on something; `what` tells it from others. */
export function note(what: unknown, dependency: Dependency): void {
  if (frame && !frame.whole && !frame.single.has(what)) frame.single.set(what, dependency);
}

/** The entry of `key`, noted as what the answer at hand rests on. */
export function lookUp<K, V>(table: Table<K, V>, file: PythonFile, key: K): V | undefined {
  const now = untracked(() => table.of(file));
  const value = now.get(key);
  // A function of one kind of table is asked with values of that kind only.
  if (frame && !frame.whole)
    entriesOf(frame, table as Table<unknown, unknown>, numberOf(now)).set(key, value);
  return value;
}

function entriesOf(own: Frame, table: Table<unknown, unknown>, checked: number): Map<unknown, unknown> {
  const entries = own.tables.get(table);
  if (!entries) {
    const found = new Map<unknown, unknown>();
    own.tables.set(table, { found, checked });
    return found;
  }
  if (entries.checked !== checked) entries.checked = 0;
  return entries.found;
}

/** Notes all that another answer rests on, because the answer at hand is made of it. */
export function noteAll(notes: Notes): void {
  if (!frame || frame.whole) return;
  if (!notes) frame.whole = true;
  else {
    for (const [what, dependency] of notes.single) note(what, dependency);
    for (const [table, { found, checked }] of notes.tables) {
      const own = entriesOf(frame, table, checked);
      for (const [key, value] of found) if (!own.has(key)) own.set(key, value);
    }
  }
}

/** Notes that the answer at hand rests on a top-level statement and on what that may see of its module. */
export function noteChunk(root: Chunk): void {
  // Asked for nearly every node: nothing is made where nothing is noted.
  if (!frame || frame.whole || frame.single.has(root)) return;
  const { surroundings } = root;
  frame.single.set(root, (file) => file.has(root) && root.surroundings === surroundings);
}

/** Notes that the answer at hand may rest on anything in the file. */
export function noteWhole(): void {
  if (frame) frame.whole = true;
}

/** Whether an answer with these notes holds in `file`, too. Looking into that is no part of the answer at hand. */
export function holds(notes: Notes, file: PythonFile): boolean {
  if (!notes) return false;
  const outer = frame;
  frame = undefined;
  try {
    for (const dependency of notes.single.values()) if (!dependency(file)) return false;
    for (const [table, entries] of notes.tables) if (!stillSays(table, entries, file)) return false;
    return true;
  } finally {
    frame = outer;
  }
}

function stillSays(table: Table<unknown, unknown>, entries: Entries, file: PythonFile): boolean {
  const now = table.of(file);
  const number = numberOf(now);
  if (entries.checked === number) return true;
  for (const [key, value] of entries.found) if (!table.same(now.get(key), value)) return false;
  entries.checked = number;
  return true;
}

/** `notes` without those about single things that `isOwn` names. */
export function without(notes: Notes, isOwn: (what: unknown) => boolean): Notes {
  if (!notes) return undefined;
  return {
    single: new Map([...notes.single].filter(([what]) => !isOwn(what))),
    tables: notes.tables,
  };
}
