/**
 * What the statements of a module contribute under names, in the order of the text. An edit renews the names that it
 * touches and no other, so that a long module is not gathered anew on every keystroke.
 */
import type { Chunk } from './ast.ts';

/** The chunks of one version that the next has not, and those that it has instead, in the order of the text. */
export interface Exchange {
  readonly gone: readonly Chunk[];
  readonly come: readonly Chunk[];
}

/** What lies between what two versions begin and end with. */
export function exchangeOf(before: readonly Chunk[], after: readonly Chunk[]): Exchange {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { gone: before.slice(start, before.length - end), come: after.slice(start, after.length - end) };
}

/** What one chunk contributes under one name. */
interface Part<T> {
  readonly chunk: Chunk;
  readonly items: readonly T[];
}

export class ModuleTable<T> {
  readonly #of: (chunk: Chunk) => Iterable<readonly [string, readonly T[]]>;
  readonly #parts = new Map<string, readonly Part<T>[]>();
  readonly #items = new Map<string, readonly T[]>();

  /** `of`: what a chunk contributes, each name once. */
  constructor(of: (chunk: Chunk) => Iterable<readonly [string, readonly T[]]>) {
    this.#of = of;
  }

  /** By name; a list stays the same object while it says the same. The names are in no order. */
  get items(): ReadonlyMap<string, readonly T[]> {
    return this.#items;
  }

  /** Goes on to the next version of the module, whose chunks stand where they belong. */
  exchange({ gone, come }: Exchange): void {
    const lost = new Set(gone);
    const fresh = new Map<string, Part<T>[]>();
    for (const chunk of gone) for (const [name] of this.#of(chunk)) fresh.set(name, []);
    for (const chunk of come)
      for (const [name, items] of this.#of(chunk)) {
        const parts = fresh.get(name);
        if (parts) parts.push({ chunk, items });
        else fresh.set(name, [{ chunk, items }]);
      }
    for (const [name, parts] of fresh) {
      const before = (this.#parts.get(name) ?? []).filter(({ chunk }) => !lost.has(chunk));
      this.#set(name, inserted(before, parts));
    }
  }

  #set(name: string, parts: readonly Part<T>[]): void {
    if (parts.length > 0) {
      this.#parts.set(name, parts);
      this.#items.set(
        name,
        parts.flatMap(({ items }) => items),
      );
    } else {
      this.#parts.delete(name);
      this.#items.delete(name);
    }
  }
}

/** `parts` between those of `before` that stand above and below them. */
function inserted<T>(before: readonly Part<T>[], parts: readonly Part<T>[]): readonly Part<T>[] {
  const [first] = parts;
  if (!first) return before;
  const found = before.findIndex(({ chunk }) => chunk.offset > first.chunk.offset);
  const at = found < 0 ? before.length : found;
  return [...before.slice(0, at), ...parts, ...before.slice(at)];
}
