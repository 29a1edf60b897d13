/**
 * A text that is written as JSON strings, several of them for its lines: what it says, and where each character stands in
 * the file. Knows JSON's escapes, and nothing of notebooks.
 */
import type { Edit, Span } from '../engine/types.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
};

/** Where characters of the text that follow each other without escapes begin, in the text and in the file. */
interface Run {
  readonly at: number;
  readonly file: number;
  /** Of one escaped character: how long its escape is. */
  readonly width: number | undefined;
}

export class Piece {
  readonly #parts: string[] = [];
  readonly #runs: Run[] = [];
  #length = 0;
  #text: string | undefined;
  /** Behind the last character, in the file. */
  #end = 0;

  /** Puts what stands between the quotes of a JSON string, `start` to `end` of `json`, behind what is there. */
  add(json: string, { start, end }: Span): void {
    this.#text = undefined;
    for (let at = start; at < end; ) {
      const slash = json.indexOf('\\', at);
      const stop = slash < 0 || slash >= end ? end : slash;
      this.#put(json.slice(at, stop), at, undefined);
      if (stop === end) break;
      const code = json.charAt(stop + 1);
      const wide = code === 'u' && /^[0-9A-Fa-f]{4}$/.test(json.slice(stop + 2, stop + 6));
      const char = wide ? String.fromCharCode(Number.parseInt(json.slice(stop + 2, stop + 6), 16)) : code;
      this.#put(wide ? char : (ESCAPES[code] ?? code), stop, wide ? 6 : 2);
      at = stop + (wide ? 6 : 2);
    }
    this.#end = end;
  }

  #put(text: string, file: number, width: number | undefined): void {
    if (text === '') return;
    this.#runs.push({ at: this.#length, file, width });
    this.#parts.push(text);
    this.#length += text.length;
  }

  get text(): string {
    this.#text ??= this.#parts.join('');
    return this.#text;
  }

  #runAt(offset: number): Run | undefined {
    let low = 0;
    let high = this.#runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#runs[middle]?.at ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return this.#runs[low];
  }

  /** Where the character at `offset` of the text begins in the file; behind the last one, where that ends. */
  #placeOf(offset: number): number {
    const run = offset < this.#length ? this.#runAt(offset) : undefined;
    return run ? run.file + offset - run.at : this.#end;
  }

  /** A span of the text in the file. It ends where its last character does, not where the next line's string begins. */
  spanOf({ start, end }: Span): Span {
    const from = this.#placeOf(start);
    if (end <= start) return { start: from, end: from };
    return { start: from, end: this.#placeOf(end - 1) + (this.#runAt(end - 1)?.width ?? 1) };
  }

  /** Edits of the text as edits of the file. */
  editsOf(edits: readonly Edit[]): Edit[] {
    return edits.map(({ span, text }) => ({
      span: this.spanOf(span),
      text: JSON.stringify(text).slice(1, -1),
    }));
  }
}
