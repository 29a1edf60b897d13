/**
 * Passwords that everybody tries first (`rules/models/default-passwords.yaml`, or the name of the user itself): nobody
 * loses anything by their standing in a file, who leaves them in place does. Knows no rule and no file format.
 */
import type { RuleSet } from '../engine/types.ts';

/** A variable of the same program as the password. */
export interface Neighbour {
  readonly name: string;
  readonly value: string;
}

const PASSWORD_ENDING = /_?(?:PASS(?:WORD|WD|PHRASE)?|PWD|SECRET(?:_?KEY)?)$/i;
const USER_ENDING = /_?(?:USER(?:_?NAME)?|LOGIN|ACCESS_?KEY)$/i;

function known(models: RuleSet['models']): readonly string[] {
  const table = models['default-passwords'] as { readonly passwords?: readonly string[] } | undefined;
  return table?.passwords ?? [];
}

/** A few digits: `1234`, `123456`. Nobody needs a list for them. */
const COUNTED = /^\d{1,6}$/;

/** Whether `password` is one that a stranger guesses at once; `user`: whose it is, where that stands beside it. */
export function isDefaultPassword(models: RuleSet['models'], password: string, user?: string): boolean {
  const lower = password.toLowerCase();
  if (COUNTED.test(password)) return true;
  return (user !== undefined && lower === user.toLowerCase()) || known(models).includes(lower);
}

/** The user whose password the variable `name` is: `POSTGRES_USER` for `POSTGRES_PASSWORD`. */
export function userBeside(name: string, neighbours: readonly Neighbour[]): string | undefined {
  if (!PASSWORD_ENDING.test(name)) return undefined;
  const whose = name.replace(PASSWORD_ENDING, '').toLowerCase();
  return neighbours.find(
    (other) => USER_ENDING.test(other.name) && other.name.replace(USER_ENDING, '').toLowerCase() === whose,
  )?.value;
}
