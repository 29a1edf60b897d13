/**
 * Tables of secrets (`rules/models/provider-keys.yaml`), compiled for one pass over a text. Knows the notation of the
 * tables; which providers there are is data.
 */

/** A row of a table. Either `starts` or `near` says where to look. */
interface Row {
  readonly name: string;
  /** The environment variable that the provider's own client reads. */
  readonly variable?: string;
  /** Literal beginnings of the secret. */
  readonly starts?: readonly string[];
  /** Words before a secret without a form of its own: `MISTRAL_API_KEY = "…"`. Any case. */
  readonly near?: readonly string[];
  /** The whole secret. No pattern may backtrack over more than a secret's length. */
  readonly pattern: string;
  /** What must stand behind the pattern, for secrets of many lines. */
  readonly 'followed-by'?: string;
  /** Bits per character of what follows the beginning; 0 where the secret is no random text. */
  readonly entropy?: number;
}

export interface SecretTable {
  readonly keys: readonly Row[];
}

/** A kind of secret. */
export interface SecretKind {
  readonly name: string;
  readonly variable: string | undefined;
  readonly entropy: number;
  /** Sticky. */
  readonly pattern: RegExp;
  /** Sticky; what must follow, or undefined. */
  readonly followedBy: RegExp | undefined;
}

/** What to try where a beginning or a word was seen. */
export interface Candidates {
  /** Finds the beginnings, or the words; global. */
  readonly seen: RegExp;
  readonly kinds: ReadonlyMap<string, readonly SecretKind[]>;
}

export interface Scanner {
  readonly starts: Candidates;
  readonly near: Candidates;
  /** Beginnings of secrets that may go over several lines. */
  readonly long: readonly string[];
}

const DEFAULT_ENTROPY = 3.5;

/** In a pattern: what may match the end of a line. */
const LINES = /\\[snrSWD]|\[\^/;

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** One pattern for all words, the longest first; one that matches nowhere when there are none. */
function anyOf(words: Iterable<string>, flags: string): RegExp {
  const longestFirst = [...words].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.length > 0 ? longestFirst.map(literally).join('|') : '(?!)', flags);
}

function kindOf(row: Row): SecretKind {
  const { name, variable, entropy = DEFAULT_ENTROPY, pattern } = row;
  const behind = row['followed-by'];
  return {
    name,
    variable,
    entropy,
    pattern: new RegExp(pattern, 'y'),
    followedBy: behind === undefined ? undefined : new RegExp(behind, 'y'),
  };
}

function compileTable({ keys }: SecretTable): Scanner {
  const starts = new Map<string, SecretKind[]>();
  const near = new Map<string, SecretKind[]>();
  const file = (map: Map<string, SecretKind[]>, word: string, kind: SecretKind): void => {
    map.set(word, [...(map.get(word) ?? []), kind]);
  };
  const long: string[] = [];
  for (const row of keys) {
    const kind = kindOf(row);
    if (kind.followedBy || LINES.test(row.pattern)) long.push(...(row.starts ?? []));
    for (const start of row.starts ?? []) file(starts, start, kind);
    for (const word of row.near ?? []) file(near, word.toLowerCase(), kind);
  }
  return {
    starts: { seen: anyOf(starts.keys(), 'g'), kinds: starts },
    near: { seen: anyOf(near.keys(), 'gi'), kinds: near },
    long,
  };
}

const scanners = new WeakMap<SecretTable, Scanner>();

/** The scanner of `table`; compiled once. Throws on a pattern that is none: the project's own tables must not. */
export function scannerOf(table: SecretTable): Scanner {
  const scanner = scanners.get(table) ?? compileTable(table);
  scanners.set(table, scanner);
  return scanner;
}

/** The scanner of a table by its name. Throws when there is no such table. */
export function scannerNamed(tables: Readonly<Record<string, unknown>>, name: string): Scanner {
  const table = tables[name] as SecretTable | undefined;
  if (!table) throw new Error(`there is no table rules/models/${name}.yaml`);
  return scannerOf(table);
}
