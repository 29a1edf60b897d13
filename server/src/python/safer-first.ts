/** Files that are asked for only where a safetensors file was not found: in a handler of its absence, or behind a look for it. */
import type { Call, Expression, Statement } from './ast.ts';
import { aroundCall } from './call-index.ts';
import { expressionsOf, innerStatements } from './statements.ts';
import { walk } from './walk.ts';

function speaks(node: Expression): boolean {
  let found = false;
  walk(node, (inner) => {
    if (inner.kind === 'string') found ||= /safetensors/i.test(inner.value);
    if (inner.kind === 'name') found ||= /safetensors/i.test(inner.id);
    if (inner.kind === 'attribute') found ||= /safetensors/i.test(inner.attr);
    return !found;
  });
  return found;
}

function mentions(statement: Statement): boolean {
  return expressionsOf(statement).some(speaks) || innerStatements(statement).some(mentions);
}

/** Whether a safetensors file was looked for before `call`, which is made where there is none. */
export function isAfterSafetensors(call: Call): boolean {
  return aroundCall(call).some(({ holder, branch }) => {
    if (holder?.kind === 'try') return branch === 'handler' && holder.body.some(mentions);
    return holder?.kind === 'if' && branch === 'otherwise' && speaks(holder.test);
  });
}
