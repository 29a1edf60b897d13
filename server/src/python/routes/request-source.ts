/** Tells the taint engine which parameters and expressions of handlers carry data of a request. */
import { type Expression, rootOf } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import type { SourceProvider } from '../taint/sources.ts';
import { readAt } from './reads.ts';
import { routesIn } from './routes.ts';

export const requestSource: SourceProvider = {
  param: (param, _owner, file) => readAt(file, param)?.origins ?? [],
  expression: (node, file) => readAt(file, node)?.origins ?? [],
};

/** The full name of the request object that `node` is in a handler, which need not say what it is. */
export function requestAt(file: PythonFile, node: Expression): string | undefined {
  if (node.kind !== 'name') return undefined;
  const routes = routesIn(file, rootOf(node.chunk));
  if (routes.length === 0) return undefined;
  const bindings = file.names.bindings(node) ?? [];
  for (const { parameters } of routes)
    for (const { param, instance } of parameters)
      if (instance !== undefined && bindings.some((binding) => binding.node === param)) return instance;
  return undefined;
}
