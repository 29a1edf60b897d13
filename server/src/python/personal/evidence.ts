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
  rootOf as topChunk,
} from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonFile } from '../file.ts';
import { gathered, perFile, perNode, sameElements } from '../memo.ts';
import { expressionsOf } from '../statements.ts';
import { walk } from '../walk.ts';
import { isProtecting } from './invented.ts';
import { queryOf, textsOf } from './literals.ts';
import { type Origin, Origins, rootOf } from './origins.ts';

/** A column that a statement takes out of the table called `root`, or makes harmless in it, at `node`. */
export interface Removal {
  readonly column: string;
  readonly root: string;
  readonly node: Expression;
}

export interface Evidence {
  /** Columns that the code reads of the table, each with the top-level chunks that do. */
  readonly read: Map<string, Set<Chunk>>;
  /** Columns that the code adds to it. */
  readonly created: Set<string>;
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

/** One thing that a statement tells of the table that `origin` loaded. */
interface Mark {
  readonly origin: Call;
  readonly kind: 'read' | 'asked' | 'created' | 'removed' | 'table';
  readonly name: string;
  readonly node: Expression;
}

function marksIn(file: PythonFile, chunk: Chunk): Mark[] {
  const origins = new Origins(file);
  const { naming } = origins.table;
  const marks: Mark[] = [];
  const mark = (
    kind: Mark['kind'],
    node: Expression,
    names: readonly string[],
    of: readonly Origin[] = origins.of(node),
  ): void => {
    for (const { call } of of) for (const name of names) marks.push({ origin: call, kind, name, node });
  };
  const read = (node: Expression, columns: readonly string[]): void => {
    if (columns.length > 0) mark('read', node, columns);
  };
  const remove = (node: Expression, columns: readonly string[]): void => {
    if (rootOf(node)) mark('removed', node, columns);
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
    mark('asked', node, columns, owners);
    mark('table', node, tables, owners);
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
    mark('created', target, columns, origins.of(target.value));
    if (statement.value && isProtecting(statement.value)) remove(target.value, columns);
  };
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
  return marks;
}

const allMarks = gathered(marksIn);

/** Replays what the statements tell in the order of the text: a column that is made before it is read was not loaded. */
function replay(marks: readonly Mark[]): Evidence {
  const evidence: Evidence = { read: new Map(), created: new Set(), tables: new Set(), removed: [] };
  const { read, created, tables, removed } = evidence;
  for (const { kind, name, node } of marks) {
    if (kind === 'table') tables.add(name);
    else if (kind === 'removed') removed.push({ column: name, root: rootOf(node)?.id ?? '', node });
    else if (kind === 'created') {
      if (!read.has(name)) created.add(name);
    } else if (kind === 'asked' || !created.has(name)) {
      const chunks = read.get(name);
      if (chunks) chunks.add(topChunk(node.chunk));
      else read.set(name, new Set([topChunk(node.chunk)]));
    }
  }
  return evidence;
}

const marksByOrigin = perFile((file) => {
  const found = new Map<Call, Mark[]>();
  for (const mark of allMarks(file)) {
    const list = found.get(mark.origin);
    if (list) list.push(mark);
    else found.set(mark.origin, [mark]);
  }
  return found;
});

const NONE: readonly Mark[] = [];

const marksOf = perNode(
  (file, call: Call): readonly Mark[] => marksByOrigin(file).get(call) ?? NONE,
  sameElements,
);

/** What the code of the file tells of the table that a call loads. */
export const evidenceOf: (file: PythonFile, call: Call) => Evidence = perNode((file, call: Call) =>
  replay(marksOf(file, call)),
);
