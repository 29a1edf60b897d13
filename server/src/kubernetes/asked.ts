/**
 * What rules asked of the workspace, and whether the answers are still the same: so that what was found in a document that
 * nobody touched is kept while another one is typed. Knows names of questions and texts of answers, no rule.
 */

/** An answer as a number, another one for another answer; `find` tells how to answer again where the question does not. */
export interface Answer<From> {
  readonly number: number;
  readonly find: ((from: From) => unknown) | undefined;
}

/** Answers by question. */
export type Asked<From> = Map<string, Answer<From>>;

/** Numbers the answers to one question after another; of each it knows the last answer only. */
export class Answers {
  readonly #last = new Map<string, { readonly text: string; readonly number: number }>();
  #next = 0;

  /** The number of the answer `text` to `question`. */
  numberOf(question: string, text: string): number {
    const last = this.#last.get(question);
    if (last?.text === text) return last.number;
    const number = ++this.#next;
    this.#last.set(question, { text, number });
    return number;
  }
}

/** Data as a text that is the same for the same data; maps count by their entries. */
export function written(data: unknown): string {
  return JSON.stringify(data, (_, value: unknown) => (value instanceof Map ? [...value] : value)) ?? '';
}
