/**
 * Where handlers read what the client sent: parameters, fields of validated models, and the parts of request objects
 * that carry no annotation. Each place with the kinds that begin there and how much was checked.
 */
import {
  type Chunk,
  type Expression,
  type FunctionDef,
  type Name,
  type Node,
  type Param,
  rootOf,
} from '../ast.ts';
import type { PythonFile } from '../file.ts';
import { perNode } from '../memo.ts';
import type { Origin } from '../taint/sources.ts';
import { parentsIn, usesOfName } from './body.ts';
import { type Check, checkField, type Shape, shapeOf, together, UNKNOWN } from './checks.ts';
import { type Parameter, type Route, routeTitle } from './route.ts';
import { routesIn } from './routes.ts';
import { type Field, fieldsOf } from './schemas.ts';

export interface Read {
  readonly route: Route;
  readonly parameter: Parameter;
  /** The field of the model that is read; undefined where the whole value is. */
  readonly field: Field | undefined;
  readonly check: Check;
  readonly origins: readonly Origin[];
}

const NOTE: Readonly<Record<string, string>> = {
  path: 'the path',
  query: 'the query',
  header: 'a header',
  cookie: 'a cookie',
  body: 'the body',
  form: 'a form',
  file: 'an upload',
  component: 'the page',
};

/** The kind of data that a value of the request is, by how much of it was checked. */
export function kindOf({ level, text, endless }: Check): string | undefined {
  if (level === 'raw') return 'request';
  if (text) return 'request-typed';
  return level === 'typed' || (level === 'bounded' && endless) ? 'request-number' : undefined;
}

function originsOf(check: Check, note: string, source: Parameter['source']): readonly Origin[] {
  const kind = kindOf(check);
  return kind === undefined ? [] : [{ kind, note, ...(source === 'component' ? { onPage: true } : {}) }];
}

/** The uses of a parameter in the body of its function. */
export function usesOf(file: PythonFile, handler: FunctionDef, param: Param): Name[] {
  return usesOfName(handler, param.name).filter((use) =>
    file.names.bindings(use)?.some((binding) => binding.node === param),
  );
}

type Reads = Map<Node, Read>;

const NONE: Reads = new Map();

function note(route: Route, parameter: Parameter, field?: Field): string {
  const from = `${NOTE[parameter.source] ?? 'the request'} of ${routeTitle(route)}`;
  return field ? `field \`${field.name}\` of ${from}` : from;
}

/**
 * A validated model: each field where it is read. Only where the model is also used whole does the parameter itself
 * carry something, so that a number read from it is no text.
 */
function addModel(file: PythonFile, route: Route, parameter: Parameter, reads: Reads): void {
  const { model, param } = parameter;
  if (!model) return;
  const fields = fieldsOf(file, model);
  const parents = parentsIn(route.handler);
  const add = (node: Node, check: Check, field?: Field): void => {
    reads.set(node, {
      route,
      parameter,
      field,
      check,
      origins: originsOf(check, note(route, parameter, field), parameter.source),
    });
  };
  const whole = together(fields.map((field) => checkField(file, field)));
  for (const use of usesOf(file, route.handler, param)) {
    const around = parents.get(use);
    const attribute = around?.kind === 'attribute' && around.value === use ? around : undefined;
    const field = attribute && fields.find(({ name }) => name === attribute.attr);
    if (field && attribute) {
      const inner = shapeOf(file, field.annotation, field.held);
      const read = innermost(attribute, inner, parents);
      if (read.node === attribute) add(attribute, checkField(file, field), field);
      else addPlain(read, route, parameter, reads);
    } else for (const node of [param, use]) add(node, whole);
  }
}

interface Inner {
  readonly node: Expression;
  readonly shape: Shape;
}

/** The field of a field of … that is read where `node` is, which has the shape `shape`. */
function innermost(node: Expression, shape: Shape, parents: ReadonlyMap<Expression, Expression>): Inner {
  const around = parents.get(node);
  const inner =
    around?.kind === 'attribute' && around.value === node ? shape.fields?.get(around.attr) : undefined;
  return around && inner ? innermost(around, inner, parents) : { node, shape };
}

/** A read of which no field of this file's models can be told. */
function addPlain({ node, shape }: Inner, route: Route, parameter: Parameter, reads: Reads): void {
  const name = node.kind === 'attribute' ? node.attr : parameter.param.name;
  const from = `${NOTE[parameter.source] ?? 'the request'} of ${routeTitle(route)}`;
  const told = node.kind === 'attribute' ? `field \`${name}\` of ${from}` : from;
  const check: Check = { ...UNKNOWN, text: shape.check.text };
  reads.set(node, {
    route,
    parameter,
    field: undefined,
    check,
    origins: originsOf(shape.check, told, parameter.source),
  });
}

/** A model that another file defines: its fields where they are read, and the whole where it is handed on. */
function addForeign(
  file: PythonFile,
  route: Route,
  parameter: Parameter,
  fields: ReadonlyMap<string, Shape>,
  reads: Reads,
): void {
  const { param, check } = parameter;
  const parents = parentsIn(route.handler);
  for (const use of usesOf(file, route.handler, param)) {
    const read = innermost(use, { check, fields }, parents);
    if (read.node === use) for (const node of [param, use]) addWhole(node, route, parameter, reads);
    else addPlain(read, route, parameter, reads);
  }
}

function addWhole(node: Node, route: Route, parameter: Parameter, reads: Reads): void {
  const { check } = parameter;
  reads.set(node, {
    route,
    parameter,
    field: undefined,
    check,
    origins: originsOf(check, note(route, parameter), parameter.source),
  });
}

/** What the models say of `use`, known to be `instance`, and of what is read from it. */
function addInstance(
  file: PythonFile,
  route: Route,
  parameter: Parameter,
  instance: string,
  reads: Reads,
): void {
  const parents = parentsIn(route.handler);
  for (const use of usesOf(file, route.handler, parameter.param)) {
    let full = instance;
    let node: Expression = use;
    for (let around = parents.get(node); around; node = around, around = parents.get(node)) {
      if (around.kind === 'attribute') full += `.${around.attr}`;
      else if (around.kind === 'call' && around.func === node) full += '()';
      else if (around.kind === 'subscript' && around.value === node) full += '[]';
      else if (around.kind !== 'await') break;
      const origins = file.models.sources.find(full);
      if (origins.length > 0)
        reads.set(around, { route, parameter, field: undefined, check: parameter.check, origins });
    }
  }
}

function read(file: PythonFile, chunk: Chunk): Reads {
  const routes = routesIn(file, chunk);
  if (routes.length === 0) return NONE;
  const reads: Reads = new Map();
  for (const route of routes) {
    for (const parameter of route.parameters) {
      const { param, model, instance, source, fields } = parameter;
      if (model) addModel(file, route, parameter, reads);
      else if (fields) addForeign(file, route, parameter, fields, reads);
      else if (instance !== undefined) addInstance(file, route, parameter, instance, reads);
      else if (
        source !== 'dependency' &&
        source !== 'supplied' &&
        source !== 'socket' &&
        !isUpload(parameter)
      )
        addWhole(param, route, parameter, reads);
    }
    const [self] = route.handler.params;
    const { self: instance } = route.framework;
    if (self && instance !== undefined) {
      const parameter: Parameter = {
        param: self,
        source: 'request',
        check: { level: 'raw', text: true, unlimited: true },
        type: undefined,
        model: undefined,
        instance,
      };
      addInstance(file, route, parameter, instance, reads);
    }
  }
  return reads;
}

/** An upload object: what is read from it is a row of the framework's table. */
function isUpload({ source, type }: Parameter): boolean {
  return source === 'file' && (type?.kind === 'name' || type?.kind === 'attribute');
}

/** The reads in a chunk by the parameter or expression where they happen. */
export const readsIn: (file: PythonFile, chunk: Chunk) => ReadonlyMap<Node, Read> = perNode(read);

/** The read that happens at `node`. */
export function readAt(file: PythonFile, node: Node): Read | undefined {
  return readsIn(file, rootOf(node.chunk)).get(node);
}
