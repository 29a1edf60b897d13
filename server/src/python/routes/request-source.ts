/** Tells the taint engine which parameters and expressions of handlers carry data of a request. */
import { rootOf } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import type { SourceProvider } from '../taint/sources.ts';
import { readsOf } from './reads.ts';
import { routesOf } from './routes.ts';

/** Routes that are declared elsewhere than their handler stands. */
function declaredElsewhere(file: PythonFile): unknown[] {
  return routesOf(file).all.flatMap(({ declaration, handler, framework, path }) =>
    declaration && rootOf(declaration.chunk) !== rootOf(handler.chunk) ? [handler.name, framework, path] : [],
  );
}

export const requestSource: SourceProvider = {
  relies: declaredElsewhere,
  param: (param, _owner, file) => readsOf(file).get(param)?.origins ?? [],
  expression: (node, file) => readsOf(file).get(node)?.origins ?? [],
};
