/**
 * Messages of a conversation as code writes them: dicts with a role and a content, and pairs of the two. What stands in
 * the role of the system is an instruction; the roles of user and assistant hold what people and models said.
 */
import type { Chunk, Expression } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { constantOf } from '../constants.ts';
import type { PythonFile } from '../file.ts';
import { occurs } from '../occurrence.ts';
import { expressionsOf } from '../statements.ts';
import { walk } from '../walk.ts';

const INSTRUCTING = new Set(['system', 'developer']);

const mayInstruct = occurs((text) => text.includes('system') || text.includes('developer'));

function textOf(node: Expression | undefined, file: PythonFile): string | undefined {
  const known = node && constantOf(node, file.names);
  return known?.state === 'known' && typeof known.value === 'string' ? known.value : undefined;
}

function entry(node: Expression & { kind: 'dict' }, key: string, file: PythonFile): Expression | undefined {
  return node.entries.find((one) => textOf(one.key, file) === key)?.value;
}

/** What `node` instructs, if it is a message of the system. */
function instruction(node: Expression, file: PythonFile): Expression | undefined {
  if (node.kind === 'dict') {
    const role = textOf(entry(node, 'role', file), file);
    if (role !== undefined && INSTRUCTING.has(role)) return entry(node, 'content', file);
    return entry(node, 'system_instruction', file);
  }
  if (node.kind !== 'tuple') return undefined;
  const [role, content, ...more] = node.items;
  const isRole = role?.kind === 'string' && INSTRUCTING.has(role.value);
  return isRole && more.length === 0 ? content : undefined;
}

/** What messages of the system in `chunk` say, in the order of the text. */
export function instructionsIn(chunk: Chunk, file: PythonFile): readonly Expression[] {
  if (!mayInstruct(file)) return [];
  const found: Expression[] = [];
  for (const { statement } of boundOf(chunk).statements)
    for (const expression of expressionsOf(statement))
      walk(expression, (node) => {
        const content = instruction(node, file);
        if (content) found.push(content);
        return true;
      });
  return found;
}
