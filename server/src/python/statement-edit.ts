/** Edits that take a whole statement out. What is left runs: a block never stays empty. */
import type { Edit } from '../engine/types.ts';
import { rootOf, type Statement, spanOf } from './ast.ts';
import { boundOf } from './bind.ts';
import { type PythonFile, textFrom } from './file.ts';
import type { Place } from './scopes.ts';

/**
 * Takes `statement` out with its line and the comment behind it; where it is alone in its block a `pass` stays.
 * Undefined where it shares its line with other code.
 */
export function removeStatement(file: PythonFile, statement: Statement, place: Place): Edit[] | undefined {
  const text = textFrom(file, statement);
  const { start, end } = spanOf(statement);
  const lineStart = Math.max(text.lastIndexOf('\n', start - 1) + 1, text.startsWith('\uFEFF') ? 1 : 0);
  const newLine = text.indexOf('\n', end);
  const lineEnd = newLine < 0 ? text.length : newLine + 1;
  const before = text.slice(lineStart, start);
  if (before.trim() !== '' || !/^[ \t]*(?:#.*)?\r?\n?$/.test(text.slice(end, lineEnd))) return undefined;
  const siblings = boundOf(rootOf(statement.chunk)).statements.filter((s) => s.place.block === place.block);
  const outermost = place.scope.kind === 'module' && place.block.parent === undefined;
  if (siblings.length === 1 && !outermost) return [{ span: { start, end }, text: 'pass' }];
  return [{ span: { start: lineStart, end: lineEnd }, text: '' }];
}
