/** Edits of commands that leave the other words, and the lines they stand on, as they are. Knows text and offsets only. */
import type { Edit, Span } from '../engine/types.ts';

const GAP = /(?:[ \t]|[\\`][ \t]*\r?\n)+$/;

/**
 * Removes a word of a command, with the white space and the line continuations between it and the word before.
 * `from`: where the command or instruction starts; nothing before it is touched. Undefined where a comment line stands
 * before the word and nothing behind it: what follows would become part of the command.
 */
export function withoutWord(text: string, word: Span, from: number): Edit | undefined {
  const gap = GAP.exec(text.slice(from, word.start));
  const start = word.start - (gap?.[0].length ?? 0);
  const newline = text.indexOf('\n', word.end);
  const rest = text.slice(word.end, newline < 0 ? text.length : newline);
  if (text[start - 1] === '\n' && rest.trim() === '') return undefined;
  return { span: { start, end: word.end }, text: '' };
}

/** Removes a word at the start of a command, with the white space and continuations behind it. */
export function withoutFirstWord(text: string, word: Span): Edit {
  const gap = /^(?:[ \t]|[\\`][ \t]*\r?\n)+/.exec(text.slice(word.end));
  return { span: { start: word.start, end: word.end + (gap?.[0].length ?? 0) }, text: '' };
}
