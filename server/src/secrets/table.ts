/**
 * Tables of secrets (`rules/models/provider-keys.yaml` and its like), compiled into one scanner for all of them: however
 * many forms there are, a text is gone through once. Knows the notation of the tables; which providers there are is data.
 */
import { type Check, checkNamed } from './checks.ts';
import { type Keyword, type Keywords, keywordsOf } from './keywords.ts';
import { NAME_WORDS } from './named.ts';

/** A row of a table. Either `starts` or `near` says where to look. */
interface Row {
  readonly name: string;
  /** The environment variable that the provider's own client reads. */
  readonly variable?: string;
  /** Literal beginnings of the secret, or, with `back`, texts inside of it. */
  readonly starts?: readonly string[];
  /** How many characters of the secret stand before the `starts`, at least and at most. */
  readonly back?: readonly [number, number];
  /** Words before a secret without a form of its own: `MISTRAL_API_KEY = "…"`. Any case. */
  readonly near?: readonly string[];
  /** The whole secret, or, with a group `secret`, what it stands in. Must not backtrack (`test/secrets/patterns.test.ts`). */
  readonly pattern: string;
  /** What must stand behind the pattern, for secrets of many lines. */
  readonly 'followed-by'?: string;
  /** Bits per character of what follows the beginning; 0 where the secret is no random text. */
  readonly entropy?: number;
  /** What else tells the real ones (`checks.ts`). */
  readonly check?: string;
  /** Texts before it that make it public: what signs an address that anybody may open. */
  readonly 'not-behind'?: readonly string[];
  /** People choose it, so that examples and tests have one that opens nothing. */
  readonly chosen?: true;
}

export interface SecretTable {
  readonly keys: readonly Row[];
}

/** A kind of secret. */
export interface SecretKind {
  /** The table that it stands in. */
  readonly table: string;
  readonly name: string;
  readonly variable: string | undefined;
  readonly entropy: number;
  readonly back: readonly [number, number];
  /** Sticky. */
  readonly pattern: RegExp;
  /** The pattern's group `secret` is the secret. */
  readonly grouped: boolean;
  /** Sticky; what must follow, or undefined. */
  readonly followedBy: RegExp | undefined;
  readonly check: Check | undefined;
  readonly chosen: boolean;
  readonly notBehind: readonly string[];
}

/** What to try where a word was seen: kinds that begin there, kinds that stand behind it, or a name with any value. */
export interface Seen {
  readonly starts: readonly SecretKind[];
  readonly near: readonly SecretKind[];
  readonly names: boolean;
}

/** All tables together. */
export interface Forms {
  readonly words: Keywords<Seen>;
  /** Beginnings of secrets that may go over several lines. */
  readonly long: readonly string[];
}

/** What one table, or `NAMED`, says of a text. */
export interface Scanner {
  readonly forms: Forms;
  readonly table: string;
}

/** Credentials that only their name gives away stand in no table. */
export const NAMED = 'named';

const DEFAULT_ENTROPY = 3.5;

/** In a pattern: what may match the end of a line; a class that leaves out all space may not. */
const LINES = /\\[snrSWD]|\[\^/;
const SPACELESS = /\[\^\\s[^\]]*\]/g;

function mayEndLine(pattern: string): boolean {
  return LINES.test(pattern.replace(SPACELESS, ''));
}

function kindOf(table: string, row: Row): SecretKind {
  const { name, variable, entropy = DEFAULT_ENTROPY, pattern, back = [0, 0], check } = row;
  const behind = row['followed-by'];
  const grouped = pattern.includes('(?<secret>');
  return {
    table,
    name,
    variable,
    entropy,
    back,
    pattern: new RegExp(pattern, grouped ? 'yd' : 'y'),
    grouped,
    followedBy: behind === undefined ? undefined : new RegExp(behind, 'y'),
    check: check === undefined ? undefined : checkNamed(check),
    chosen: row.chosen === true,
    notBehind: row['not-behind'] ?? [],
  };
}

function isTable(value: unknown): value is SecretTable {
  const keys = (value as Partial<SecretTable> | undefined)?.keys;
  return Array.isArray(keys) && keys.every((row) => typeof row?.pattern === 'string');
}

function compileTables(tables: Readonly<Record<string, unknown>>): Forms {
  const exact = new Map<string, SecretKind[]>();
  const near = new Map<string, SecretKind[]>();
  const file = (map: Map<string, SecretKind[]>, word: string, kind: SecretKind): void => {
    map.set(word, [...(map.get(word) ?? []), kind]);
  };
  const long: string[] = [];
  for (const [name, table] of Object.entries(tables)) {
    if (!isTable(table)) continue;
    for (const row of table.keys) {
      const kind = kindOf(name, row);
      if (kind.followedBy || mayEndLine(row.pattern)) long.push(...(row.starts ?? []));
      for (const start of row.starts ?? []) file(exact, start, kind);
      for (const word of row.near ?? []) file(near, word.toLowerCase(), kind);
    }
  }
  const words: Keyword<Seen>[] = [];
  for (const [word, starts] of exact)
    words.push({ word, exact: true, value: { starts, near: [], names: false } });
  for (const word of new Set([...near.keys(), ...NAME_WORDS]))
    words.push({
      word,
      exact: false,
      value: { starts: [], near: near.get(word) ?? [], names: NAME_WORDS.includes(word) },
    });
  return { words: keywordsOf(words), long };
}

const compiled = new WeakMap<object, Forms>();
const scanners = new WeakMap<Forms, Map<string, Scanner>>();

/** The scanner of all `tables`; compiled once. Throws on a pattern that is none: the project's own tables must not. */
export function formsOf(tables: Readonly<Record<string, unknown>>): Forms {
  const forms = compiled.get(tables) ?? compileTables(tables);
  compiled.set(tables, forms);
  return forms;
}

/** What the table called `name`, or `NAMED`, says. Throws when there is no such table. */
export function scannerNamed(tables: Readonly<Record<string, unknown>>, name: string): Scanner {
  if (name !== NAMED && !isTable(tables[name]))
    throw new Error(`there is no table rules/models/${name}.yaml`);
  const forms = formsOf(tables);
  const known = scanners.get(forms) ?? new Map<string, Scanner>();
  scanners.set(forms, known);
  const scanner = known.get(name) ?? { forms, table: name };
  known.set(name, scanner);
  return scanner;
}
