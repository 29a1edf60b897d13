/**
 * Which columns the code of a file names, by the call that their table came from: read, created, taken out. One pass
 * over the file; what the names mean is not its business.
 */
import {
  type Call,
  type Chunk,
  type Expression,
  type Statement,
  type Subscript,
  spanOf,
  rootOf as topChunk,
} from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonFile } from '../file.ts';
import { expressionsOf } from '../statements.ts';
import { walk } from '../walk.ts';
import { isProtecting } from './invented.ts';
import { queryOf, textsOf } from './literals.ts';
import { type Origin, type Origins, rootOf } from './origins.ts';
import { reachedChunks } from './reach.ts';

/** A column that a statement takes out of the table called `root`, or makes harmless in it; an absolute offset. */
export interface Removal {
  readonly column: string;
  readonly root: string;
  readonly offset: number;
}

export interface Evidence {
  /** Columns that the code reads of the table, each with the top-level chunks that do. */
  readonly read: Map<string, Set<Chunk>>;
  /** Columns that the code adds to it. */
  readonly created: Map<string, number>;
  /** Tables that queries over the connection read. */
  readonly tables: Set<string>;
  readonly removed: Removal[];
}

const QUERYING = new Set([
  'execute',
  'executemany',
  'fetch',
  'fetchrow',
  'fetchval',
  'fetchall',
  'sql',
  'query',
  'read_sql',
]);

/** Attributes of tables that lead to the same data. */
export const LEADING = new Set([
  'loc',
  'iloc',
  'at',
  'iat',
  'values',
  'T',
  'str',
  'dt',
  'cat',
  'style',
  'data',
  'columns',
]);

/** Methods that take columns out. */
export const REMOVING = new Set(['drop', 'remove_columns', 'pop', 'drop_columns']);

/** The columns that an index between brackets names: of `loc` only the second one does. */
export function indexedColumns(node: Subscript, file: PythonFile): string[] {
  const located = node.value.kind === 'attribute' && LEADING.has(node.value.attr);
  const index = located ? node.index.slice(1) : node.index;
  return index.flatMap((e) =>
    e.kind === 'name' || e.kind === 'string' || e.kind === 'list' || e.kind === 'tuple' || e.kind === 'binary'
      ? textsOf(e, file)
      : [],
  );
}

/** The texts among the arguments of a method that names columns. */
export function namedColumns(call: Call, file: PythonFile): string[] {
  return call.args.flatMap(({ value, star }) => (star === '**' ? [] : textsOf(value, file)));
}

function note(read: Map<string, Set<Chunk>>, column: string, { chunk }: Expression): void {
  const chunks = read.get(column);
  if (chunks) chunks.add(topChunk(chunk));
  else read.set(column, new Set([topChunk(chunk)]));
}

/** Gathers the evidence of the whole file. */
export function gather(file: PythonFile, origins: Origins): ReadonlyMap<Call, Evidence> {
  const found = new Map<Call, Evidence>();
  const of = ({ call }: Origin): Evidence => {
    const known = found.get(call);
    if (known) return known;
    const evidence: Evidence = { read: new Map(), created: new Map(), tables: new Set(), removed: [] };
    found.set(call, evidence);
    return evidence;
  };
  const { naming } = origins.table;

  const read = (node: Expression, columns: readonly string[]): void => {
    if (columns.length === 0) return;
    const { start } = spanOf(node);
    for (const origin of origins.of(node)) {
      const { read: known, created } = of(origin);
      for (const column of columns) if ((created.get(column) ?? start) >= start) note(known, column, node);
    }
  };
  const remove = (node: Expression, columns: readonly string[]): void => {
    const root = rootOf(node)?.id;
    if (root === undefined) return;
    for (const origin of origins.of(node)) {
      for (const column of columns) of(origin).removed.push({ column, root, offset: spanOf(node).start });
    }
  };
  const call = (node: Call): void => {
    if (node.func.kind !== 'attribute') return;
    const { attr, value } = node.func;
    if (naming.has(attr) || REMOVING.has(attr)) read(value, namedColumns(node, file));
    if (!QUERYING.has(attr)) return;
    const [first] = node.args;
    const owners = first ? origins.of(value).filter(({ row }) => row.kind === 'connection') : [];
    if (!first || owners.length === 0) return;
    const { columns, tables } = queryOf(first.value, file);
    for (const owner of owners) {
      const { read: known, tables: asked } = of(owner);
      for (const column of columns) note(known, column, node);
      for (const table of tables) asked.add(table);
    }
  };
  const visit = (expression: Expression): void => {
    walk(expression, (node) => {
      if (node.kind === 'subscript') read(node.value, indexedColumns(node, file));
      if (node.kind === 'attribute' && !LEADING.has(node.attr)) read(node.value, [node.attr]);
      if (node.kind === 'call') call(node);
      return true;
    });
  };
  const created = (target: Subscript, statement: Statement & { kind: 'assign' }): void => {
    const columns = indexedColumns(target, file);
    for (const origin of origins.of(target.value)) {
      const { created: known, read: asked } = of(origin);
      for (const column of columns)
        if (!asked.has(column) && !known.has(column)) known.set(column, spanOf(target).start);
    }
    if (statement.value && isProtecting(statement.value)) remove(target.value, columns);
  };
  for (const chunk of reachedChunks(file, origins)) {
    for (const { statement } of boundOf(chunk).statements) {
      const plain = statement.kind === 'assign' && statement.op === undefined ? statement : undefined;
      for (const expression of expressionsOf(statement)) {
        if (plain && expression.kind === 'subscript' && plain.targets.includes(expression))
          created(expression, plain);
        else visit(expression);
      }
      if (statement.kind === 'other-statement' && statement.word === 'delete') {
        for (const e of statement.expressions)
          if (e.kind === 'subscript') remove(e.value, indexedColumns(e, file));
      }
      const value = statement.kind === 'expression' ? statement.value : undefined;
      if (value?.kind === 'call' && value.func.kind === 'attribute' && REMOVING.has(value.func.attr))
        remove(value.func.value, namedColumns(value, file));
    }
  }
  return found;
}
