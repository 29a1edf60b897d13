/**
 * The table `rules/models/data-frames.yaml`, compiled: which calls load, make, hand on and write tables of data.
 * Which columns are personal is not its business.
 */

import { type Vocabulary, vocabularyOf } from '../../personal/vocabulary.ts';
import { NameIndex } from '../patterns.ts';

/** A call that a table of data comes from. Arguments in the notation of `argumentOf`. */
export interface FrameRow {
  readonly kind: 'reader' | 'connection' | 'constructor';
  /** Where the data lie: a path or an address. */
  readonly path?: string;
  /** The data themselves, of a constructor. */
  readonly data?: string;
  readonly sql?: string;
  /** The connection that a query runs on. */
  readonly connection?: string;
  /** Arguments that name columns. */
  readonly columns: readonly string[];
  readonly format: string;
  /** The first line of the file names the columns. */
  readonly header: boolean;
  /** A database that is a file. */
  readonly file: boolean;
}

export interface WriterRow {
  readonly path: string;
  readonly format: string;
}

export interface DumperRow {
  readonly value: string;
  readonly path: string;
}

export interface FrameTable {
  readonly frames: NameIndex<FrameRow>;
  readonly passing: NameIndex<true>;
  readonly writers: ReadonlyMap<string, WriterRow>;
  readonly dumpers: NameIndex<DumperRow>;
  readonly naming: ReadonlySet<string>;
  readonly summarising: ReadonlySet<string>;
  readonly structural: ReadonlySet<string>;
  readonly vocabulary: Vocabulary;
  /** The first parts of the names of all these functions. */
  readonly modules: ReadonlySet<string>;
}

interface WrittenRow {
  readonly calls: readonly string[];
  readonly path?: string;
  readonly url?: string;
  readonly data?: string;
  readonly sql?: string;
  readonly connection?: string;
  readonly columns?: readonly string[];
  readonly format?: string;
  readonly header?: boolean;
  readonly file?: boolean;
}

interface Written {
  readonly readers: readonly WrittenRow[];
  readonly connections: readonly WrittenRow[];
  readonly constructors: readonly WrittenRow[];
  readonly passing: readonly string[];
  readonly writers: Readonly<Record<string, WriterRow>>;
  readonly dumpers: Readonly<Record<string, readonly string[]>>;
  readonly naming: string;
  readonly summarising: string;
  readonly structural: string;
}

function row(kind: FrameRow['kind'], written: WrittenRow): FrameRow {
  const { path = written.url, data, sql, connection } = written;
  return {
    kind,
    ...(path === undefined ? {} : { path }),
    ...(data === undefined ? {} : { data }),
    ...(sql === undefined ? {} : { sql }),
    ...(connection === undefined ? {} : { connection }),
    columns: written.columns ?? [],
    format: written.format ?? kind,
    header: written.header === true,
    file: written.file === true,
  };
}

function set(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}

function compile(tables: Readonly<Record<string, unknown>>): FrameTable {
  const written = tables['data-frames'] as Written;
  const frames = new NameIndex<FrameRow>();
  const modules = new Set<string>();
  const add = (kind: FrameRow['kind'], rows: readonly WrittenRow[]): void => {
    for (const one of rows) {
      for (const name of one.calls) {
        frames.add(name, row(kind, one));
        modules.add(name.split('.')[0] ?? name);
      }
    }
  };
  add('reader', written.readers);
  add('connection', written.connections);
  add('constructor', written.constructors);
  const passing = new NameIndex<true>();
  for (const name of written.passing) passing.add(name, true);
  const dumpers = new NameIndex<DumperRow>();
  for (const [name, [value = '0', path = '1']] of Object.entries(written.dumpers)) {
    dumpers.add(name, { value, path });
    modules.add(name.split('.')[0] ?? name);
  }
  return {
    frames,
    passing,
    writers: new Map(Object.entries(written.writers)),
    dumpers,
    naming: set(written.naming),
    summarising: set(written.summarising),
    structural: set(written.structural),
    vocabulary: vocabularyOf(tables['personal-data']),
    modules,
  };
}

const compiled = new WeakMap<Readonly<Record<string, unknown>>, FrameTable>();

/** The table of a rule set's `models`; compiled when first asked for. */
export function frameTable(tables: Readonly<Record<string, unknown>>): FrameTable {
  const table = compiled.get(tables) ?? compile(tables);
  compiled.set(tables, table);
  return table;
}
