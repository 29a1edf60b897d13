/**
 * Calls that stand in for another where a library is too old for one of its arguments: the same call without it, for who
 * gets a `TypeError`. Knows no library.
 */
import type { Call, Expression, Handler, Statement } from './ast.ts';
import { aroundCall } from './call-index.ts';
import type { PythonFile } from './file.ts';
import { expressionsOf, innerStatements } from './statements.ts';
import { walk } from './walk.ts';

/** What Python raises for an argument that a function does not know. */
function isForUnknownArguments({ type }: Handler): boolean {
  return type?.kind === 'name' && type.id === 'TypeError';
}

function* callsIn(statements: readonly Statement[]): Iterable<Call> {
  const found: Call[] = [];
  const look = (expression: Expression): void =>
    walk(expression, (node) => {
      if (node.kind === 'call') found.push(node);
      return true;
    });
  for (const statement of statements) {
    for (const expression of expressionsOf(statement)) look(expression);
    found.push(...callsIn(innerStatements(statement)));
  }
  yield* found;
}

function keywordsOf({ args }: Call): ReadonlySet<string | undefined> {
  return new Set(args.map(({ name }) => name));
}

/** Whether `tried` is the same call with an argument more. */
function isRicher(tried: Call, call: Call, file: PythonFile): boolean {
  const names = file.names.resolve(call.func);
  const own = keywordsOf(call);
  return (
    file.names.resolve(tried.func).some((name) => names.includes(name)) &&
    [...keywordsOf(tried)].some((keyword) => keyword !== undefined && !own.has(keyword))
  );
}

/** Whether `call` is only made where the library does not know an argument that the same call was tried with. */
export function isForOlderVersions(file: PythonFile, call: Call): boolean {
  return aroundCall(call).some(({ holder, block }) => {
    if (holder?.kind !== 'try') return false;
    const handler = holder.handlers.find(({ body }) => body === block);
    if (!handler || !isForUnknownArguments(handler)) return false;
    return [...callsIn(holder.body)].some((tried) => isRicher(tried, call, file));
  });
}
