/** What a framework puts into each parameter of a handler, and how much of it was checked before. */
import { argumentOf } from '../arguments.ts';
import type { Call, ClassDef, Expression, FunctionDef, Param } from '../ast.ts';
import { meaning } from '../constants.ts';
import type { PythonFile } from '../file.ts';
import { aliasOf, type Check, checkOf, required, shapeElsewhere, typeClass, UNKNOWN } from './checks.ts';
import { classNamed } from './classes.ts';
import { type Constraints, calleeName, constraintsOf, FREE } from './constraints.ts';
import { type Component, type Framework, servingOf } from './frameworks.ts';
import type { Parameter, Source } from './route.ts';
import { isModel } from './schemas.ts';

/** The marker in an annotation or default that says where a value comes from. */
const MARKERS: Readonly<Record<string, Source>> = {
  Path: 'path',
  Query: 'query',
  Header: 'header',
  Cookie: 'cookie',
  Body: 'body',
  Form: 'form',
  File: 'file',
  Depends: 'dependency',
  Security: 'dependency',
  Inject: 'dependency',
  Provide: 'dependency',
};

const RAW: Check = { level: 'raw', text: true, unlimited: true };
const NOTHING: Check = { level: 'fixed', text: false, unlimited: false };
const PLAIN_TEXT: Check = { level: 'typed', text: true, unlimited: false };
const NUMBER: Check = { level: 'typed', text: false, unlimited: false };

const STORED = /^pathlib\.\w*Path$/;

interface Declared {
  readonly type: Expression | undefined;
  readonly marker: Call | undefined;
  readonly source: Source | undefined;
}

function markerOf(node: Expression | undefined): Source | undefined {
  if (node?.kind === 'call') return MARKERS[calleeName(node)];
  const name = node?.kind === 'attribute' ? node.attr : node?.kind === 'name' ? node.id : '';
  return MARKERS[name];
}

/** Takes `Annotated` apart and finds the marker, in it or in the default. */
export function declared(file: PythonFile, param: Param): Declared {
  const annotation = param.annotation && (aliasOf(file, param.annotation) ?? param.annotation);
  const fallback = markerOf(param.default);
  if (
    annotation?.kind === 'subscript' &&
    file.names.resolve(annotation.value).some((n) => n.endsWith('.Annotated'))
  ) {
    const [type, ...rest] = annotation.index.flatMap((i) => (i.kind === 'tuple' ? i.items : [i]));
    const item = rest.find((i) => markerOf(i) !== undefined);
    const source = markerOf(item) ?? fallback;
    return { type, marker: item?.kind === 'call' ? item : undefined, source };
  }
  const marker = fallback !== undefined && param.default?.kind === 'call' ? param.default : undefined;
  return { type: annotation, marker, source: fallback };
}

function modelOf(file: PythonFile, type: Expression | undefined): ClassDef | undefined {
  const found = type && classNamed(file, type);
  return found && isModel(file, found) ? found : undefined;
}

/** A parameter of a handler that the framework fills from its annotation. */
function checked(file: PythonFile, param: Param, path: string | undefined, framework: Framework): Parameter {
  const { type: written, marker, source } = declared(file, param);
  const type = written && required(file, written);
  const kind = type && typeClass(file, type.kind === 'subscript' ? type.value : type);
  const held: Constraints = marker ? constraintsOf(marker) : FREE;
  const fields = type && shapeElsewhere(file, type)?.fields;
  const of = (from: Source, check: Check): Parameter => ({
    param,
    source: from,
    check,
    type,
    model: from === 'body' || from === 'form' || from === 'query' ? modelOf(file, type) : undefined,
    instance: from === 'request' ? framework.request : undefined,
    ...(fields ? { fields } : {}),
  });
  if (source === 'dependency') return of('dependency', UNKNOWN);
  if (kind === 'request') return of('request', RAW);
  if (kind === 'socket') return of('socket', RAW);
  if (kind === 'supplied') return of('supplied', NOTHING);
  if (kind === 'file') return of('file', RAW);
  const annotation = param.annotation;
  const check = annotation ? checkOf(file, annotation, held) : undefined;
  const inPath = path !== undefined && new RegExp(`\\{${param.name}(:path)?\\}`).test(path);
  if (inPath || source === 'path') return of('path', { ...(check ?? PLAIN_TEXT), unlimited: false });
  if (source === 'header' || source === 'cookie' || source === 'query')
    return of(source, { ...(check ?? PLAIN_TEXT), unlimited: false });
  if (source !== undefined) return of(source, check ?? RAW);
  if (framework.name === 'bentoml') {
    // A file that the framework stored under a name of its own.
    const stored = type !== undefined && file.names.resolve(type).some((name) => STORED.test(name));
    return stored ? of('file', NOTHING) : of('body', check ?? UNKNOWN);
  }
  if (!check) return of('query', PLAIN_TEXT);
  const structured = modelOf(file, type) !== undefined || kind === 'list' || kind === 'map' || kind === 'raw';
  if (structured) return of(isQueryOnly(kind) ? 'query' : 'body', check);
  if (check.level === 'unknown') return of('body', check);
  return of('query', { ...check, unlimited: false });
}

/** A bare `bytes` or `Any` without a marker is read from the query. */
function isQueryOnly(kind: string | undefined): boolean {
  return kind === 'raw';
}

/** The converter of `<int:user_id>` and its like, `''` for a plain one; undefined when `name` is not in the path. */
function converter(path: string, name: string): string | undefined {
  const found = new RegExp(`<(?:(\\w+)(?:\\([^)]*\\))?:)?${name}(?::(\\w+))?>`).exec(path);
  return found ? (found[1] ?? found[2] ?? '') : undefined;
}

/** A view argument; where the path is not known, any parameter is one. */
function fromPath(param: Param, path: string | undefined): Parameter {
  const found = path === undefined ? '' : converter(path, param.name);
  const of = (source: Source, check: Check): Parameter => ({
    param,
    source,
    check,
    type: param.annotation,
    model: undefined,
    instance: undefined,
  });
  if (found === undefined) return of('supplied', NOTHING);
  if (found === 'uuid') return of('path', NOTHING);
  return of('path', found === 'int' || found === 'float' ? NUMBER : PLAIN_TEXT);
}

/** What a platform hands over as it came: a text is still to be parsed; another type that is named was made before. */
function unparsed(file: PythonFile, { annotation }: Param): Check {
  const check = annotation ? checkOf(file, annotation) : RAW;
  return check.text && check.level !== 'unknown' ? RAW : check;
}

/** Checks of what components hand over. */
const HANDED: Readonly<Record<Component, Check>> = {
  text: { level: 'bounded', text: true, unlimited: false },
  number: { level: 'bounded', text: false, unlimited: false },
  choice: NOTHING,
  file: NOTHING,
};

/** The items of a list, of several put together as far as they are written, or the one thing that is no list. */
function listed(file: PythonFile, node: Expression, depth = 0): readonly Expression[] {
  const meant = meaning(node, file.names);
  if (meant.kind === 'list' || meant.kind === 'tuple') return meant.items;
  if (meant.kind !== 'binary' || depth > 8) return [node];
  const left = listed(file, meant.left, depth + 1);
  return [...left, ...listed(file, meant.right, depth + 1)];
}

/** What a component that is not known hands over, as the handler's annotation says;
 * without one it may be the page's own state where the framework is told of components. */
function annotated(file: PythonFile, { annotation }: Param, { inputs }: Framework): Component {
  if (!annotation) return inputs === undefined ? 'text' : 'choice';
  const kind = typeClass(file, annotation);
  return kind === 'text' || kind === 'list' || kind === 'map'
    ? 'text'
    : kind === 'number'
      ? 'number'
      : 'file';
}

/** The components that the call which declares a handler lists, in the order of the parameters. */
function componentsOf(
  file: PythonFile,
  { inputs }: Framework,
  declaration: Call | undefined,
): readonly (Component | undefined)[] {
  const given =
    inputs === undefined || !declaration ? undefined : argumentOf(declaration, inputs, file.names);
  if (given?.state !== 'given') return [];
  const { components } = servingOf(file);
  return listed(file, given.value).map((item) => {
    const names = item.kind === 'string' ? [item.value.toLowerCase()] : file.names.resolve(item);
    return names.flatMap((name) => components.find(name))[0];
  });
}

/** What the framework puts into the parameters of `handler`; `method`: the first one is `self`. */
export function parametersOf(
  file: PythonFile,
  framework: Framework,
  handler: FunctionDef,
  path: string | undefined,
  method: boolean,
  raw?: readonly number[],
  declaration?: Call,
): Parameter[] {
  const plain = handler.params
    .slice(method ? 1 : 0)
    .filter((param) => param.star === undefined && param.name !== '');
  const other = (param: Param, source: Source, check: Check, instance?: string): Parameter => ({
    param,
    source,
    check,
    type: param.annotation,
    model: undefined,
    instance,
  });
  const components = componentsOf(file, framework, declaration);
  const first = plain.findIndex((_, index) => !framework.supplied.includes(index));
  return plain.map((param, index): Parameter => {
    if (framework.supplied.includes(index)) return other(param, 'supplied', NOTHING);
    switch (framework.parameters) {
      case 'checked':
        return checked(file, param, path, framework);
      case 'path':
        return fromPath(param, path);
      case 'component':
        return other(param, 'component', HANDED[components[index] ?? annotated(file, param, framework)]);
      case 'raw':
        return raw && !raw.includes(index)
          ? other(param, 'supplied', NOTHING)
          : other(param, 'raw', unparsed(file, param));
      case 'request-message':
        return index === first
          ? other(param, 'raw', { level: 'unknown', text: true, unlimited: false })
          : other(param, 'supplied', NOTHING);
      case 'request-only':
        return index === 0
          ? other(param, 'request', RAW, framework.request)
          : other(param, 'supplied', NOTHING);
      default:
        return index === 0
          ? other(param, 'request', RAW, framework.request)
          : other(param, 'path', PLAIN_TEXT);
    }
  });
}
