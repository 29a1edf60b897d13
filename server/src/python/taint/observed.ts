/** What each expression was seen to hold while its function was run, joined over all visits when somebody asks. */
import type { Expression } from '../ast.ts';
import { CLEAN, join, type Taint } from './kinds.ts';
import { NOTHING, type Value, whole } from './value.ts';

export class Observed {
  readonly #values = new Map<Expression, readonly Value[]>();
  readonly #given = new Map<Expression, Taint>();
  /** The variables that were read. */
  readonly names = new Set<string>();

  /** `node` holds `value` on this visit. */
  see(node: Expression, value: Value): void {
    if (node.kind === 'name') this.names.add(node.id);
    if (value === NOTHING) return;
    const before = this.#values.get(node);
    if (before?.includes(value)) return;
    this.#values.set(node, before ? [...before, value] : [value]);
  }

  /** `node`, which belongs to a function inside, carries `taint`. */
  seeInside(node: Expression, taint: Taint): void {
    if (taint.size > 0 && !this.#given.has(node)) this.#given.set(node, taint);
  }

  /** All that `node` carried; `of`: what counts of a value. */
  get(node: Expression, of: (value: Value) => Taint = whole): Taint {
    let taint = this.#given.get(node) ?? CLEAN;
    for (const value of this.#values.get(node) ?? []) taint = join(taint, of(value));
    return taint;
  }

  /** The expressions that held anything. */
  *nodes(): Iterable<Expression> {
    yield* this.#values.keys();
    yield* this.#given.keys();
  }

  /** Whether nothing was carried anywhere. */
  get isClean(): boolean {
    for (const node of this.nodes()) if (this.get(node).size > 0) return false;
    return true;
  }
}

/** Of what was not run. */
export const UNSEEN = new Observed();
