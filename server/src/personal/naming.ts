/** Columns as messages name them. */

/** More columns are not named in a message, nor more letters of one. */
const MOST = 3;
const LONGEST = 60;

/** `` `ssn`, `income` and 2 more ``. */
export function named(columns: readonly string[]): string {
  const shown = columns.slice(0, MOST).map((column) => `\`${column.slice(0, LONGEST)}\``);
  const more = columns.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}` : shown.join('');
}
