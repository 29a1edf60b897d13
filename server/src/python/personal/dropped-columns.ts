/** The fix that drops the columns about people before rows of a table are shown or sent. */
import type { Edit } from '../../engine/types.ts';
import type { Label } from '../../personal/vocabulary.ts';
import { type Call, type Expression, spanOf } from '../ast.ts';
import { insert } from '../edit.ts';
import type { PythonFile } from '../file.ts';
import { quoteAt } from '../quotes.ts';
import type { Frames } from './frames.ts';

const SHOWING = new Set([
  'head',
  'tail',
  'sample',
  'to_string',
  'to_markdown',
  'to_dict',
  'to_json',
  'to_csv',
]);

/** The table whose rows `node` shows: `df` of `df.head()`. A bare name may be a single value and is none. */
export function shownTable(node: Expression): Expression | undefined {
  if (node.kind !== 'call' || node.func.kind !== 'attribute' || !SHOWING.has(node.func.attr))
    return undefined;
  const { value } = node.func;
  return value.kind === 'name' || value.kind === 'attribute' ? value : undefined;
}

/** `df.head()` becomes `df.drop(columns=[…]).head()`. */
export function dropEdits(
  node: Expression,
  call: Call,
  label: Label,
  file: PythonFile,
  frames: Frames,
): Edit[] | undefined {
  const table = shownTable(node);
  const pandas =
    table &&
    frames.origins
      .of(table)
      .some(({ call }) => file.names.resolve(call.func).some((name) => name.startsWith('pandas.')));
  if (!table || !pandas) return undefined;
  const quote = quoteAt(node, call, file);
  if (label.columns.some((column) => column.includes(quote) || column.includes('\\'))) return undefined;
  const columns = label.columns.map((column) => quote + column + quote).join(', ');
  return [insert(spanOf(table).end, `.drop(columns=[${columns}])`)];
}
