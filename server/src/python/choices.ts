/**
 * On which conditions a statement is reached: what a setting switches on is somebody's choice, what stands there
 * unconditionally is the program's. Knows syntax only.
 */
import type { Call, Expression, Statement } from './ast.ts';
import { rootOf } from './ast.ts';
import { aroundOf, leaves } from './branches.ts';
import { boundCall } from './call-index.ts';
import { functionOf, type Place } from './scopes.ts';
import { expressionsOf } from './statements.ts';
import { inside, walk } from './walk.ts';

/** The conditions of the branches around `statement`, and of those before it that do not come back. */
function* conditionsOf(statement: Statement, { scope }: Place): Iterable<Expression> {
  const owner = functionOf(scope) ?? { body: rootOf(statement.chunk).body };
  for (const { holder, block, index } of aroundOf(statement, owner)) {
    if (holder?.kind === 'if') yield holder.test;
    for (const before of block.slice(0, index))
      if (before.kind === 'if' && leaves(before.body)) yield before.test;
  }
}

/** The conditions of the conditional expressions in `around` that `node` stands in. */
function* conditionsIn(around: Expression, node: Expression): Iterable<Expression> {
  if (around === node) return;
  for (const child of inside(around)) {
    if (child.start > node.start || node.end > child.end) continue;
    if (around.kind === 'conditional' && child !== around.test) yield around.test;
    yield* conditionsIn(child, node);
  }
}

function speaksOf(condition: Expression, pattern: RegExp): boolean {
  let found = false;
  walk(condition, (node) => {
    if (node.kind === 'name') found ||= pattern.test(node.id);
    else if (node.kind === 'attribute') found ||= pattern.test(node.attr);
    else if (node.kind === 'string') found ||= pattern.test(node.value);
    return !found;
  });
  return found;
}

/** Whether `statement` is reached on a condition with a name or text that `pattern` fits. */
export function isChosen(statement: Statement, place: Place, pattern: RegExp): boolean {
  for (const condition of conditionsOf(statement, place)) if (speaksOf(condition, pattern)) return true;
  return false;
}

/** The same for a call. */
export function isCallChosen(call: Call, pattern: RegExp): boolean {
  const bound = boundCall(call);
  if (!bound) return false;
  if (isChosen(bound.statement, bound.place, pattern)) return true;
  for (const expression of expressionsOf(bound.statement))
    for (const condition of conditionsIn(expression, call)) if (speaksOf(condition, pattern)) return true;
  return false;
}
