/**
 * What an answer about a file was worked out from, noted while it is worked out, so that it can be kept for as long as
 * all of that is the same. Sound by default: whoever looks at the whole text, or at all calls, notes that he did, and
 * his answer holds for this version of the file only. Knows nothing of rules.
 */
import type { Chunk } from './ast.ts';
import type { PythonFile } from './file.ts';
import type { Surroundings } from './surroundings.ts';

/** Whether what was read is the same in `file`, another version. */
export type Check = (file: PythonFile) => boolean;

/**
 * Something that was read, and what it was. Shared by all answers that rest on it, so that a version of the file is asked
 * once and not for each of them.
 */
export interface Dependency extends Stamped {
  readonly check: Check;
  /** The table of which an entry was read. */
  readonly table?: Table<unknown, unknown>;
  /** What it is about, and who watches that. */
  readonly about?: unknown;
  readonly watch?: Watch;
  /** What the answer that was read rests on in turn. */
  readonly rests?: () => Notes;
  /** Whether it was found to be another once. It stays that: who rested on it has been told, or is told then. */
  void: boolean;
}

/** What kind of thing was read, for who can tell without asking whether it may be another. */
type Kind = Pick<Dependency, 'table' | 'about' | 'watch' | 'rests'>;

/** Who knows by himself which of many things may be others now, so that nobody has to ask about all of them. */
export interface Watch {
  /**
   * What may be another in `file` than it was after the version with the number `since`, or became another in that one
   * (`History` counts them); undefined where he cannot tell.
   */
  doubted(file: PythonFile, since: number): Iterable<unknown> | undefined;
}

/** Something that was found to hold in a version of the file. */
export interface Stamped {
  version: object | undefined;
}

/** What an answer rests on. Undefined when it holds for one version only. */
export type Notes = readonly Dependency[] | undefined;

/** A table of facts about a file, of which answers look up single entries. */
export interface Table<K, V> {
  /** The table of `file`: the same object for as long as it says the same, or longer. */
  of(file: PythonFile): ReadonlyMap<K, V>;
  same(a: V | undefined, b: V | undefined): boolean;
}

/** Texts and numbers that a register keeps; after more all are forgotten, which costs nothing but work. */
const MOST = 10_000;

/** By a key of any type; objects are held for as long as somebody else holds them. */
class Register<T> {
  readonly #objects = new WeakMap<object, T>();
  readonly #others = new Map<unknown, T>();

  get(key: unknown): T | undefined {
    return isObject(key) ? this.#objects.get(key) : this.#others.get(key);
  }

  set(key: unknown, value: T): void {
    if (isObject(key)) {
      this.#objects.set(key, value);
      return;
    }
    if (this.#others.size >= MOST) this.#others.clear();
    this.#others.set(key, value);
  }
}

function isObject(key: unknown): key is object {
  return (typeof key === 'object' && key !== null) || typeof key === 'function';
}

/** What has been read of a file from its first version on. */
export class Readings {
  /** By what was read. */
  readonly single = new Register<Dependency>();
  readonly entries = new Register<Register<Dependency>>();
}

interface Frame {
  readonly file: PythonFile;
  readonly rests: Set<Dependency>;
  whole: boolean;
}

let frame: Frame | undefined;

/** The notes of all answers about a version that no other will follow; see `once`. */
let only: Notes;

/** Does `work`, which is about `file` alone: answers are kept for this version only, and noting what they rest on is saved. */
export function once<T>(file: PythonFile, work: () => T): T {
  const { version } = file;
  const [outer, before] = [frame, only];
  frame = undefined;
  only = [dependency((other) => other.version === version, file)];
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

/** Works out an answer about `file` and gives its notes with it; those around it note nothing of what happens inside. */
export function tracked<T>(file: PythonFile, work: () => T): { readonly value: T; readonly notes: Notes } {
  if (only) return { value: work(), notes: only };
  const outer = frame;
  const own: Frame = { file, rests: new Set(), whole: false };
  frame = own;
  try {
    const value = work();
    return { value, notes: own.whole ? undefined : [...own.rests] };
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

function dependency(check: Check, { version }: PythonFile, kind: Kind = {}): Dependency {
  const one: Dependency = { check, version: undefined, void: false, ...kind };
  stamp(one, version);
  return one;
}

/** What `register` has under `key` if that is still so in `file`; if not, what `make` gives, which says what is so now. */
function registered(
  register: Register<Dependency>,
  key: unknown,
  file: PythonFile,
  make: () => Dependency,
): Dependency {
  const known = register.get(key);
  if (known && isSo(known, file)) return known;
  const now = make();
  register.set(key, now);
  return now;
}

/** A question that is asked of many things: of each of them, what tells it from other questions; see `note`. */
export function question(): (about: object) => object {
  const known = new WeakMap<object, object>();
  return (about) => {
    const old = known.get(about);
    if (old) return old;
    const one = {};
    known.set(about, one);
    return one;
  };
}

/** Whether an answer is at hand that may be kept: for who would make a check for nothing. */
export function isNoted(): boolean {
  return frame !== undefined && !frame.whole;
}

/** Notes that the answer at hand rests on something; `what` tells it from others. */
export function note(what: unknown, check: Check, kind?: Kind): void {
  if (!frame || frame.whole) return;
  frame.rests.add(reading(what, check, frame.file, kind));
}

/** What an answer about `file` rests on that rests on `what`, of which `check` says what it is now. */
export function reading(what: unknown, check: Check, file: PythonFile, kind?: Kind): Dependency {
  return registered(file.readings.single, what, file, () => dependency(check, file, kind));
}

/** The entry of `key`, noted as what the answer at hand rests on. */
export function lookUp<K, V>(table: Table<K, V>, file: PythonFile, key: K): V | undefined {
  const value = untracked(() => table.of(file)).get(key);
  if (frame && !frame.whole) {
    const { entries } = frame.file.readings;
    let register = entries.get(table);
    if (!register) {
      register = new Register();
      entries.set(table, register);
    }
    const { file: own } = frame;
    // A function of one kind of table is asked with values of that kind only.
    const of = table as Table<unknown, unknown>;
    frame.rests.add(
      registered(register, key, own, () => dependency(saysStill(of, key, value), own, { table: of })),
    );
  }
  return value;
}

/** Apart from who asks, so that what is kept does not hold the version of the file that he asks about. */
function saysStill(table: Table<unknown, unknown>, key: unknown, value: unknown): Check {
  return (file) => table.same(table.of(file).get(key), value);
}

/** Notes all that another answer rests on, because the answer at hand is made of it. */
export function noteAll(notes: Notes): void {
  if (!frame || frame.whole) return;
  if (!notes) frame.whole = true;
  else for (const each of notes) frame.rests.add(each);
}

/** Of things that statements bring: what those bring that came, went or see something else. */
export function broughtBy(things: (chunk: Chunk) => Iterable<unknown>): Watch {
  return {
    doubted: ({ history }, since) =>
      history
        .after(since - 1)
        ?.flatMap(({ gone, changed }) => [...gone, ...changed].flatMap((chunk) => [...things(chunk)])),
  };
}

const STATEMENTS = broughtBy((chunk) => [chunk]);

/** By top-level statement, for its present surroundings. */
const statements = new WeakMap<
  Chunk,
  { readonly surroundings: Surroundings | undefined; readonly is: Dependency }
>();

/** What rests on a top-level statement of `file` and on what that may see of its module. */
export function standing(root: Chunk, file: PythonFile): Dependency {
  const { surroundings } = root;
  const known = statements.get(root);
  if (known && known.surroundings === surroundings && !known.is.void) return known.is;
  const is = dependency((other) => other.has(root) && root.surroundings === surroundings, file, {
    about: root,
    watch: STATEMENTS,
  });
  statements.set(root, { surroundings, is });
  return is;
}

/** Notes that the answer at hand rests on a top-level statement and on what that may see of its module. */
export function noteChunk(root: Chunk): void {
  if (frame && !frame.whole) frame.rests.add(standing(root, frame.file));
}

/** Notes that the answer at hand may rest on anything in the file. */
export function noteWhole(): void {
  if (frame) frame.whole = true;
}

/** What was stamped since the outermost check began, with the stamps before; see `supposing`. */
let trail: { readonly stamped: Stamped; readonly before: object | undefined }[] | undefined;

/** Stamps what was worked out in `version`, or was found to hold in it. */
export function stamp(stamped: Stamped, version: object, before = stamped.version): void {
  trail?.push({ stamped, before });
  stamped.version = version;
}

/**
 * Whether `check` finds that `stamped` holds in `version`. Answers may rest on each other in a circle: while one is looked
 * into, it is supposed to hold; if it does not, all that was found to hold meanwhile has to be looked into again.
 */
export function supposing(stamped: Stamped, version: object, check: () => boolean): boolean {
  if (stamped.version === version) return true;
  const outermost = trail === undefined;
  trail ??= [];
  const from = trail.length;
  stamp(stamped, version);
  let is = false;
  try {
    is = check();
    return is;
  } finally {
    // Also where the check throws: nobody knows then.
    if (!is) for (const { stamped: other, before } of trail.splice(from).reverse()) other.version = before;
    if (outermost) trail = undefined;
  }
}

/** Whether what was read is in `file` what it was. */
export function isSo(one: Dependency, file: PythonFile): boolean {
  if (one.void) return false;
  if (one.version === file.version) return true;
  const outer = frame;
  frame = undefined;
  try {
    const is = supposing(one, file.version, () => one.check(file));
    if (!is) one.void = true;
    return is;
  } finally {
    frame = outer;
  }
}

/** Whether an answer with these notes holds in `file`, too. Looking into that is no part of the answer at hand. */
export function holds(notes: Notes, file: PythonFile): boolean {
  if (!notes) return false;
  for (const one of notes) if (!isSo(one, file)) return false;
  return true;
}
