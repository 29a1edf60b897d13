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

interface Open<T> {
  readonly pattern: RegExp;
  readonly value: T;
  readonly order: number;
}

/** The first part of a name: `torch` of `torch.load`, nothing of a name that begins with a dot. */
function rootOf(name: string): string {
  const dot = name.indexOf('.');
  return dot < 0 ? name : name.slice(0, dot);
}

/** Values filed under name patterns; looking a name up costs the same however many there are of other libraries. */
export class NameIndex<T> {
  readonly #exact = new Map<string, T[]>();
  /** By first part; under `*` those whose first part may be any. */
  readonly #open = new Map<string, Open<T>[]>();
  #count = 0;
  readonly #found = new Map<string, readonly T[]>();

  add(pattern: string, value: T): void {
    if (pattern.includes('*')) {
      const root = rootOf(pattern);
      const key = root.includes('*') ? '*' : root;
      const list = this.#open.get(key) ?? [];
      list.push({ pattern: expression(pattern), value, order: this.#count++ });
      this.#open.set(key, list);
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
      ...[...(this.#open.get(rootOf(name)) ?? []), ...(this.#open.get('*') ?? [])]
        .filter((o) => o.pattern.test(name))
        .sort((a, b) => a.order - b.order)
        .map((o) => o.value),
    ];
    if (this.#found.size > 20_000) this.#found.clear();
    this.#found.set(name, found);
    return found;
  }
}
