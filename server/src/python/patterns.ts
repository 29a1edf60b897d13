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
  /** How many were added before it. */
  readonly order: number;
}

function firstPart(name: string): string {
  const end = name.indexOf('.');
  return end < 0 ? name : name.slice(0, end);
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** What every name that fits an open `pattern` has in common: its first part, or else its last, or nothing. */
function commonOf(pattern: string): string {
  const first = firstPart(pattern);
  if (!first.includes('*')) return `${first}.`;
  const last = lastPart(pattern);
  return last.includes('*') ? '' : `.${last}`;
}

/** Values filed under name patterns; looking a name up costs the same however many there are. */
export class NameIndex<T> {
  readonly #exact = new Map<string, T[]>();
  /** By what the names that fit have in common. */
  readonly #open = new Map<string, Open<T>[]>();
  readonly #found = new Map<string, readonly T[]>();
  #added = 0;

  add(pattern: string, value: T): void {
    if (!pattern.includes('*')) {
      this.#exact.set(pattern, [...(this.#exact.get(pattern) ?? []), value]);
      return;
    }
    const common = commonOf(pattern);
    const open = { pattern: expression(pattern), value, order: this.#added++ };
    this.#open.set(common, [...(this.#open.get(common) ?? []), open]);
  }

  /** Everything filed under a pattern that `name` fits, in the order in which it was added per kind of pattern. */
  find(name: string): readonly T[] {
    const known = this.#found.get(name);
    if (known) return known;
    const open = [`${firstPart(name)}.`, `.${lastPart(name)}`, '']
      .flatMap((common) => this.#open.get(common) ?? [])
      .filter(({ pattern }) => pattern.test(name))
      .sort((a, b) => a.order - b.order);
    const found = [...(this.#exact.get(name) ?? []), ...open.map(({ value }) => value)];
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
