/**
 * What was found out about each top-level statement of a file, kept from version to version. After an edit those are
 * looked at again that are new, that see something else, or that rested on something that is another now; the others
 * cost nothing, however long the file is.
 */
import type { Chunk } from './ast.ts';
import type { PythonFile } from './file.ts';
import { Rests } from './rests.ts';
import { type Notes, type Stamped, stamp, standing, tracked } from './tracking.ts';

/** What is found in one statement. */
type Look<T> = (file: PythonFile, chunk: Chunk) => readonly T[];

export class Ledger<T> implements Stamped {
  version: object | undefined;
  /**
   * What the answers rest on besides the statement itself, of those in which something was found and those that rest on
   * more; undefined where the answer holds for one version only.
   */
  readonly #notes = new Map<Chunk, Notes>();
  readonly #found = new Map<Chunk, readonly T[]>();
  readonly #rests = new Rests<Chunk>();
  /** Those whose answers hold for one version only. */
  readonly #passing = new Set<Chunk>();
  #tables: object | undefined;
  #list: readonly T[] = [];
  #isListed = false;

  /** What `look` finds in all of `file`, in the order of the text; the same list while it is the same. */
  list(file: PythonFile, look: Look<T>): readonly T[] {
    this.#renew(file, look);
    if (!this.#isListed) {
      const now = [...this.#found].sort(([a], [b]) => a.offset - b.offset).flatMap(([, found]) => found);
      const same = now.length === this.#list.length && now.every((item, at) => item === this.#list[at]);
      if (!same) this.#list = now;
      this.#isListed = true;
    }
    return this.#list;
  }

  #renew(file: PythonFile, look: Look<T>): void {
    const { version } = file;
    if (this.version === version) return;
    const changed = this.#changed(file);
    // If a look throws, all has to be looked at again.
    this.#tables = undefined;
    for (const chunk of changed) {
      const { value, notes } = tracked(file, () => look(file, chunk));
      this.#enter(chunk, value, notes, file);
    }
    this.#tables = file.models;
    stamp(this, version);
  }

  /** The statements to look at again. Those that are gone are forgotten. */
  #changed(file: PythonFile): ReadonlySet<Chunk> {
    const news = this.#tables === file.models ? this.#rests.news(file) : undefined;
    if (!news) {
      this.#notes.clear();
      this.#found.clear();
      this.#passing.clear();
      this.#rests.begin(file);
      this.#isListed = false;
      return new Set(file.chunks);
    }
    const changed = new Set(this.#passing);
    for (const step of news.steps) {
      for (const chunk of step.gone) {
        changed.delete(chunk);
        this.#forget(chunk);
      }
      for (const chunk of step.changed) changed.add(chunk);
    }
    for (const chunk of news.concerned) if (file.has(chunk)) changed.add(chunk);
    return changed;
  }

  #forget(chunk: Chunk): void {
    if (!this.#notes.has(chunk)) return;
    const notes = this.#notes.get(chunk);
    this.#notes.delete(chunk);
    this.#passing.delete(chunk);
    if (this.#found.delete(chunk)) this.#isListed = false;
    this.#rests.delete(chunk, notes);
  }

  #enter(chunk: Chunk, found: readonly T[], notes: Notes, file: PythonFile): void {
    this.#forget(chunk);
    const itself = standing(chunk, file);
    const others = notes?.filter((one) => one !== itself);
    if (found.length === 0 && others?.length === 0) return;
    if (found.length > 0) {
      this.#found.set(chunk, found);
      this.#isListed = false;
    }
    this.#notes.set(chunk, others);
    if (!others) this.#passing.add(chunk);
    this.#rests.add(chunk, others);
  }
}
