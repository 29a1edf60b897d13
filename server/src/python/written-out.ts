/**
 * The fix that writes out what `eval` is given as a text: the code stands where the call stood, and tools see it.
 * Knows no rule.
 */
import type { Edit } from '../engine/types.ts';
import { argumentOf } from './arguments.ts';
import type { Call, Expression } from './ast.ts';
import { replace } from './edit.ts';
import { type PythonFile, textOf } from './file.ts';
import { parse } from './parse.ts';

/** What may mean something else as code of this file: quotes in quotes, Python 2, what a function alone may say. */
const ELSEWHERE = /["'`\\\n#]|<>|:=|\b0\d|\b(?:await|async|yield|lambda)\b/;

/** Expressions that need no parentheses, whatever stands around them. */
const SOLID: ReadonlySet<Expression['kind']> = new Set([
  'name',
  'attribute',
  'call',
  'subscript',
  'number',
  'constant',
  'list',
  'dict',
  'set',
]);

/** The one expression that `code` is; undefined when it is anything else. */
function expressionIn(code: string): Expression | undefined {
  const [chunk, ...more] = parse(`${code}\n`).chunks;
  const [statement, ...others] = chunk?.body ?? [];
  if (!chunk || chunk.broken || more.length > 0 || others.length > 0) return undefined;
  return statement?.kind === 'expression' ? statement.value : undefined;
}

/** Replaces `call` by the code in the literal that its argument `key` is; undefined where that is no plain expression. */
export function writeOut(file: PythonFile, call: Call, key: string): Edit[] | undefined {
  const filled = argumentOf(call, key, file.names);
  if (filled.state !== 'given' || filled.value.kind !== 'string') return undefined;
  const code = filled.value.value.trim();
  const isPlain = /^["'][^"']*["']$/.test(textOf(file, filled.value));
  if (!isPlain || ELSEWHERE.test(code)) return undefined;
  const expression = expressionIn(code);
  return expression && [replace(call, SOLID.has(expression.kind) ? code : `(${code})`)];
}
