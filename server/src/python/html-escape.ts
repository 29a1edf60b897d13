/** The fix that escapes what others send where it is written into HTML. */
import type { Edit } from '../engine/types.ts';
import { wayOf } from './arrivals.ts';
import { type Expression, spanOf } from './ast.ts';
import { importModule, insert } from './edit.ts';
import { type PythonFile, textFrom, textOf } from './file.ts';
import { taintOf } from './taint/flow.ts';

/** The values that `node` puts into its text, as they are written; undefined where it is put together in another way. */
export function valuesIn(node: Expression): Expression[] | undefined {
  if (node.kind === 'fstring') return node.parts.filter((part) => typeof part !== 'string');
  if (node.kind === 'binary' && node.op === '+') {
    const sides = [node.left, node.right].map((side) =>
      side.kind === 'string' ? [] : (valuesIn(side) ?? [side]),
    );
    return sides.flat();
  }
  if (node.kind === 'binary' && node.op === '%' && node.left.kind === 'string')
    return node.right.kind === 'tuple' ? [...node.right.items] : [node.right];
  const isFormat = node.kind === 'call' && node.func.kind === 'attribute' && node.func.attr === 'format';
  if (isFormat && node.func.kind === 'attribute' && node.func.value.kind === 'string')
    return node.args.map(({ value }) => value);
  return undefined;
}

/** Whether `part` is the whole of a hole of an f-string, without conversion or format. */
function isHole(file: PythonFile, { start, end }: { start: number; end: number }, node: Expression): boolean {
  const text = textFrom(file, node);
  return /\{\s*$/.test(text.slice(0, start)) && /^\s*\}/.test(text.slice(end));
}

/** Escapes every value of a sender in `node`; undefined where that cannot be written so that it runs. */
export function escapeEdits(file: PythonFile, node: Expression): readonly Edit[] | undefined {
  const values = valuesIn(node)?.filter((value) => wayOf(file, taintOf(file, value), 'html'));
  const imported = importModule(file, 'html');
  if (!values || values.length === 0 || !imported || file.names.uses('html')) return undefined;
  const edits: Edit[] = [...imported];
  for (const value of values) {
    const code = textOf(file, value);
    const span = spanOf(value);
    if (code.includes('\n') || value.kind === 'starred') return undefined;
    if (node.kind === 'fstring' && (!isHole(file, span, value) || /\\/.test(code))) return undefined;
    edits.push(insert(span.start, 'html.escape(str('), insert(span.end, '))'));
  }
  return edits;
}
