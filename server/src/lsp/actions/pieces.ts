/**
 * A text under repair, in rounds: remembers which parts are still the original's, so that all rounds together are one
 * set of small edits of the original. Knows offsets only.
 */
import type { Edit } from '../../engine/types.ts';

/** A stretch of the original, or text that is new. */
type Piece = { readonly start: number; readonly end: number } | { readonly text: string };

export class Pieces {
  readonly #original: string;
  #pieces: Piece[];

  constructor(original: string) {
    this.#original = original;
    this.#pieces = [{ start: 0, end: original.length }];
  }

  get text(): string {
    return this.#pieces.map((piece) => this.#textOf(piece)).join('');
  }

  /** Applies edits of the current text: sorted, not overlapping. */
  apply(edits: readonly Edit[]): void {
    const after: Piece[] = [];
    let at = 0;
    for (const { span, text } of edits) {
      after.push(...this.#cut(at, span.start), { text });
      at = span.end;
    }
    after.push(...this.#cut(at, Number.POSITIVE_INFINITY));
    this.#pieces = after;
  }

  /** What turns the original into the current text. */
  edits(): Edit[] {
    const edits: Edit[] = [];
    let at = 0;
    let fresh = '';
    const until = (start: number): void => {
      if (fresh !== '' || start > at) edits.push({ span: { start: at, end: start }, text: fresh });
      fresh = '';
    };
    for (const piece of this.#pieces) {
      if ('text' in piece) fresh += piece.text;
      else {
        until(piece.start);
        at = piece.end;
      }
    }
    until(this.#original.length);
    return edits;
  }

  #textOf(piece: Piece): string {
    return 'text' in piece ? piece.text : this.#original.slice(piece.start, piece.end);
  }

  /** The pieces of the current text from `start` to `end`. */
  #cut(start: number, end: number): Piece[] {
    const cut: Piece[] = [];
    let at = 0;
    for (const piece of this.#pieces) {
      const length = this.#textOf(piece).length;
      const from = Math.max(0, start - at);
      const to = Math.min(length, end - at);
      if (from < to) {
        if ('text' in piece) cut.push({ text: piece.text.slice(from, to) });
        else cut.push({ start: piece.start + from, end: piece.start + to });
      }
      at += length;
    }
    return cut;
  }
}
