/**
 * Which answers rest on what, the other way round: after an edit only those are found again that may be others now. An
 * entry of a table is not looked into while the table is the same, what somebody watches only when he doubts it, and an
 * answer that others rest on only when something is another that it rests on itself.
 */
import type { PythonFile } from './file.ts';
import type { Step } from './history.ts';
import { type Dependency, isSo, type Notes, type Table, untracked, type Watch } from './tracking.ts';

/** An answer that others rest on, between them and what it rests on itself. */
class Relay<K> {
  readonly is: Dependency;
  notes: Notes;
  readonly keys = new Set<K | Relay<K>>();

  constructor(is: Dependency, notes: Notes) {
    this.is = is;
    this.notes = notes;
  }
}

/** The answers that rest on something, by what that is. */
type Resting<K> = Map<Dependency, Set<K | Relay<K>>>;

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
  readonly #watched = new Map<Watch, Map<unknown, Resting<K>>>();
  readonly #relays = new Map<Dependency, Relay<K>>();
  /** To be asked in any case: those whose answers hold for one version only, and those that are new since the last news. */
  #open = new Set<Relay<K>>();
  /** The version up to which all is known, as `History` counts them. */
  #upTo = 0;

  /** Forgets all, to begin with the version of `file`. */
  begin({ history }: PythonFile): void {
    this.#single.clear();
    this.#onTables.clear();
    this.#watched.clear();
    this.#relays.clear();
    this.#open.clear();
    this.#upTo = history.last;
  }

  /** The answer of `key` rests on `notes`. */
  add(key: K | Relay<K>, notes: Notes): void {
    for (const one of notes ?? []) {
      if (one.rests) {
        this.#relayOf(one, one.rests).keys.add(key);
        continue;
      }
      const resting = this.#restingOn(one);
      const keys = resting.get(one);
      if (keys) keys.add(key);
      else resting.set(one, new Set([key]));
    }
  }

  /** It does no more. */
  delete(key: K | Relay<K>, notes: Notes): void {
    for (const one of notes ?? []) {
      const relay = this.#relays.get(one);
      if (relay) {
        relay.keys.delete(key);
        if (relay.keys.size === 0) this.#drop(relay);
        continue;
      }
      if (one.rests) continue;
      const resting = this.#restingOn(one);
      const keys = resting.get(one);
      keys?.delete(key);
      if (keys?.size !== 0) continue;
      resting.delete(one);
      if (one.watch && resting.size === 0) this.#watched.get(one.watch)?.delete(one.about);
    }
  }

  #relayOf(one: Dependency, rests: () => Notes): Relay<K> {
    const known = this.#relays.get(one);
    if (known) return known;
    const relay = new Relay<K>(one, rests());
    // Before what it rests on is gone through: answers may rest on each other in a circle.
    this.#relays.set(one, relay);
    this.#open.add(relay);
    this.add(relay, relay.notes);
    return relay;
  }

  #drop(relay: Relay<K>): void {
    this.#relays.delete(relay.is);
    this.#open.delete(relay);
    this.delete(relay, relay.notes);
  }

  #restingOn({ table, about, watch }: Dependency): Resting<K> {
    if (table) {
      const on = this.#onTables.get(table) ?? { resting: new Map() };
      this.#onTables.set(table, on);
      return on.resting;
    }
    if (!watch) return this.#single;
    const watched = this.#watched.get(watch) ?? new Map<unknown, Resting<K>>();
    this.#watched.set(watch, watched);
    const on: Resting<K> = watched.get(about) ?? new Map();
    watched.set(about, on);
    return on;
  }

  /**
   * What is another in `file` than in the version that was last asked about; undefined where that is too long ago to know.
   * Each answer is told once.
   */
  news(file: PythonFile): News<K> | undefined {
    const steps = file.history.after(this.#upTo);
    const concerned = new Set<K>();
    const open = this.#open;
    this.#open = new Set();
    const tell = (keys: Iterable<K | Relay<K>>): void => {
      for (const key of keys)
        if (key instanceof Relay) open.add(key);
        else concerned.add(key);
    };
    const look = (resting: Resting<K> | undefined): void => {
      for (const [one, keys] of resting ?? []) if (!isSo(one, file)) tell(keys);
    };
    look(this.#single);
    for (const [table, on] of this.#onTables) {
      const now = untracked(() => table.of(file));
      if (now !== on.last) look(on.resting);
      on.last = now;
    }
    for (const [watch, watched] of this.#watched) {
      const doubted = untracked(() => watch.doubted(file, this.#upTo)) ?? watched.keys();
      for (const about of doubted) look(watched.get(about));
    }
    for (const relay of open)
      if (this.#relays.get(relay.is) === relay && !this.#holds(relay, file)) tell(relay.keys);
    this.#upTo = file.history.last;
    return steps && { steps, concerned };
  }

  /** Whether an answer that others rest on is still the same; what it rests on now may be something else. */
  #holds(relay: Relay<K>, file: PythonFile): boolean {
    if (!isSo(relay.is, file)) {
      this.#drop(relay);
      return false;
    }
    const notes = relay.is.rests?.();
    if (notes !== relay.notes) {
      const old = relay.notes?.filter((one) => !notes?.includes(one));
      relay.notes = notes;
      this.add(relay, notes);
      this.delete(relay, old);
      this.#open.add(relay);
    } else if (!notes) this.#open.add(relay);
    return true;
  }
}
