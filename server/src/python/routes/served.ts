/** Which calls run because somebody sends a request. */
import type { Call, FunctionDef } from '../ast.ts';
import { boundCall } from '../call-index.ts';
import type { PythonFile } from '../file.ts';
import { perFile, perNode } from '../memo.ts';
import { functionOf } from '../scopes.ts';
import { reachedFrom } from './inference.ts';
import { mayServe, routesOf } from './routes.ts';

const servedFunctions = perFile((file): ReadonlySet<FunctionDef> => {
  const found = new Set<FunctionDef>();
  for (const { handler } of routesOf(file).all) for (const fn of reachedFrom(file, handler)) found.add(fn);
  return found;
});

/** Whether `call` stands in a handler of requests, or in what such a handler calls in its file. */
export const isServed: (file: PythonFile, call: Call) => boolean = perNode((file, call: Call) => {
  if (!mayServe(file)) return false;
  const served = servedFunctions(file);
  for (let scope = boundCall(call)?.place.scope; scope; scope = scope.parent) {
    const owner = scope.kind === 'function' ? functionOf(scope) : undefined;
    if (owner && served.has(owner)) return true;
  }
  return false;
});
