/** Values that a program makes up: drawn at random, counted, taken from a package of fake data, of an example domain. */

import { isOfNobody } from '../../personal/nobody.ts';
import type { Vocabulary } from '../../personal/vocabulary.ts';
import type { Expression } from '../ast.ts';
import { meaning } from '../constants.ts';
import type { PythonFile } from '../file.ts';
import { walk } from '../walk.ts';

/** Whether the values of `node` are made up where it stands. */
export function isInvented(node: Expression, file: PythonFile, { generators }: Vocabulary): boolean {
  let found = false;
  const look = (expression: Expression, depth: number): void => {
    walk(expression, (inner) => {
      if (found) return false;
      if (inner.kind === 'string') found = isOfNobody(inner.value);
      if (inner.kind === 'call') {
        const names = file.names.resolve(inner.func);
        found = names.some((name) =>
          generators.some((generator) => name === generator || name.startsWith(`${generator}.`)),
        );
      }
      if (inner.kind === 'name' && depth < 4 && !found) {
        const meant = meaning(inner, file.names);
        if (meant !== inner) look(meant, depth + 1);
      }
      return !found;
    });
  };
  look(node, 0);
  return found;
}

const SAFE_WORD =
  /hash|sha\d|blake|hmac|encrypt|cipher|mask|anonymi|pseudonym|redact|scrub|tokeni[sz]e|obfuscat|fake/i;

/** Whether `node` makes a value that no longer tells of the person: a hash, a mask, a constant. */
export function isProtecting(node: Expression): boolean {
  if (node.kind === 'string' || node.kind === 'constant' || node.kind === 'number') return true;
  let found = false;
  walk(node, (inner) => {
    if (inner.kind === 'name') found ||= SAFE_WORD.test(inner.id);
    if (inner.kind === 'attribute') found ||= SAFE_WORD.test(inner.attr);
    return !found;
  });
  return found;
}
