/**
 * The words by which code tells that something stands before a model: a check of the caller, a limit on how often he may
 * ask, a record of what he asked (`rules/models/`), compiled. Knows the notation of the tables, no framework.
 */
import type { PythonFile } from '../file.ts';
import { type NameIndex, namesOf } from '../patterns.ts';

/** What may stand before a model. */
export type Safeguard = 'authentication' | 'rate-limit' | 'record';

/** The table that speaks of each, and its key in there. */
const TABLES: Readonly<Record<Safeguard, string>> = {
  authentication: 'caller-checks',
  'rate-limit': 'rate-limits',
  record: 'request-records',
};

export interface Vocabulary {
  /** Words of identifiers that tell of it anywhere. */
  readonly strong: ReadonlySet<string>;
  /** Words that do so only in the name of a dependency, decorator or middleware. */
  readonly weak: ReadonlySet<string>;
  /** Words that do so together. */
  readonly pairs: readonly (readonly string[])[];
  /** Full names of calls and types that are the safeguard wherever they stand. */
  readonly names: NameIndex<true>;
  /** Finds in a text what the `names` are about. */
  readonly libraries: RegExp;
  /** Arguments of a declaration, router or app that bring it. */
  readonly arguments: ReadonlySet<string>;
  /** Words of middlewares that do something else; any other unknown one might be the safeguard. */
  readonly harmless: ReadonlySet<string>;
  /** Status codes that only the safeguard answers with. */
  readonly statuses: ReadonlySet<number>;
  /** Packages that bring it, as they are installed. */
  readonly packages: readonly string[];
}

interface Row {
  readonly strong?: string[];
  readonly weak?: string[];
  readonly pairs?: string[][];
  readonly names?: string[];
  readonly arguments?: string[];
  readonly harmless?: string[];
  readonly statuses?: number[];
  readonly packages?: string[];
}

/** The longest part of a full name. */
function distinctive(name: string): string {
  const parts = name.split('.').filter((part) => /^\w+$/.test(part));
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

function compile(row: Row): Vocabulary {
  const { names = [] } = row;
  return {
    strong: new Set(row.strong),
    weak: new Set(row.weak),
    pairs: row.pairs ?? [],
    names: namesOf(names),
    libraries: new RegExp(names.map(distinctive).join('|') || '^$'),
    arguments: new Set(row.arguments),
    harmless: new Set(row.harmless),
    statuses: new Set(row.statuses),
    packages: row.packages ?? [],
  };
}

const compiled = new WeakMap<object, Map<Safeguard, Vocabulary>>();

/** The words for `safeguard` as the rule set of `file` knows them; compiled once per rule set. */
export function vocabularyOf(file: PythonFile, safeguard: Safeguard): Vocabulary {
  const { tables } = file.models;
  const known = compiled.get(tables) ?? new Map<Safeguard, Vocabulary>();
  compiled.set(tables, known);
  let vocabulary = known.get(safeguard);
  if (!vocabulary) {
    const table = tables[TABLES[safeguard]] as Readonly<Record<string, Row>> | undefined;
    vocabulary = compile(table?.[safeguard] ?? {});
    known.set(safeguard, vocabulary);
  }
  return vocabulary;
}
