/**
 * Which names of columns mean data about people. Works on words alone; what a table or a file is, it does not know.
 * The names are data: `rules/models/personal-data.yaml` says how they are read.
 */

import { wordsOf } from './words.ts';

/** The table as written. */
interface Table {
  readonly direct: readonly (readonly string[])[];
  readonly sensitive: readonly (readonly string[])[];
  readonly weak: Readonly<Record<string, readonly string[]>>;
  readonly identifying: readonly string[];
  readonly pairs: Readonly<Record<string, readonly string[]>>;
  readonly people: string;
  readonly modifiers: string;
  readonly traps: readonly (readonly string[])[];
  readonly beside: Readonly<Record<string, readonly string[]>>;
  readonly counting: readonly string[];
  readonly protected: readonly string[];
  readonly files: readonly string[];
  readonly public: string;
  readonly invented: string;
  readonly 'public-hosts': readonly string[];
  readonly 'sealed-words': readonly string[];
  readonly 'sealed-endings': readonly string[];
  readonly generators: readonly string[];
}

/** A name of the table: `strong` alone makes personal, others by group. */
interface Entry {
  readonly words: readonly string[];
  readonly group: string;
  readonly strong: boolean;
  /** Tells by itself who somebody is. */
  readonly direct: boolean;
}

export interface Vocabulary {
  /** Names by their first word. */
  readonly entries: ReadonlyMap<string, readonly Entry[]>;
  /** Names by their letters without gaps. */
  readonly joined: ReadonlyMap<string, Entry>;
  readonly pairs: readonly { readonly entry: Entry; readonly parts: readonly string[] }[];
  readonly people: ReadonlySet<string>;
  readonly companions: ReadonlySet<string>;
  readonly traps: ReadonlySet<string>;
  readonly beside: ReadonlyMap<string, ReadonlySet<string>>;
  readonly counting: ReadonlySet<string>;
  readonly protected: ReadonlySet<string>;
  readonly files: readonly (readonly string[])[];
  readonly aside: ReadonlySet<string>;
  readonly publicHosts: readonly string[];
  readonly sealedWords: ReadonlySet<string>;
  readonly sealedEndings: ReadonlySet<string>;
  readonly generators: readonly string[];
  /** What has been found out about names of columns. */
  readonly read: Map<string, ReadColumn>;
}

/** A column's name, its words, and the name of the table that it is. */
interface ReadColumn {
  readonly column: string;
  readonly words: readonly string[];
  readonly entry: Entry | undefined;
}

/** More names are not remembered. */
const MOST = 20_000;

/** What makes a table personal: the columns, as written; `strong` when one of them alone would do. */
export interface Label {
  readonly columns: readonly string[];
  readonly strong: boolean;
  /** Whether a column tells who somebody is; otherwise they tell about somebody whose name is not there. */
  readonly direct: boolean;
}

function words(list: string): string[] {
  return list.split(/\s+/).filter((word) => word !== '');
}

/** Reads the table of `rules/models/personal-data.yaml`. */
export function vocabularyOf(written: unknown): Vocabulary {
  const table = written as Table;
  const all: Entry[] = [];
  const add = (name: string, group: string, strong: boolean, direct: boolean): void => {
    all.push({ words: words(name), group, strong, direct });
  };
  for (const name of table.direct.flat()) add(name, name, true, true);
  for (const name of table.sensitive.flat()) add(name, name, true, false);
  for (const [group, names] of Object.entries(table.weak))
    for (const name of names) add(name, group, false, table.identifying.includes(group));
  const entries = new Map<string, Entry[]>();
  for (const entry of all) {
    const first = entry.words[0] ?? '';
    entries.set(first, [...(entries.get(first) ?? []), entry]);
  }
  for (const list of entries.values()) list.sort((a, b) => b.words.length - a.words.length);
  const pairs = Object.entries(table.pairs).flatMap(([name, parts]) => {
    const entry = all.find((e) => e.words.join(' ') === name);
    return entry ? [{ entry, parts }] : [];
  });
  const people = new Set(words(table.people));
  return {
    entries,
    joined: new Map(all.map((entry) => [entry.words.join(''), entry])),
    pairs,
    people,
    companions: new Set([...people, ...words(table.modifiers)]),
    traps: new Set(table.traps.flat()),
    beside: new Map(Object.entries(table.beside).map(([name, list]) => [name, new Set(list)])),
    counting: new Set(table.counting),
    protected: new Set(table.protected),
    files: table.files.map(words),
    aside: new Set([...words(table.public), ...words(table.invented)]),
    publicHosts: table['public-hosts'],
    sealedWords: new Set(table['sealed-words']),
    sealedEndings: new Set(table['sealed-endings']),
    generators: table.generators,
    read: new Map(),
  };
}

/** A word in the forms in which it may stand in a name: `emails`, `email2`. */
function sameWord(word: string, wanted: string): boolean {
  if (word === wanted) return true;
  const bare = word.replace(/\d+$/, '');
  return (
    bare === wanted ||
    bare === `${wanted}s` ||
    bare === `${wanted}es` ||
    (wanted.endsWith('y') && bare === `${wanted.slice(0, -1)}ies`)
  );
}

function singular(word: string): string[] {
  const bare = word.replace(/\d+$/, '');
  return [word, bare, bare.replace(/s$/, ''), bare.replace(/es$/, ''), bare.replace(/ies$/, 'y')];
}

/** The position of `wanted` in `given`, or -1. */
function positionOf(given: readonly string[], wanted: readonly string[]): number {
  for (let start = 0; start + wanted.length <= given.length; start++) {
    if (wanted.every((word, index) => sameWord(given[start + index] ?? '', word))) return start;
  }
  return -1;
}

/** The name of the table that a column's name is. */
function entryOf(column: readonly string[], vocabulary: Vocabulary): Entry | undefined {
  const { entries, joined, traps, companions, people } = vocabulary;
  const name = column.join(' ');
  if (traps.has(name) || vocabulary.protected.has(column.at(-1) ?? '')) return undefined;
  if (vocabulary.counting.has(column[0] ?? '')) return undefined;
  const whole = joined.get(column.join('').replace(/\d+$/, '')) ?? joined.get(column.join(''));
  if (whole) return whole;
  const candidates = column.flatMap(singular).flatMap((word) => entries.get(word) ?? []);
  for (const entry of candidates.sort((a, b) => b.words.length - a.words.length)) {
    const start = positionOf(column, entry.words);
    if (start < 0) continue;
    const rest = [...column.slice(0, start), ...column.slice(start + entry.words.length)];
    const beside = entry.strong ? companions : people;
    const neutral = (word: string): boolean =>
      /^\d+$/.test(word) || beside.has(word) || (entry.strong && joined.get(word)?.strong === true);
    if (rest.every(neutral)) return entry;
  }
  return undefined;
}

function readColumn(column: string, vocabulary: Vocabulary): ReadColumn {
  const known = vocabulary.read.get(column);
  if (known) return known;
  const list = wordsOf(column);
  const entry = list.length === 0 || list.length > 5 ? undefined : entryOf(list, vocabulary);
  const found = { column, words: list, entry };
  if (vocabulary.read.size > MOST) vocabulary.read.clear();
  vocabulary.read.set(column, found);
  return found;
}

/** The names of columns among `columns` that mean a person, with the name of the table that each is. */
function personal(columns: readonly string[], vocabulary: Vocabulary): { column: string; entry: Entry }[] {
  const split = columns.map((column) => readColumn(column, vocabulary));
  const stands = (word: string): boolean => split.some(({ words: list }) => list.includes(word));
  const found = split.flatMap(({ column, entry }) => {
    if (!entry) return [];
    const contrary = entry.words.length === 1 ? vocabulary.beside.get(entry.words[0] ?? '') : undefined;
    return contrary && [...contrary].some(stands) ? [] : [{ column, entry }];
  });
  for (const { entry, parts } of vocabulary.pairs) {
    const both = parts.map((part) => split.find(({ words: list }) => list.at(-1) === part)?.column);
    const [first] = both;
    if (first !== undefined && both.every((column) => column !== undefined))
      found.push({ column: first, entry });
  }
  return found;
}

/** What makes a table with these columns personal, or undefined when nothing does. */
export function labelOf(columns: readonly string[], vocabulary: Vocabulary): Label | undefined {
  const found = personal(columns, vocabulary);
  const strong = found.some(({ entry }) => entry.strong);
  if (!strong && new Set(found.map(({ entry }) => entry.group)).size < 2) return undefined;
  const direct = found.some(({ entry }) => entry.direct);
  return { columns: [...new Set(found.map(({ column }) => column))], strong, direct };
}

/** Whether a column alone holds data of a person: a direct or sensitive name. */
export function isStrong(column: string, vocabulary: Vocabulary): boolean {
  return labelOf([column], vocabulary)?.strong === true;
}

/** Whether the name of a file says that people are described in it. */
export function namesPeople(fileName: string, vocabulary: Vocabulary): boolean {
  const list = wordsOf(fileName);
  return vocabulary.files.some((wanted) => positionOf(list, wanted) >= 0);
}
