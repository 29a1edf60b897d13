/**
 * The tables of data of one file: which columns each is known to have, where it comes from and at any expression.
 * An understanding of pandas and its like, without a word on what is personal.
 */
import { argumentOf } from '../arguments.ts';
import type { Attribute, Call, Expression, FunctionDef, Subscript } from '../ast.ts';
import { spanOf, rootOf as topChunk } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { template, whole } from '../constants.ts';
import type { PythonFile } from '../file.ts';
import { gathered } from '../memo.ts';
import { returnedBy } from '../returns.ts';
import { classBy } from '../routes/classes.ts';
import type { Binding } from '../scopes.ts';
import { evidenceOf, indexedColumns, LEADING, namedColumns, REMOVING } from './evidence.ts';
import { headerOf } from './header.ts';
import { isInvented } from './invented.ts';
import { literalColumns, queryOf, textsOf } from './literals.ts';
import { type Origin, Origins } from './origins.ts';
import { calledIn, storedWith } from './stored-tables.ts';
import { columnsBrought, columnsReturned } from './tables-elsewhere.ts';

/** What is known of the data that a call loads. */
export interface Loaded {
  /** Columns that the code asks for, or that the file's first line names. */
  readonly columns: readonly string[];
  /** Tables of a database that are read. */
  readonly tables: readonly string[];
}

/** Longer ways are not followed, nor more than so many steps for one question. */
const DEEPEST = 16;
const LONGEST = 500;

/** Functions inside of functions further down are not told what they are given. */
const DEEPEST_CALLS = 2;

const SELECTING = new Set(['select', 'select_columns', 'filter', 'reindex', 'get', 'pop']);

export class Frames {
  readonly origins: Origins;
  readonly #file: PythonFile;
  readonly #busy = new Set<Expression>();
  readonly #loaded = new Map<Call, Loaded>();
  readonly #known = new Map<Expression, readonly string[]>();
  #steps = 0;
  #cuts = 0;

  /** What the parameters of the function at hand are given by the call that is followed into it. */
  readonly #given: ReadonlyMap<Binding['node'], readonly string[]>;
  readonly #depth: number;

  constructor(
    file: PythonFile,
    given: ReadonlyMap<Binding['node'], readonly string[]> = new Map(),
    depth = 0,
  ) {
    this.#file = file;
    this.origins = new Origins(file);
    this.#given = given;
    this.#depth = depth;
  }

  /** The columns of `loaded` without those that only other top-level chunks ask for. */
  columnsInChunk(origin: Origin): readonly string[] {
    const home = topChunk(origin.call.chunk);
    const { read } = evidenceOf(this.#file, origin.call);
    return this.loaded(origin).columns.filter((column) => read.get(column)?.has(home) ?? true);
  }

  /** What `origin`'s call brings into the program. */
  loaded(origin: Origin): Loaded {
    const known = this.#loaded.get(origin.call);
    const loaded = known ?? this.#load(origin);
    this.#loaded.set(origin.call, loaded);
    return loaded;
  }

  #load({ call, row }: Origin): Loaded {
    const file = this.#file;
    const { read, tables } = evidenceOf(file, call);
    const columns = new Set(read.keys());
    const asked = new Set(tables);
    const given = (key: string): Expression | undefined => {
      const filled = argumentOf(call, key, file.names);
      return filled.state === 'given' ? filled.value : undefined;
    };
    for (const key of row.columns) {
      const value = given(key);
      for (const column of value ? textsOf(value, file) : []) columns.add(column);
    }
    const sql = row.sql === undefined ? undefined : given(row.sql);
    if (sql) {
      const query = queryOf(sql, file);
      for (const column of query.columns) columns.add(column);
      for (const table of query.tables) asked.add(table);
    }
    const path = row.header && row.path !== undefined ? given(row.path) : undefined;
    const text = path && whole(template(path, file.names));
    for (const column of text === undefined ? [] : headerOf(text, file.source, file.project))
      columns.add(column);
    const data = row.data === undefined ? undefined : given(row.data);
    if (data) {
      const literal = literalColumns(data, file);
      const { vocabulary } = this.origins.table;
      if (
        literal.some(({ value }) => value && isInvented(value, file, vocabulary)) ||
        isInvented(data, file, vocabulary)
      )
        return { columns: [], tables: [] };
      for (const { name } of literal) columns.add(name);
      for (const column of this.columnsOf(data)) columns.add(column);
    }
    return { columns: [...columns], tables: [...asked] };
  }

  /** The columns that the table at `node` is known to have; empty when `node` is none or tells of nobody. */
  columnsOf(node: Expression): readonly string[] {
    const known = this.#known.get(node);
    if (known) return known;
    if (this.#busy.size === 0) this.#steps = 0;
    if (this.#busy.has(node) || this.#busy.size > DEEPEST || ++this.#steps > LONGEST) {
      this.#cuts++;
      return [];
    }
    const cuts = this.#cuts;
    this.#busy.add(node);
    const columns = [...new Set(this.#columns(node))];
    this.#busy.delete(node);
    if (this.#busy.size === 0 || this.#cuts === cuts) this.#known.set(node, columns);
    return columns;
  }

  #columns(node: Expression): readonly string[] {
    switch (node.kind) {
      case 'name': {
        const bindings = this.#file.names.bindings(node);
        return bindings?.every(({ kind }) => kind === 'import')
          ? columnsBrought(node, this.#file, columnsIn)
          : this.#remaining(node, this.#bound(bindings));
      }
      case 'attribute':
        return this.#attribute(node);
      case 'call':
        return this.#call(node);
      case 'subscript':
        return this.#subscript(node);
      case 'await':
        return node.value ? this.columnsOf(node.value) : [];
      case 'walrus':
        return this.columnsOf(node.value);
      case 'conditional':
        return [...this.columnsOf(node.consequent), ...this.columnsOf(node.alternative)];
      case 'bool':
        return [...this.columnsOf(node.left), ...this.columnsOf(node.right)];
      default:
        return [];
    }
  }

  #bound(bindings: readonly Binding[] | undefined): readonly string[] {
    return (bindings ?? []).flatMap(({ kind, value, node }) => {
      if (kind === 'param') return this.#given.get(node) ?? [];
      const holds = kind === 'assign' || kind === 'with' || kind === 'augmented';
      return holds && value ? this.columnsOf(value) : [];
    });
  }

  /** The columns without those that a statement above took out. */
  #remaining(node: Expression & { kind: 'name' }, columns: readonly string[]): readonly string[] {
    if (columns.length === 0) return columns;
    const { start } = spanOf(node);
    const gone = this.origins
      .of(node)
      .flatMap(({ call }) => evidenceOf(this.#file, call).removed)
      .filter((removal) => removal.root === node.id && spanOf(removal.node).start < start);
    return columns.filter((column) => !gone.some((removal) => removal.column === column));
  }

  #attribute(node: Attribute): readonly string[] {
    const own = this.#file.names.selfAttribute(node);
    if (own) return this.#bound(own);
    if (this.origins.table.structural.has(node.attr)) return [];
    const held = [...this.#held(node), ...columnsBrought(node, this.#file, columnsIn)];
    if (held.length > 0) return held;
    const columns = this.columnsOf(node.value);
    return columns.length === 0 || LEADING.has(node.attr)
      ? columns
      : columns.filter((column) => column === node.attr);
  }

  /** What the attribute of an object of this file's class holds. */
  #held({ value, attr }: Attribute): readonly string[] {
    return this.#file.names.resolve(value).flatMap((name) => {
      const [, owner] = /^(\.[\w.]+)\(\)$/.exec(name) ?? [];
      const found = owner === undefined ? undefined : classBy(this.#file, owner);
      return this.#bound(found?.scope?.attributes.get(attr));
    });
  }

  #subscript(node: Subscript): readonly string[] {
    const columns = this.columnsOf(node.value);
    const isTable = columns.length > 0 || this.origins.of(node.value).length > 0;
    const named = isTable ? indexedColumns(node, this.#file) : [];
    return named.length > 0 ? named : columns;
  }

  #call(node: Call): readonly string[] {
    const { names } = this.#file;
    const own = this.origins.at(node);
    if (own) {
      const { created } = evidenceOf(this.#file, node);
      return own.row.kind === 'connection'
        ? []
        : [...this.loaded(own).columns, ...created, ...this.#stored(node)];
    }
    const { passing, summarising } = this.origins.table;
    if (names.resolve(node.func).some((name) => passing.find(name).length > 0))
      return node.args
        .flatMap(({ value }) => (value.kind === 'list' || value.kind === 'tuple' ? value.items : [value]))
        .flatMap((e) => this.columnsOf(e));
    const definition = calledIn(node, this.#file);
    if (definition) {
      const returned = returnedBy(definition);
      const inner = this.#inside(node, definition);
      const columns = returned.flatMap((value) => inner.columnsOf(value));
      const loads = returned.some((value) => this.origins.of(value).some(({ row }) => row.kind === 'reader'));
      return loads ? [...columns, ...this.#stored(node)] : columns;
    }
    const brought = columnsReturned(node, this.#file, columnsIn);
    if (brought.length > 0) return brought;
    if (node.func.kind !== 'attribute' || summarising.has(node.func.attr)) return [];
    return this.#method(node, node.func.attr, this.columnsOf(node.func.value));
  }

  /** The tables as `definition` sees them where `call` calls it. */
  #inside(call: Call, definition: FunctionDef): Frames {
    if (this.#depth >= DEEPEST_CALLS) return this;
    const isMethod = definition.scope?.parent?.kind === 'class';
    const given = new Map<Binding['node'], readonly string[]>();
    definition.params.slice(isMethod ? 1 : 0).forEach((param, index) => {
      const filled = argumentOf(call, `${index}|${param.name}`, this.#file.names);
      const columns = filled.state === 'given' ? this.columnsOf(filled.value) : [];
      if (columns.length > 0) given.set(param, columns);
    });
    return given.size > 0 ? new Frames(this.#file, given, this.#depth + 1) : this;
  }

  /** The columns of a table that the file stores under the path that `node` loads. */
  #stored(node: Call): readonly string[] {
    return storedWith(node, this.#file).flatMap((value) => this.columnsOf(value));
  }

  #method(node: Call, method: string, columns: readonly string[]): readonly string[] {
    if (columns.length === 0) return columns;
    const named = namedColumns(node, this.#file);
    if (REMOVING.has(method) && method !== 'pop') return columns.filter((column) => !named.includes(column));
    if (SELECTING.has(method) && named.length > 0) return named;
    if (method === 'rename') {
      const mapping = argumentOf(node, '0|columns', this.#file.names);
      if (mapping.state !== 'given' || mapping.value.kind !== 'dict') return columns;
      const entries = mapping.value.entries.flatMap(({ key, value }) =>
        key ? [[textsOf(key, this.#file)[0], textsOf(value, this.#file)[0]] as const] : [],
      );
      const renamed = new Map(entries);
      return columns.map((column) => renamed.get(column) ?? column);
    }
    if (method === 'merge' || method === 'join')
      return [...columns, ...node.args.flatMap(({ value }) => this.columnsOf(value))];
    return columns;
  }
}

/** The columns of the table at `node`, an expression of another file. */
function columnsIn(node: Expression, file: PythonFile): readonly string[] {
  return framesOf(file).columnsOf(node);
}

/** The tables of `file`, for one question: answers hold what they were worked out from, so nothing is shared. */
export function framesOf(file: PythonFile): Frames {
  return new Frames(file);
}

/** All calls of a file that tables come from, in the order of the text. */
export const tableCalls: (file: PythonFile) => readonly Origin[] = gathered((file, chunk) => {
  const origins = new Origins(file);
  return boundOf(chunk).calls.flatMap(({ call }) => origins.at(call) ?? []);
});
