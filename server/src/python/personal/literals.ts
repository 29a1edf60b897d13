/** Names of columns that are written out in code: texts, lists of them, keys of mappings, queries. */
import type { Dict, Expression } from '../ast.ts';
import { meaning, template } from '../constants.ts';
import type { PythonFile } from '../file.ts';

/** Longer lists are no lists of columns. */
const MOST = 400;

/** The texts that `node` is or lists; keys of a mapping count, its values do not. */
export function textsOf(node: Expression, file: PythonFile, depth = 0): string[] {
  const meant = meaning(node, file.names);
  if (depth > 3) return [];
  switch (meant.kind) {
    case 'string':
      return [meant.value];
    case 'list':
    case 'tuple':
    case 'set':
      return meant.items.slice(0, MOST).flatMap((item) => textsOf(item, file, depth + 1));
    case 'dict':
      return meant.entries.slice(0, MOST).flatMap(({ key }) => (key ? textsOf(key, file, depth + 1) : []));
    case 'binary':
      return meant.op === '+'
        ? [...textsOf(meant.left, file, depth + 1), ...textsOf(meant.right, file, depth + 1)]
        : [];
    case 'call':
      return meant.args.length === 1 && meant.args[0]
        ? /^(list|set|tuple|sorted)$/.test(file.names.resolve(meant.func)[0] ?? '')
          ? textsOf(meant.args[0].value, file, depth + 1)
          : []
        : [];
    default:
      return [];
  }
}

/** A column of a table that is written out in code, and the values that it is given. */
export interface LiteralColumn {
  readonly name: string;
  readonly value: Expression | undefined;
}

function keysOf(dict: Dict): LiteralColumn[] {
  return dict.entries.flatMap(({ key, value }) =>
    key?.kind === 'string' ? [{ name: key.value, value }] : [],
  );
}

/** The columns of a mapping of lists or of a list of mappings. */
export function literalColumns(node: Expression, file: PythonFile): LiteralColumn[] {
  const meant = meaning(node, file.names);
  if (meant.kind === 'dict') return keysOf(meant);
  if (meant.kind === 'list' || meant.kind === 'tuple') {
    const [first] = meant.items;
    const one = first && meaning(first, file.names);
    return one?.kind === 'dict' ? keysOf(one) : [];
  }
  if (meant.kind === 'comprehension') {
    const [element] = meant.element;
    return meant.of === 'list' && element?.kind === 'dict' ? keysOf(element) : [];
  }
  return [];
}

/** What a query reads, as far as its text says it. */
export interface Query {
  readonly columns: readonly string[];
  readonly tables: readonly string[];
}

const NOTHING: Query = { columns: [], tables: [] };

/** The name of a column in a list of a query: `p.ssn AS number` is `ssn`; a call of a function is none. */
function columnOf(item: string): string[] {
  const name = /^(?:[\w"`[\]]+\.)*["`[]?(\w+)["`\]]?(?:\s+(?:as\s+)?["`[]?\w+["`\]]?)?$/i.exec(
    item.trim(),
  )?.[1];
  return name === undefined || /^\d+$/.test(name) ? [] : [name];
}

/** Columns and tables of the `SELECT`s in `text`. Not a parser: what it does not recognise it leaves out. */
export function readQuery(text: string): Query {
  const columns: string[] = [];
  const tables: string[] = [];
  for (const [, list = ''] of text.matchAll(/\bselect\s+(?:distinct\s+)?([^;()]*?)\s+from\b/gi))
    columns.push(...list.split(',').flatMap(columnOf));
  for (const [, table = ''] of text.matchAll(/\b(?:from|join)\s+["`[]?(?:\w+["`\]]?\.["`[]?)*(\w+)/gi))
    tables.push(table);
  return { columns, tables };
}

/** The query that `node` holds; a table's bare name counts as one. */
export function queryOf(node: Expression, file: PythonFile): Query {
  const meant = meaning(node, file.names);
  const inner = meant.kind === 'call' ? meant.args[0]?.value : undefined;
  const text = template(inner ?? meant, file.names)
    .map((part) => part ?? 'unknown')
    .join('');
  if (/^\w+$/.test(text) && text !== 'unknown') return { columns: [], tables: [text] };
  return /\bselect\b/i.test(text) ? readQuery(text) : NOTHING;
}
