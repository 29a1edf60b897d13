/**
 * The fix that puts a schema before a handler: a Pydantic model of the keys that it reads, in place of the raw request or
 * `dict` of FastAPI, around the body of Flask. Offered only where every use of the data is understood.
 */
import type { Edit } from '../../engine/types.ts';
import { type Assign, type Expression, type FunctionDef, type Name, type Node, spanOf } from '../ast.ts';
import { insert, lineEnd, replace } from '../edit.ts';
import { type PythonFile, speaksOf, textFrom } from '../file.ts';
import { parentsIn, statementsIn, usesOfName } from './body.ts';
import { typeClass } from './checks.ts';
import { importNames } from './imports.ts';
import { type JsonField, jsonFields } from './json-fields.ts';
import { usesOf } from './reads.ts';
import { type Parameter, type Route, routeTitle } from './route.ts';

/** Bounds that let any sensible input through; the user narrows them. */
const SETTINGS: Readonly<Record<JsonField['type'], string>> = {
  float: 'ge=-1e9, le=1e9, allow_inf_nan=False',
  int: 'ge=-(10**9), le=10**9',
  bool: '',
  str: 'min_length=1, max_length=4096',
  'list[float]': 'min_length=1, max_length=4096',
  'list[list[float]]': 'min_length=1, max_length=256',
};

/** How the data comes in, and what must change there. */
interface Entrance {
  /** The parameter's name after the fix. */
  readonly name: string;
  readonly fields: readonly JsonField[];
  /** Edits besides the reads, for a model of this name. */
  edits(model: string): Edit[] | undefined;
}

function fromDict(file: PythonFile, { handler }: Route, { param }: Parameter): Entrance | undefined {
  const { annotation } = param;
  const outer = annotation?.kind === 'subscript' ? annotation.value : annotation;
  if (!annotation || !outer || typeClass(file, outer) !== 'map') return undefined;
  const fields = jsonFields(file, handler, usesOf(file, handler, param));
  return fields && { name: param.name, fields, edits: (model) => [replace(annotation, model)] };
}

/** `data = await request.json()`: the statement, when it is the only use of the request. */
function readStatement(
  file: PythonFile,
  handler: FunctionDef,
  parameter: Parameter,
): (Assign & { value: Expression }) | undefined {
  const [use, ...others] = usesOf(file, handler, parameter.param);
  if (!use || others.length > 0) return undefined;
  const parents = parentsIn(handler);
  const attribute = parents.get(use);
  const call = attribute && parents.get(attribute);
  const awaited = call && parents.get(call);
  if (
    attribute?.kind !== 'attribute' ||
    attribute.attr !== 'json' ||
    call?.kind !== 'call' ||
    call.args.length > 0
  )
    return undefined;
  if (awaited?.kind !== 'await' || parents.has(awaited)) return undefined;
  for (const statement of statementsIn(handler)) {
    if (statement.kind === 'assign' && statement.value === awaited && handler.body.includes(statement))
      return { ...statement, value: awaited };
  }
  return undefined;
}

/** Takes a whole line out, when nothing else stands on it. */
function removeLine(file: PythonFile, node: Node): Edit | undefined {
  const { start, end } = spanOf(node);
  const text = textFrom(file, node);
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', end);
  const to = newline < 0 ? text.length : newline + 1;
  if (text.slice(from, start).trim() !== '' || text.slice(end, to).trim() !== '') return undefined;
  return { span: { start: from, end: to }, text: '' };
}

function fromRequest(file: PythonFile, route: Route, parameter: Parameter): Entrance | undefined {
  const { handler, path } = route;
  const { param } = parameter;
  const statement = readStatement(file, handler, parameter);
  const [target, ...more] = statement?.targets ?? [];
  if (!statement || target?.kind !== 'name' || more.length > 0 || param.default) return undefined;
  if (statement.annotation || handler.body.length < 2) return undefined;
  const bindings = handler.scope?.bindings.get(target.id) ?? [];
  if (bindings.length !== 1) return undefined;
  const taken = (name: string): boolean =>
    usesOfName(handler, name).length > 0 ||
    handler.params.some((p) => p.name === name) ||
    path?.includes(`{${name}}`) === true;
  const name = ['body', 'payload'].find((candidate) => !taken(candidate));
  const uses = usesOfName(handler, target.id).filter((use): use is Name => use !== target);
  const fields = jsonFields(file, handler, uses);
  const removed = removeLine(file, statement);
  if (name === undefined || !fields || !removed) return undefined;
  return { name, fields, edits: (model) => [replace(param, `${name}: ${model}`), removed] };
}

const BODY = new Set(['flask.request.get_json()', 'flask.request.json']);

/** `data = request.get_json()` of Flask: the model checks what was read. */
function fromFlask(file: PythonFile, { handler }: Route): Entrance | undefined {
  const reads = statementsIn(handler).filter(
    (statement): statement is Assign & { value: Expression } =>
      statement.kind === 'assign' &&
      statement.value !== undefined &&
      file.names.resolve(statement.value).some((name) => BODY.has(name)),
  );
  const [statement, ...others] = reads;
  const [target, ...more] = statement?.targets ?? [];
  if (!statement || others.length > 0 || target?.kind !== 'name' || more.length > 0) return undefined;
  if (statement.annotation || statement.op !== undefined || !handler.body.includes(statement))
    return undefined;
  if ((handler.scope?.bindings.get(target.id) ?? []).length !== 1) return undefined;
  const uses = usesOfName(handler, target.id).filter((use): use is Name => use !== target);
  const fields = jsonFields(file, handler, uses);
  const { start, end } = spanOf(statement.value);
  return (
    fields && {
      name: target.id,
      fields,
      edits: (model) => [insert(start, `${model}.model_validate(`), insert(end, ')')],
    }
  );
}

/** A name for the model, from the handler's: `predict` -> `PredictInput`. */
function modelName(file: PythonFile, { name }: FunctionDef): string | undefined {
  const words = name.split('_').filter((word) => word !== '');
  const camel = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const candidates = [`${camel}Input`, `${camel}Body`];
  return candidates.find(
    (candidate) =>
      file.names.moduleBindings(candidate).length === 0 && !speaksOf(file, new RegExp(candidate)),
  );
}

function fieldLine({ key, type, fallback }: JsonField, settings: (name: string) => string): string {
  const constraints = SETTINGS[type];
  const optional = fallback === 'None';
  const annotation = optional ? `${settings('Optional')}[${type}]` : type;
  if (constraints === '')
    return fallback === undefined ? `${key}: ${annotation}` : `${key}: ${annotation} = ${fallback}`;
  const first = fallback === undefined ? '' : `default=${fallback}, `;
  return `${key}: ${annotation} = ${settings('Field')}(${first}${constraints})`;
}

/** Where the handler begins, its decorators included, and the indentation there. */
function handlerStart(
  file: PythonFile,
  handler: FunctionDef,
): { offset: number; indent: string } | undefined {
  const text = textFrom(file, handler);
  const [first] = handler.decorators;
  if (!first) return undefined;
  const offset = text.lastIndexOf('\n', spanOf(first).start - 1) + 1;
  const indent = /^\uFEFF?([^\S\n]*)@/.exec(text.slice(offset))?.[1];
  return indent === undefined || text.startsWith('\uFEFF', offset) ? undefined : { offset, indent };
}

/** The edits of the fix for `parameter` of `route`, or for Flask's own request; undefined where it cannot be made to run. */
export function schemaEdits(
  file: PythonFile,
  route: Route,
  parameter: Parameter | undefined,
): readonly Edit[] | undefined {
  const { handler, framework, declaration, holder } = route;
  if (holder || !declaration || !handler.decorators.includes(declaration)) return undefined;
  if (framework.name !== (parameter ? 'fastapi' : 'flask')) return undefined;
  const outer = handler.scope?.parent?.kind;
  const future = file.names
    .moduleBindings('annotations')
    .some((b) => b.imported === '__future__.annotations');
  if (outer !== 'module' && (outer !== 'function' || future)) return undefined;
  const entrance = !parameter
    ? fromFlask(file, route)
    : parameter.source === 'request'
      ? fromRequest(file, route, parameter)
      : fromDict(file, route, parameter);
  const model = modelName(file, handler);
  const place = handlerStart(file, handler);
  if (!entrance || model === undefined || !place) return undefined;
  const pydantic = importNames(file, 'pydantic', ['BaseModel', 'Field'], place.offset);
  const optional = entrance.fields.some(({ fallback }) => fallback === 'None');
  const typing = optional
    ? importNames(file, 'typing', ['Optional'], place.offset)
    : { edits: [], local: new Map<string, string>() };
  const changes = entrance.edits(model);
  if (!pydantic || !typing || !changes) return undefined;
  const local = (name: string): string => pydantic.local.get(name) ?? typing.local.get(name) ?? name;
  const newline = lineEnd(file);
  const { indent } = place;
  const title = /^[^"\\]*$/.test(routeTitle(route)) ? routeTitle(route) : handler.name;
  const lines = [
    `${indent}class ${model}(${local('BaseModel')}):`,
    `${indent}    """What ${title} accepts; narrow the bounds to what the model was trained on."""`,
    '',
    ...entrance.fields.map((field) => `${indent}    ${fieldLine(field, local)}`),
    ...(indent === '' ? ['', ''] : ['']),
  ];
  const reads = entrance.fields.flatMap((field) =>
    field.reads.map((read) => replace(read, `${entrance.name}.${field.key}`)),
  );
  const added = insert(place.offset, lines.map((line) => line + newline).join(''));
  return [...typing.edits, ...pydantic.edits, added, ...changes, ...reads];
}
