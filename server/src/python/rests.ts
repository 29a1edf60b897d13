/**
 * Which answers rest on what, the other way round: after an edit only those are found again that may be others now. An
 * entry of a table is not looked into while the table is the same, a statement only when it went or sees something else.
 */
import type { Chunk } from './ast.ts';
import type { PythonFile } from './file.ts';
import type { Step } from './history.ts';
import { type Dependency, isSo, type Notes, type Table, untracked } from './tracking.ts';

/** The answers that rest on something, by what that is. */
type Resting<K> = Map<Dependency, Set<K>>;

/** Those that rest on entries of one table. */
interface OnTable<K> {
  readonly resting: Resting<K>;
  /** The table in the version in which all of them were last looked into. */
  last?: ReadonlyMap<unknown, unknown>;
}

/** The versions since, and the answers that rest on what is another. */
interface News<K> {
  readonly steps: readonly Step[];
  readonly concerned: ReadonlySet<K>;
}

/** `K`: what answers are known by. */
export class Rests<K> {
  readonly #single: Resting<K> = new Map();
  readonly #onTables = new Map<Table<unknown, unknown>, OnTable<K>>();
  readonly #onStatements = new Map<Chunk, Resting<K>>();
  /** The version up to which all is known, as `History` counts them. */
  #upTo = 0;

  /** Forgets all, to begin with the version of `file`. */
  begin({ history }: PythonFile): void {
    this.#single.clear();
    this.#onTables.clear();
    this.#onStatements.clear();
    this.#upTo = history.last;
  }

  /** The answer of `key` rests on `notes`. */
  add(key: K, notes: Notes): void {
    for (const one of notes ?? []) {
      const resting = this.#restingOn(one);
      const keys = resting.get(one);
      if (keys) keys.add(key);
      else resting.set(one, new Set([key]));
    }
  }

  /** It does no more. */
  delete(key: K, notes: Notes): void {
    for (const one of notes ?? []) {
      const resting = this.#restingOn(one);
      const keys = resting.get(one);
      keys?.delete(key);
      if (keys?.size !== 0) continue;
      resting.delete(one);
      if (one.about && resting.size === 0) this.#onStatements.delete(one.about);
    }
  }

  #restingOn({ table, about }: Dependency): Resting<K> {
    if (table) {
      const on = this.#onTables.get(table) ?? { resting: new Map() };
      this.#onTables.set(table, on);
      return on.resting;
    }
    if (!about) return this.#single;
    const on = this.#onStatements.get(about) ?? new Map();
    this.#onStatements.set(about, on);
    return on;
  }

  /**
   * What is another in `file` than in the version that was last asked about; undefined where that is too long ago to know.
   * Each answer is told once.
   */
  news(file: PythonFile): News<K> | undefined {
    const steps = file.history.after(this.#upTo);
    const found = new Set<K>();
    const look = (resting: Resting<K> | undefined): void => {
      for (const [one, keys] of resting ?? []) if (!isSo(one, file)) for (const key of keys) found.add(key);
    };
    look(this.#single);
    for (const [table, on] of this.#onTables) {
      const now = untracked(() => table.of(file));
      if (now !== on.last) look(on.resting);
      on.last = now;
    }
    for (const { gone, changed } of steps ?? [])
      for (const chunk of [...gone, ...changed]) look(this.#onStatements.get(chunk));
    this.#upTo = file.history.last;
    return steps && { steps, concerned: found };
  }
}
