/**
 * Which top-level statements came, went, or see something else around them, from one version of a file to the next, so
 * that who keeps something of each statement need not look at all of them again.
 */
import type { Chunk } from './ast.ts';

/** What one version brought. */
export interface Step {
  readonly gone: readonly Chunk[];
  /** New ones, and those that see something else. */
  readonly changed: Iterable<Chunk>;
}

/** Who has not asked for more versions than this has to look at all statements. */
const LONGEST = 50;

export class History {
  /** The number of the last version. */
  #last = 0;
  #steps: Step[] = [];

  get last(): number {
    return this.#last;
  }

  /** Goes on to the next version. */
  add(step: Step): void {
    this.#last++;
    this.#steps.push(step);
    if (this.#steps.length > LONGEST) this.#steps = this.#steps.slice(-LONGEST / 2);
  }

  /** What came after the version with the number `since`; undefined where that is too long ago. */
  after(since: number): readonly Step[] | undefined {
    const missed = this.#last - since;
    if (missed > this.#steps.length) return undefined;
    return missed === 0 ? [] : this.#steps.slice(-missed);
  }
}
