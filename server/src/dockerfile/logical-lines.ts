/**
 * The lines of an instruction joined as the builder joins them: continuations, comment lines and empty lines between
 * them taken out, and what follows as heredocs kept apart. Knows line structure only.
 */

import type { Span } from '../engine/types.ts';
import { concat, type MappedText, verbatim } from '../shell/mapped.ts';

export interface LogicalLine {
  readonly line: MappedText;
  /** Offset behind the last joined line, before its line end; heredocs follow. */
  readonly end: number;
}

/** Where a line breaks off for a continuation, or undefined. A doubled escape is no continuation. */
function brokenAt(content: string, escaping: string): number | undefined {
  const trimmed = content.replace(/[ \t\r]+$/, '');
  if (!trimmed.endsWith(escaping) || trimmed.at(-2) === escaping) return undefined;
  return trimmed.length - 1;
}

/** Joins the lines of `text` from `start` on, at most up to `end`. `escaping`: the file's escape character. */
export function joinLines(text: string, start: number, end: number, escaping: string): LogicalLine {
  const pieces: MappedText[] = [];
  let at = start;
  let first = true;
  while (at <= end) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 || newline >= end ? end : newline;
    const stop = next > at && text[next - 1] === '\r' ? next - 1 : next;
    const content = text.slice(at, stop);
    const dropped = !first && (content.trim() === '' || content.trimStart().startsWith('#'));
    if (!dropped) {
      const broken = brokenAt(content, escaping);
      pieces.push(verbatim(content.slice(0, broken), at));
      if (broken === undefined) return { line: concat(pieces), end: stop };
    }
    if (next >= end) break;
    at = next + 1;
    first = false;
  }
  return { line: concat(pieces), end };
}

export interface Heredoc {
  readonly name: string;
  readonly body: MappedText;
  readonly span: Span;
}

const START = /(?:^|\s)\d*<<(-?)(["']?)([^\s<"']+)\2(?=\s|$)/g;

/** The heredocs that `line` opens; their bodies start on the line after `from`. */
export function readHeredocs(text: string, line: string, from: number, end: number): Heredoc[] {
  const found: Heredoc[] = [];
  let at = from;
  for (const [, tabs, , name = ''] of line.matchAll(START)) {
    const newline = text.indexOf('\n', at);
    if (newline < 0 || newline >= end) break;
    const start = newline + 1;
    let stop = start;
    at = start;
    while (at < end) {
      const next = text.indexOf('\n', at);
      const lineEnd = next < 0 || next > end ? end : next;
      const content = text.slice(at, lineEnd).replace(/\r$/, '');
      stop = at;
      at = lineEnd;
      if ((tabs === '-' ? content.replace(/^\t+/, '') : content) === name) break;
      stop = lineEnd;
      at = lineEnd + 1;
    }
    at = Math.min(at, end);
    found.push({ name, body: verbatim(text.slice(start, stop), start), span: { start, end: at } });
  }
  return found;
}
