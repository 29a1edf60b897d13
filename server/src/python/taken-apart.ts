/** Objects that are made for their parts: of what a call gives only attributes are read, and it is never run or handed on. */
import { type Call, type Expression, rootOf } from './ast.ts';
import { boundOf } from './bind.ts';
import { boundCall } from './call-index.ts';
import { functionOf } from './scopes.ts';
import { expressionsOf } from './statements.ts';
import { walk } from './walk.ts';

interface Uses {
  parts: number;
  others: number;
}

function count(expression: Expression, id: string, uses: Uses): void {
  walk(expression, (node) => {
    if (node.kind === 'name' && node.id === id) uses.others++;
    if (node.kind === 'call' && node.func.kind === 'attribute' && isIt(node.func.value, id)) {
      uses.others++;
      return true;
    }
    if (node.kind !== 'attribute' || !isIt(node.value, id)) return true;
    uses.parts++;
    return false;
  });
}

function isIt(node: Expression, id: string): boolean {
  return node.kind === 'name' && node.id === id;
}

/** Whether a function makes the result of `call` to read its parts only. */
export function isTakenApart(call: Call): boolean {
  const bound = boundCall(call);
  const owner = bound && functionOf(bound.place.scope);
  const { statement } = bound ?? {};
  if (!owner || statement?.kind !== 'assign' || statement.value !== call) return false;
  const [target, ...others] = statement.targets;
  if (target?.kind !== 'name' || others.length > 0) return false;
  const uses: Uses = { parts: 0, others: 0 };
  for (const { statement: other, place } of boundOf(rootOf(call.chunk)).statements) {
    if (other === statement || functionOf(place.scope) !== owner) continue;
    if (other.kind === 'other-statement' && other.word === 'delete') continue;
    for (const expression of expressionsOf(other)) count(expression, target.id, uses);
  }
  return uses.parts > 0 && uses.others === 0;
}
