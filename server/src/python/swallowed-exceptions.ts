/** Handlers of exceptions that take everything and tell nobody. */
import type { Span } from '../engine/types.ts';
import { type Call, type Expression, type Handler, type Statement, spanOf } from './ast.ts';
import { type PythonFile, textFrom } from './file.ts';
import { expressionsOf, innerStatements } from './statements.ts';
import { inside, walk } from './walk.ts';

const EVERYTHING = new Set(['Exception', 'BaseException', 'builtins.Exception']);

/** Whether `type` takes every exception; a bare `except` has none. */
export function takesEverything(file: PythonFile, type: Expression | undefined): boolean {
  if (!type) return true;
  if (type.kind === 'tuple') return type.items.some((item) => takesEverything(file, item));
  return file.names.resolve(type).some((name) => EVERYTHING.has(name));
}

/** Whether an expression does nothing and says nothing of a failure: a constant, a variable, a container of such. */
function isSilent(node: Expression | undefined, exception: string | undefined): boolean {
  let silent = true;
  if (node)
    walk(node, (inner) => {
      if (inner.kind === 'call' || inner.kind === 'await' || inner.kind === 'yield') silent = false;
      if (inner.kind === 'name' && inner.id === exception) silent = false;
      if (inner.kind === 'string' && /error|fail|exception|unavailable/i.test(inner.value)) silent = false;
      if (inner.kind === 'number' && inner.value >= 400 && inner.value < 600) silent = false;
      return silent;
    });
  return silent;
}

function passesOver(statement: Statement, exception: string | undefined): boolean {
  switch (statement.kind) {
    case 'return':
    case 'assign':
    case 'expression':
      return expressionsOf(statement).every((node) => isSilent(node, exception));
    case 'other-statement':
      return /^(pass|continue|break)$/.test(statement.word);
    default:
      return false;
  }
}

/** Whether a handler goes on as if nothing had happened. */
export function swallows({ body, name }: Handler): boolean {
  return body.length > 0 && body.every((statement) => passesOver(statement, name));
}

/** `except Exception`: the word and what it takes; undefined where the text is not as expected. */
export function clauseSpan(file: PythonFile, { type, body }: Handler): Span | undefined {
  const [first] = body;
  if (!first) return undefined;
  const text = textFrom(file, first);
  const until = type ? spanOf(type).start : spanOf(first).start;
  const start = text.lastIndexOf('except', until);
  if (start < 0 || !/^except\*?[\s(:]/.test(text.slice(start, start + 8))) return undefined;
  return { start, end: type ? spanOf(type).end : start + 6 };
}

/** The calls in `statements` and in what stands in them; functions and classes defined there are left out. */
export function callsUnder(statements: readonly Statement[]): Call[] {
  const found: Call[] = [];
  const visit = (node: Expression): void => {
    if (node.kind === 'lambda') return;
    if (node.kind === 'call') found.push(node);
    for (const child of inside(node)) visit(child);
  };
  const each = (statement: Statement): void => {
    if (statement.kind === 'function' || statement.kind === 'class') return;
    for (const node of expressionsOf(statement)) visit(node);
    innerStatements(statement).forEach(each);
  };
  statements.forEach(each);
  return found;
}
