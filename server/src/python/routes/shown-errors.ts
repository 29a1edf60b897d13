/** Where a handler of requests tells the client what went wrong inside: the text of an exception, a traceback. */
import type { Edit } from '../../engine/types.ts';
import {
  type Chunk,
  type Expression,
  type FunctionDef,
  type Handler,
  type Statement,
  spanOf,
} from '../ast.ts';
import { lineEnd, replace } from '../edit.ts';
import { type PythonFile, textFrom, textOf } from '../file.ts';
import { loggerOf } from '../loggers.ts';
import { expressionsOf, innerStatements } from '../statements.ts';
import { takesEverything } from '../swallowed-exceptions.ts';
import { walk } from '../walk.ts';
import { statementsIn } from './body.ts';
import { calleeName } from './constraints.ts';
import type { Route } from './route.ts';
import { routesIn } from './routes.ts';

export interface ShownError {
  readonly route: Route;
  /** What shows it: `str(e)`, `traceback.format_exc()`, a text with holes. */
  readonly node: Expression;
  readonly edits: readonly Edit[] | undefined;
}

const TRACEBACKS = /^traceback\.(format_exc|format_exception|format_tb|format_exception_only)$/;
const ANSWERING = /^(HTTPException|abort|APIException|HTTPError|ServerError|Response|JSONResponse)$/;
const GENERIC = '"internal error"';

function isException(node: Expression, name: string | undefined): boolean {
  return node.kind === 'name' && node.id === name;
}

/** The parts of `node` that show the exception `name`, each as far out as it is nothing else. */
function showing(file: PythonFile, node: Expression, name: string | undefined): Expression[] {
  const found: Expression[] = [];
  walk(node, (inner) => {
    const shows =
      (inner.kind === 'call' &&
        ((/^(str|repr)$/.test(calleeName(inner)) &&
          inner.args.some(({ value }) => isException(value, name))) ||
          file.names.resolve(inner.func).some((one) => TRACEBACKS.test(one)))) ||
      (inner.kind === 'fstring' &&
        inner.parts.some((part) => typeof part !== 'string' && mentions(part, name, file)));
    if (shows) found.push(inner);
    return !shows;
  });
  return found;
}

function mentions(node: Expression, name: string | undefined, file: PythonFile): boolean {
  if (isException(node, name)) return true;
  return showing(file, node, name).length > 0;
}

/** The expressions of `statement` that go to the client. */
function answers(statement: Statement): readonly Expression[] {
  if (statement.kind === 'return') return expressionsOf(statement);
  const value =
    statement.kind === 'raise'
      ? statement.value
      : statement.kind === 'expression'
        ? statement.value
        : undefined;
  return value?.kind === 'call' && ANSWERING.test(calleeName(value)) ? [value] : [];
}

function within({ body }: Handler): Statement[] {
  const found: Statement[] = [];
  const add = (statement: Statement): void => {
    if (statement.kind === 'function' || statement.kind === 'class') return;
    found.push(statement);
    innerStatements(statement).forEach(add);
  };
  body.forEach(add);
  return found;
}

/** Says nothing of the error to the client, and all of it to the log. */
function edits(
  file: PythonFile,
  handler: Handler,
  node: Expression,
  statement: Statement,
): readonly Edit[] | undefined {
  const logs = within(handler).some(
    (one) => one.kind === 'expression' && /\.(exception|error|critical)\(/.test(textOf(file, one)),
  );
  if (logs) return [replace(node, GENERIC)];
  const found = loggerOf(file);
  const { start } = spanOf(statement);
  const text = textFrom(file, statement);
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (!found || indent.trim() !== '') return undefined;
  const line = `${found.code}.exception("request failed")${lineEnd(file)}${indent}`;
  return [...found.edits, { span: { start, end: start }, text: line }, replace(node, GENERIC)];
}

function inHandler(file: PythonFile, route: Route, handler: Handler): ShownError[] {
  if (!takesEverything(file, handler.type)) return [];
  return within(handler).flatMap((statement) =>
    answers(statement).flatMap((answer) =>
      showing(file, answer, handler.name).map((node) => ({
        route,
        node,
        edits: edits(file, handler, node, statement),
      })),
    ),
  );
}

function inFunction(file: PythonFile, route: Route, handler: FunctionDef): ShownError[] {
  return statementsIn(handler).flatMap((statement) =>
    statement.kind === 'try' ? statement.handlers.flatMap((one) => inHandler(file, route, one)) : [],
  );
}

/** The errors that the handlers of a chunk show, each place once. */
export function shownErrorsIn(file: PythonFile, chunk: Chunk): readonly ShownError[] {
  const places = new Set<Expression>();
  return routesIn(file, chunk)
    .filter(({ framework }) => framework.parameters !== 'component')
    .flatMap((route) => inFunction(file, route, route.handler))
    .filter(({ node }) => !places.has(node) && places.add(node));
}
