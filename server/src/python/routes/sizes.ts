/** Inputs of a model whose size the client chooses: fields, parameters and uploads of routes, bodies of an app. */

import { wordsOf } from '../../personal/words.ts';
import type { Call, Chunk, Expression, FunctionDef } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonFile } from '../file.ts';
import { gathered, perNode } from '../memo.ts';
import { occurs } from '../occurrence.ts';
import { walk } from '../walk.ts';
import { callsIn, expressionsIn } from './body.ts';
import { checkField } from './checks.ts';
import { calleeName } from './constraints.ts';
import { servingOf } from './frameworks.ts';
import { asksModel } from './inference.ts';
import { chainOf, ownerCalls, ownerOf } from './owners.ts';
import { fieldsReached, reachedParameters } from './reached-inputs.ts';
import type { Parameter, Route, RouteOwner } from './route.ts';
import { routesIn } from './routes.ts';
import { byPlatform } from './safeguards.ts';
import type { Field } from './schemas.ts';

/** Sinks that a check of size or length closes. */
const SIZE = 'size';

function speaksOfSize(node: Expression): boolean {
  if (node.kind === 'call') return calleeName(node) === 'len';
  const name =
    node.kind === 'attribute'
      ? node.attr
      : node.kind === 'name'
        ? node.id
        : node.kind === 'string'
          ? node.value
          : '';
  return wordsOf(name).some((word) => word === 'size' || word === 'length' || word === 'limit');
}

/** Whether the handler compares a length or size with anything. */
function measures(handler: FunctionDef): boolean {
  return expressionsIn(handler).some((node) => {
    let found = false;
    if (node.kind === 'compare')
      walk(node, (inner) => {
        found ||= speaksOfSize(inner);
        return !found;
      });
    return found;
  });
}

/** Whether a middleware of `owner`, or of what includes it, may limit the size of requests. */
const limits: (file: PythonFile, owner: RouteOwner) => boolean = perNode((file, owner) => {
  const { owners } = chainOf(file, owner);
  const { sizeWords } = servingOf(file);
  return ownerCalls(file).some(({ func, args }) => {
    if (func.kind !== 'attribute' || (func.attr !== 'add_middleware' && func.attr !== 'middleware'))
      return false;
    const target = ownerOf(file, func.value);
    const first = args[0]?.value;
    if (!target || !owners.includes(target) || !first) return false;
    const name = first.kind === 'name' ? first.id : first.kind === 'attribute' ? first.attr : '';
    return wordsOf(name).some((word) => sizeWords.has(word));
  });
});

/** Whether the code of `route` or what stands before it measures requests. */
function measured(file: PythonFile, { handler, owner }: Route): boolean {
  return measures(handler) || (owner !== undefined && limits(file, owner));
}

/** A field of a model without a largest size. */
export interface FreeField {
  readonly kind: 'field';
  readonly field: Field;
  readonly route: Route;
}
/** A parameter without a largest size. */
export interface FreeParameter {
  readonly kind: 'parameter';
  readonly parameter: Parameter;
  readonly annotation: Expression;
  readonly route: Route;
}
/** An upload that is read whole. */
export interface WholeUpload {
  readonly kind: 'upload';
  readonly call: Call;
  readonly route: Route;
}
/** An app that takes bodies of any size. */
export interface FreeApp {
  readonly kind: 'app';
  readonly creation: Call;
  readonly route: Route;
}
export type Unbounded = FreeField | FreeParameter | WholeUpload | FreeApp;

function ofParameter(file: PythonFile, route: Route, parameter: Parameter): Unbounded[] {
  const { annotation } = parameter.param;
  const { level, unlimited } = parameter.check;
  if (parameter.model) {
    return fieldsReached(file, route, parameter).flatMap((field): Unbounded[] => {
      const check = checkField(file, field);
      const free = check.unlimited && check.level !== 'raw' && check.level !== 'unknown';
      return free ? [{ kind: 'field', field, route }] : [];
    });
  }
  const free = unlimited && (level === 'typed' || level === 'bounded');
  return annotation && free ? [{ kind: 'parameter', parameter, annotation, route }] : [];
}

function ofParameters(file: PythonFile, chunk: Chunk): Unbounded[] {
  const reached = reachedParameters(file, chunk, SIZE);
  return routesIn(file, chunk).flatMap((route): Unbounded[] => {
    const free = route.parameters.filter(
      (parameter) => (parameter.source === 'body' || parameter.source === 'form') && reached.has(parameter),
    );
    if (free.length === 0 || byPlatform(file, route) || measured(file, route)) return [];
    return free.flatMap((parameter) => ofParameter(file, route, parameter));
  });
}

const UPLOAD = /^(fastapi|starlette)\..*UploadFile\(\)\.(read|file\.read)$/;

function ofUploads(file: PythonFile, chunk: Chunk): Unbounded[] {
  return routesIn(file, chunk).flatMap((route): Unbounded[] => {
    const { handler } = route;
    if (!route.parameters.some(({ source }) => source === 'file') || !asksModel(file, handler)) return [];
    if (measured(file, route)) return [];
    return callsIn(handler)
      .filter((call) => call.args.length === 0)
      .filter(({ func }) => file.names.resolve(func).some((name) => UPLOAD.test(name)))
      .map((call) => ({ kind: 'upload', call, route }));
  });
}

const namesLimit = occurs((text) => text.includes('MAX_CONTENT_LENGTH'));

const readingSettings = gathered((_file, chunk) =>
  boundOf(chunk).calls.filter(
    ({ call: { func } }) =>
      func.kind === 'attribute' && /^from_(object|pyfile|envvar|file|mapping|prefixed_env)$/.test(func.attr),
  ),
);

/** Whether anything in the file may set Flask's limit: the setting's name, or settings read from elsewhere. */
function setsLimit(file: PythonFile): boolean {
  return namesLimit(file) || readingSettings(file).length > 0;
}

function ofApps(file: PythonFile, chunk: Chunk): Unbounded[] {
  const found = new Map<Call, FreeApp>();
  for (const route of routesIn(file, chunk)) {
    const { framework, owner, handler } = route;
    if (
      framework.name !== 'flask' ||
      !owner ||
      byPlatform(file, route) ||
      !reads(file, handler) ||
      !asksModel(file, handler)
    )
      continue;
    if (measures(handler)) continue;
    for (const { role, creation } of chainOf(file, owner).owners) {
      if (role === 'app' && creation && !found.has(creation))
        found.set(creation, { kind: 'app', creation, route });
    }
  }
  return found.size === 0 || setsLimit(file) ? [] : [...found.values()];
}

const BODY = /^flask\.request\.(json|get_json\(\)|data|get_data\(\)|files|stream|form|values)$/;

/** Whether a handler reads a body of a request. */
function reads(file: PythonFile, handler: FunctionDef): boolean {
  return expressionsIn(handler).some(
    (node) =>
      (node.kind === 'attribute' || node.kind === 'call') &&
      file.names.resolve(node).some((name) => BODY.test(name)),
  );
}

/** Everything that reaches a model in any size through the handlers of a chunk. */
export function unboundedIn(file: PythonFile, chunk: Chunk): readonly Unbounded[] {
  if (routesIn(file, chunk).length === 0) return [];
  return [...ofParameters(file, chunk), ...ofUploads(file, chunk), ...ofApps(file, chunk)];
}
