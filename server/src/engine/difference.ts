/** Where two versions of a text differ, for all that reads only what changed. Knows no language. */

/** The same before `start`, and after `oldEnd` and `newEnd`. UTF-16 offsets. */
export interface Difference {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** Texts are compared in steps of so many units first: whole slices compare much faster than single units. */
const STEP = 2048;

function compare(before: string, after: string): Difference {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start + STEP <= shorter && before.slice(start, start + STEP) === after.slice(start, start + STEP))
    start += STEP;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  const rest = shorter - start;
  const { length: b } = before;
  const { length: a } = after;
  let same = 0;
  while (
    same + STEP <= rest &&
    before.slice(b - same - STEP, b - same) === after.slice(a - same - STEP, a - same)
  )
    same += STEP;
  while (same < rest && before.charCodeAt(b - 1 - same) === after.charCodeAt(a - 1 - same)) same++;
  return { start, oldEnd: b - same, newEnd: a - same };
}

let last: { readonly before: string; readonly after: string; readonly difference: Difference } | undefined;

/** The difference of two versions; several readers of one keystroke ask for the same one after the other. */
export function differenceOf(before: string, after: string): Difference {
  if (last?.before !== before || last.after !== after)
    last = { before, after, difference: compare(before, after) };
  return last.difference;
}
