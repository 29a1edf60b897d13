/**
 * Patterns over full names, and their index: `torch.load`, `transformers.*.from_pretrained` (`*` one part),
 * `sklearn.**.predict` (`**` any number of parts, also none).
 */

function expression(pattern: string): RegExp {
  const parts = pattern.split('.').map((part) => {
    if (part === '**') return '**';
    return part.replace(/[()[\]?+^$|\\]/g, '\\$&').replaceAll('*', '[^.]*');
  });
  let source = parts[0] === '**' ? '(?:[^.]+\\.)*' : (parts[0] ?? '');
  for (let i = 1; i < parts.length; i++) {
    const dot = parts[i - 1] === '**' ? '' : '\\.';
    if (parts[i] !== '**') source += dot + parts[i];
    else source += i === parts.length - 1 ? '(?:\\.[^.]+)*' : `${dot}(?:[^.]+\\.)*`;
  }
  return new RegExp(`^${source}$`);
}

const expressions = new Map<string, RegExp>();

/** Whether `name` fits one of `patterns`. */
export function fits(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    if (!pattern.includes('*')) return pattern === name;
    const known = expressions.get(pattern) ?? expression(pattern);
    expressions.set(pattern, known);
    return known.test(name);
  });
}

/** Values filed under name patterns; looking a name up costs the same however many there are. */
export class NameIndex<T> {
  readonly #exact = new Map<string, T[]>();
  readonly #open: { readonly pattern: RegExp; readonly value: T }[] = [];
  readonly #found = new Map<string, readonly T[]>();

  add(pattern: string, value: T): void {
    if (pattern.includes('*')) {
      this.#open.push({ pattern: expression(pattern), value });
      return;
    }
    const list = this.#exact.get(pattern);
    if (list) list.push(value);
    else this.#exact.set(pattern, [value]);
  }

  /** Everything filed under a pattern that `name` fits, in the order in which it was added per kind of pattern. */
  find(name: string): readonly T[] {
    const known = this.#found.get(name);
    if (known) return known;
    const found = [
      ...(this.#exact.get(name) ?? []),
      ...this.#open.filter((o) => o.pattern.test(name)).map((o) => o.value),
    ];
    if (this.#found.size > 20_000) this.#found.clear();
    this.#found.set(name, found);
    return found;
  }
}

/** An index of bare names, to ask whether a name is one of them. */
export function namesOf(patterns: readonly string[]): NameIndex<true> {
  const index = new NameIndex<true>();
  for (const pattern of patterns) index.add(pattern, true);
  return index;
}
