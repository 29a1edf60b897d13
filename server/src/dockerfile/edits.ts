/** Edits of whole lines of a Dockerfile. Knows text and offsets only. */
import { endOfLine } from '../engine/lines.ts';
import type { Edit, Span } from '../engine/types.ts';
import type { Instruction } from './model.ts';

/** A byte order mark belongs to no line. */
function lineStart(text: string, offset: number): number {
  const start = offset > 0 ? text.lastIndexOf('\n', offset - 1) + 1 : 0;
  return start === 0 && text.startsWith('\uFEFF') ? 1 : start;
}

/** Removes the lines that `span` covers, with the line end behind them. */
export function withoutLines(text: string, { start, end }: Span): Edit {
  const newline = text.indexOf('\n', end);
  return { span: { start: lineStart(text, start), end: newline < 0 ? text.length : newline + 1 }, text: '' };
}

/** Inserts `lines` above `instruction`, and above the comment lines that stand directly over it. */
export function linesAbove(text: string, instruction: Instruction, lines: readonly string[]): Edit {
  let start = lineStart(text, instruction.span.start);
  while (start > 1) {
    const before = lineStart(text, start - 1);
    if (!text.slice(before, start).trimStart().startsWith('#')) break;
    start = before;
  }
  const eol = endOfLine(text);
  return { span: { start, end: start }, text: lines.map((line) => line + eol).join('') };
}

/** Inserts `lines` below `instruction`. */
export function linesBelow(text: string, instruction: Instruction, lines: readonly string[]): Edit {
  const eol = endOfLine(text);
  const newline = text.indexOf('\n', instruction.span.end);
  const at = newline < 0 ? text.length : newline + 1;
  return {
    span: { start: at, end: at },
    text: lines.map((line) => (newline < 0 ? eol + line : line + eol)).join(''),
  };
}

/** `keyword` in the letter case of `like`. */
export function keywordLike(text: string, like: Instruction, keyword: string): string {
  const written = text.slice(like.keywordSpan.start, like.keywordSpan.end);
  return written === written.toLowerCase() ? keyword.toLowerCase() : keyword;
}
