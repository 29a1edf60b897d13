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

/** A condition, and whether it is true where something is reached. */
interface Condition {
  readonly test: Expression;
  readonly holds: boolean;
}

/** The conditions of the branches around `statement`, of those before it that do not come back, and what is asserted. */
function* conditionsOf(statement: Statement, { scope }: Place): Iterable<Condition> {
  const owner = functionOf(scope) ?? { body: rootOf(statement.chunk).body };
  for (const { holder, branch, block, index } of aroundOf(statement, owner)) {
    if (holder?.kind === 'if') yield { test: holder.test, holds: branch === 'body' };
    for (const before of block.slice(0, index)) {
      if (before.kind === 'if' && leaves(before.body)) yield { test: before.test, holds: false };
      const [asserted] =
        before.kind === 'other-statement' && before.word === 'assert' ? before.expressions : [];
      if (asserted) yield { test: asserted, holds: true };
    }
  }
}

/** The conditions of the conditional expressions in `around` that `node` stands in. */
function* conditionsIn(around: Expression, node: Expression): Iterable<Condition> {
  if (around === node) return;
  for (const child of inside(around)) {
    if (child.start > node.start || node.end > child.end) continue;
    if (around.kind === 'conditional' && child !== around.test)
      yield { test: around.test, holds: child === around.consequent };
    yield* conditionsIn(child, node);
  }
}

function* conditionsOfCall(call: Call): Iterable<Condition> {
  const bound = boundCall(call);
  if (!bound) return;
  yield* conditionsOf(bound.statement, bound.place);
  for (const expression of expressionsOf(bound.statement)) yield* conditionsIn(expression, call);
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
  for (const { test } of conditionsOf(statement, place)) if (speaksOf(test, pattern)) return true;
  return false;
}

/** The same for a call. */
export function isCallChosen(call: Call, pattern: RegExp): boolean {
  for (const { test } of conditionsOfCall(call)) if (speaksOf(test, pattern)) return true;
  return false;
}

/** Whether one of the conditions on which `call` is reached is `wanted`, by what it is there: true or false. */
export function isCallReachedWhere(
  call: Call,
  wanted: (condition: Expression, holds: boolean) => boolean,
): boolean {
  for (const { test, holds } of conditionsOfCall(call)) if (wanted(test, holds)) return true;
  return false;
}
