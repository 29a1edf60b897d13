/**
 * Fields of a request that are there for the model's instructions, as their names say. Who offers one lets callers write
 * the rules on purpose.
 */
import { wordsOf } from '../../personal/words.ts';
import type { Expression, Node } from '../ast.ts';
import { compositionOf } from '../composition.ts';
import { meaning } from '../constants.ts';
import type { PythonFile } from '../file.ts';
import { keyRead } from '../read-keys.ts';
import type { Trail } from '../taint/kinds.ts';

const ROLE = new Set(['system', 'developer']);
const SAID = new Set(['prompt', 'prompts', 'message', 'messages', 'instruction', 'instructions', 'content']);

function isForInstructions(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  if (last === 'instruction' || last === 'instructions') return true;
  return words.some((word) => ROLE.has(word)) && (ROLE.has(last) || SAID.has(last));
}

/** What `node` reads of something, or is called as a parameter; the names of variables say nothing of a request. */
function readName(node: Node): string | undefined {
  return node.kind === 'param' ? node.name : keyRead(node);
}

/** Whether `content`, which came by `steps`, is all from such a field, with no words of the program around it. */
export function isAskedInstruction(content: Expression, steps: readonly Trail[], file: PythonFile): boolean {
  const places = [steps[0]?.node, meaning(content, file.names)];
  const named = places.some((node) => {
    const name = node && readName(node);
    return name !== undefined && isForInstructions(name);
  });
  return named && compositionOf(content, file) !== 'mixed';
}
