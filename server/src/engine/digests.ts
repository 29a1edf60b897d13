/**
 * Digests of files by any kind of key, for those who implement `Project`: worked out when first asked for, and replaced
 * only when they differ. Bounded: what was not asked for longest is forgotten. Does not know where texts come from.
 */
import type { Digest, Source } from './types.ts';

/** More files than these are not kept. */
const MOST = 4000;

interface Entry {
  /** Whether the text may have changed since. */
  stale: boolean;
  readonly values: Map<Digest<unknown>, { value: unknown; reported: unknown }>;
}

export class Digests {
  readonly #sourceAt: (key: string) => Source | undefined;
  readonly #entries = new Map<string, Entry>();

  /** `sourceAt` reads a file; it is asked once for each version. */
  constructor(sourceAt: (key: string) => Source | undefined) {
    this.#sourceAt = sourceAt;
  }

  /** The digest of the file at `key`, or undefined where it cannot be read. */
  of<T>(digest: Digest<T>, key: string): T | undefined {
    const entry = this.#entry(key);
    if (entry.stale) this.#renew(entry, key);
    const known = entry.values.get(digest);
    if (known) return known.value as T;
    const source = this.#sourceAt(key);
    if (!source) return undefined;
    const value = digest.read(source);
    entry.values.set(digest, { value, reported: value });
    return value;
  }

  /** The text at `key` may have changed, appeared or gone. */
  touch(key: string): void {
    const entry = this.#entries.get(key);
    if (entry) entry.stale = true;
  }

  /** Whether any digest of `key` differs from what it was when this was last asked; true where that is not known. */
  changed(key: string): boolean {
    const entry = this.#entries.get(key);
    if (!entry || entry.values.size === 0) return true;
    if (entry.stale) this.#renew(entry, key);
    if (entry.values.size === 0) return true;
    let changed = false;
    for (const known of entry.values.values()) {
      if (known.value !== known.reported) changed = true;
      known.reported = known.value;
    }
    return changed;
  }

  clear(): void {
    this.#entries.clear();
  }

  #entry(key: string): Entry {
    const entry = this.#entries.get(key) ?? { stale: false, values: new Map() };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (this.#entries.size > MOST) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
    return entry;
  }

  #renew(entry: Entry, key: string): void {
    entry.stale = false;
    const source = this.#sourceAt(key);
    if (!source) entry.values.clear();
    else
      for (const [digest, known] of entry.values) {
        const value = digest.read(source);
        if (!digest.same(known.value, value)) known.value = value;
      }
  }
}
