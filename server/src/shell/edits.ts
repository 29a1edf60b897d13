/** Edits of commands that leave the other words, and the lines they stand on, as they are. Knows text and offsets only. */
import type { Edit, Span } from '../engine/types.ts';

const GAP = /(?:[ \t]|[\\`][ \t]*\r?\n)+$/;

/**
 * Removes a word of a command, with the white space and the line continuations between it and the word before.
 * `from`: where the command or instruction starts; nothing before it is touched.
 */
export function withoutWord(text: string, word: Span, from: number): Edit {
  const gap = GAP.exec(text.slice(from, word.start));
  return { span: { start: word.start - (gap?.[0].length ?? 0), end: word.end }, text: '' };
}

/** Removes a word at the start of a command, with the white space and continuations behind it. */
export function withoutFirstWord(text: string, word: Span): Edit {
  const gap = /^(?:[ \t]|[\\`][ \t]*\r?\n)+/.exec(text.slice(word.end));
  return { span: { start: word.start, end: word.end + (gap?.[0].length ?? 0) }, text: '' };
}
