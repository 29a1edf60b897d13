/**
 * What is known at one point of a function: the taint of each variable, attribute path and constant item
 * (`data`, `self.key`, `data["x"]`).
 */
import type { Expression } from '../ast.ts';
import { CLEAN, join, type Taint } from './kinds.ts';

/** The path of an expression that can be assigned or tested, or undefined. */
export function pathOf(node: Expression): string | undefined {
  if (node.kind === 'name') return node.id;
  if (node.kind === 'attribute') {
    const base = pathOf(node.value);
    return base === undefined ? undefined : `${base}.${node.attr}`;
  }
  if (node.kind === 'subscript') {
    const base = pathOf(node.value);
    const [index, ...more] = node.index;
    if (base === undefined || more.length > 0 || !index) return undefined;
    if (index.kind === 'string' || index.kind === 'number') return `${base}[${JSON.stringify(index.value)}]`;
  }
  return undefined;
}

/** Immutable from outside: `copy` before giving a branch its own. */
export class State {
  readonly #taints: Map<string, Taint>;

  constructor(taints: ReadonlyMap<string, Taint> = new Map()) {
    this.#taints = new Map(taints);
  }

  copy(): State {
    return new State(this.#taints);
  }

  get(path: string): Taint | undefined {
    return this.#taints.get(path);
  }

  /** A new value: what was known of its parts is forgotten. */
  set(path: string, taint: Taint): void {
    for (const known of this.#taints.keys()) {
      if (
        known.length > path.length &&
        known.startsWith(path) &&
        (known[path.length] === '.' || known[path.length] === '[')
      ) {
        this.#taints.delete(known);
      }
    }
    this.#taints.set(path, taint);
  }

  /** Something was put into the value. */
  add(path: string, taint: Taint): void {
    this.#taints.set(path, join(this.#taints.get(path) ?? CLEAN, taint));
  }

  /** The state where two ways meet. A way that does not reach here is undefined. */
  static merge(a: State | undefined, b: State | undefined): State | undefined {
    if (!a) return b;
    if (!b) return a;
    const merged = new Map<string, Taint>();
    for (const path of new Set([...a.#taints.keys(), ...b.#taints.keys()])) {
      merged.set(path, join(a.#holding(path) ?? CLEAN, b.#holding(path) ?? CLEAN));
    }
    return new State(merged);
  }

  /** The variables that carry something, or parts of which do. */
  tainted(): ReadonlySet<string> {
    const roots = new Set<string>();
    for (const [path, taint] of this.#taints)
      if (taint.size > 0) roots.add(/^[^.[]*/.exec(path)?.[0] ?? path);
    return roots;
  }

  /** What is tainted, and how: equal lists (item by item) mean that nothing changed for who reads this state. */
  facts(): readonly unknown[] {
    return [...this.#taints].flatMap(([path, taint]) =>
      taint.size === 0
        ? []
        : [
            path,
            ...[...taint].flatMap(([kind, { steps, stopped }]) => [
              kind,
              ...steps.map((s) => s.node),
              ...stopped,
            ]),
          ],
    );
  }

  /** What is known of `path`, or else of what it is a part of. */
  #holding(path: string): Taint | undefined {
    for (
      let here = path;
      here !== '';
      here = here.slice(0, Math.max(here.lastIndexOf('.'), here.lastIndexOf('['), 0))
    ) {
      const taint = this.#taints.get(here);
      if (taint) return taint;
    }
    return undefined;
  }
}
