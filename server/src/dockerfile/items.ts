/** Edits of the JSON array of an instruction. Knows words and offsets only. */
import type { Edit } from '../engine/types.ts';
import type { Word } from '../shell/model.ts';
import type { Instruction } from './model.ts';

/** Takes `word` out of the array, with one comma; undefined where it is the first item, or none of them. */
export function withoutItem({ exec, words }: Instruction, word: Word): Edit | undefined {
  const at = words.indexOf(word);
  const before = words[at - 1];
  return exec && before ? { span: { start: before.span.end, end: word.span.end }, text: '' } : undefined;
}
