/**
 * Lines of a text and back to offsets. For the edges (`lsp/`, `cli/`) and for what is line-based by nature
 * (suppression). Lines end at \n, \r\n or \r, as in the language server protocol.
 */

/** 0-based; `column` in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Lines {
  readonly starts: readonly number[];
  /** Start and end offset of a line without its line end; an empty range past the end of the text. */
  range(line: number): { start: number; end: number };
  at(offset: number): Position;
  offset(position: Position): number;
}

/** Indexes `text` once, in time proportional to its length. */
export function indexLines(text: string): Lines {
  const starts = [0];
  const ends: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code !== 10 && code !== 13) continue;
    ends.push(i);
    if (code === 13 && text.charCodeAt(i + 1) === 10) i++;
    starts.push(i + 1);
  }
  ends.push(text.length);
  const lineAt = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return {
    starts,
    range: (line) => ({ start: starts[line] ?? text.length, end: ends[line] ?? text.length }),
    at: (offset) => {
      const line = lineAt(Math.max(0, Math.min(offset, text.length)));
      return { line, column: Math.min(offset, text.length) - (starts[line] ?? 0) };
    },
    offset: ({ line, column }) => Math.min((starts[line] ?? text.length) + column, ends[line] ?? text.length),
  };
}

/** The line end that `text` uses, judged by its first one. */
export function endOfLine(text: string): '\n' | '\r\n' {
  const first = text.indexOf('\n');
  return first > 0 && text[first - 1] === '\r' ? '\r\n' : '\n';
}
