/** Whether code runs for a request: inside a handler, or in a function of the file that one calls. */
import { type Expression, type FunctionDef, rootOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonFile } from '../file.ts';
import { perNode } from '../memo.ts';
import { functionOf } from '../scopes.ts';
import { reachedFrom } from './inference.ts';
import { routesOf } from './routes.ts';

const serves = perNode(
  (file, node: FunctionDef): boolean =>
    routesOf(file).all.some(({ handler }) => reachedFrom(file, handler).has(node)),
  Object.is,
);

/** The function that a call stands in. */
function functionAround(call: Expression): FunctionDef | undefined {
  const bound = boundOf(rootOf(call.chunk)).calls.find((one) => one.call === call);
  return bound && functionOf(bound.place.scope);
}

/** Whether `call` runs for a request. */
export function isForRequest(file: PythonFile, call: Expression): boolean {
  const around = functionAround(call);
  return around !== undefined && serves(file, around);
}
