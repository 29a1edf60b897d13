/**
 * The routes of a file as facts: computed once per version of the file, and only where a serving framework is imported
 * or a platform's handlers are defined.
 */
import { type Chunk, type FunctionDef, type Param, rootOf } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import { lookedUp, perFile, perNode, sameElements } from '../memo.ts';
import { occurs } from '../occurrence.ts';
import { type Declared, declarationsOf } from './declarations.ts';
import { servingOf } from './frameworks.ts';
import { parametersOf } from './parameters.ts';
import type { Parameter, Route } from './route.ts';

export interface Routes {
  readonly all: readonly Route[];
  /** The routes that `handler` serves. */
  of(handler: FunctionDef): readonly Route[];
  /** What fills `param`, when its function is a handler. */
  parameter(param: Param): Parameter | undefined;
}

const NONE: Routes = { all: [], of: () => [], parameter: () => undefined };

const mentionsFramework = occurs((text, file) => servingOf(file).modules.test(text));

/** Whether a file can have to do with requests at all; cheap, for all the files that do not. */
export const mayServe: (file: PythonFile) => boolean = perFile((file) => {
  if (mentionsFramework(file)) return true;
  return servingOf(file).named.some((row) => file.names.moduleBindings(row.function).length > 0);
});

const routeOf = perNode((file, declared: Declared): Route => {
  const { handler, framework, path, holder, raw, declaration } = declared;
  const bare = handler.decorators.some((d) => d.kind === 'name' && d.id === 'staticmethod');
  const method = holder !== undefined && !bare;
  const parameters = parametersOf(file, framework, handler, path, method, raw, declaration);
  return { ...declared, parameters };
});

const allRoutes = perFile(
  (file): readonly Route[] =>
    mayServe(file) ? declarationsOf(file).map((declared) => routeOf(file, declared)) : [],
  sameElements,
);

function read(file: PythonFile): Routes {
  const all = allRoutes(file);
  if (all.length === 0) return NONE;
  const byHandler = new Map<FunctionDef, Route[]>();
  const byParam = new Map<Param, Parameter>();
  for (const route of all) {
    byHandler.set(route.handler, [...(byHandler.get(route.handler) ?? []), route]);
    for (const parameter of route.parameters)
      if (!byParam.has(parameter.param)) byParam.set(parameter.param, parameter);
  }
  return { all, of: (handler) => byHandler.get(handler) ?? [], parameter: (param) => byParam.get(param) };
}

const byChunk = perFile((file) => {
  const found = new Map<Chunk, Route[]>();
  for (const route of allRoutes(file)) {
    const chunk = rootOf(route.handler.chunk);
    const list = found.get(chunk);
    if (list) list.push(route);
    else found.set(chunk, [route]);
  }
  return found;
});

const NO_ROUTES: readonly Route[] = [];

const inChunk = lookedUp(byChunk, (a, b) => sameElements(a ?? NO_ROUTES, b ?? NO_ROUTES));

/** The routes whose handlers stand in a chunk. */
export function routesIn(file: PythonFile, chunk: Chunk): readonly Route[] {
  return inChunk(file, chunk) ?? NO_ROUTES;
}

/** The routes of a file, in the order of their handlers in the text. */
export const routesOf: (file: PythonFile) => Routes = perFile(read);
