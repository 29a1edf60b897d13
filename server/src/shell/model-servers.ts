/**
 * Programs that serve models, as they are started: whether they ask for a key, and whether they let strangers manage the
 * models. Knows commands and the notation of the table `model-servers`.
 */
import type { Program, Word } from './model.ts';

interface Server {
  readonly name: string;
  readonly programs: readonly string[];
  readonly verb?: string;
  readonly key: readonly string[];
  readonly settings?: readonly string[];
  readonly variable?: readonly string[];
  readonly local?: boolean;
}

interface Management {
  readonly name: string;
  readonly programs: readonly string[];
  readonly option: string;
  readonly value?: string;
  readonly unless?: string;
  readonly remove?: boolean;
  readonly what: string;
}

interface Variable {
  readonly variable: string;
  readonly value: string;
  readonly what: string;
}

export interface ServerTable {
  readonly servers: readonly Server[];
  readonly management: readonly Management[];
  readonly variables: readonly Variable[];
}

/** The table of a rule set. */
export function serverTable(models: Readonly<Record<string, unknown>>): ServerTable {
  const table = models['model-servers'] as Partial<ServerTable> | undefined;
  return {
    servers: table?.servers ?? [],
    management: table?.management ?? [],
    variables: table?.variables ?? [],
  };
}

const LOCAL = /^(localhost|127\.|::1$|\[::1\])/;

function text({ state, value }: Word): string | undefined {
  return state === 'known' ? value.text : undefined;
}

/** `--name` of `--name=value`. */
function optionOf(word: Word): string | undefined {
  return /^--?[\w.-]+/.exec(word.value.text)?.[0];
}

interface Given {
  readonly word: Word;
  /** Undefined where it is not known. */
  readonly value: string | undefined;
}

function given(words: readonly Word[], option: string): Given | undefined {
  const at = words.findIndex((word) => optionOf(word) === option);
  const word = words[at];
  if (!word) return undefined;
  const own = /^--?[\w.-]+=(.*)$/s.exec(word.value.text)?.[1];
  const next = words[at + 1];
  return { word, value: word.state === 'known' && own !== undefined ? own : next && text(next) };
}

/** A server that is started without a key. */
export interface KeylessServer {
  readonly name: string;
  /** Options and variables that bring a key. */
  readonly keys: readonly string[];
  readonly variables: readonly string[];
}

/** The server that `program` starts without asking anybody for a key; undefined where that is not sure. */
export function keylessServer(table: ServerTable, program: Program): KeylessServer | undefined {
  const { name, arguments: words } = program;
  const server = table.servers.find(
    ({ programs, verb }) =>
      programs.includes(name) && (verb === undefined || words.some((word) => text(word) === verb)),
  );
  if (!server) return undefined;
  // What is not known may be the option.
  if (words.some(({ state, parts }) => state === 'unknown' && parts.some(({ quoted }) => !quoted)))
    return undefined;
  const { key, settings = [], variable = [], local } = server;
  if ([...key, ...settings].some((option) => given(words, option))) return undefined;
  const host = given(words, '--host');
  if (host ? host.value === undefined || LOCAL.test(host.value) : local) return undefined;
  return { name: server.name, keys: key, variables: variable };
}

/** An option that lets strangers manage models. */
export interface OpenManagement {
  readonly name: string;
  readonly what: string;
  readonly word: Word;
  /** Without the word all is well. */
  readonly remove: boolean;
}

/** What of this kind `program` is given. */
export function openManagement(table: ServerTable, program: Program): OpenManagement[] {
  const { name, arguments: words } = program;
  return table.management.flatMap(({ programs, option, value, unless, remove = false, ...row }) => {
    const found = programs.includes(name) ? given(words, option) : undefined;
    if (!found || (unless !== undefined && given(words, unless))) return [];
    if (value !== undefined && !(found.value !== undefined && new RegExp(`^(?:${value})$`).test(found.value)))
      return [];
    return [{ name: row.name, what: row.what, word: found.word, remove }];
  });
}

/** What setting an environment variable opens. */
export function opensByVariable(table: ServerTable, name: string, value: string): string | undefined {
  return table.variables.find(
    (row) => row.variable === name && new RegExp(`^(?:${row.value})$`, 'i').test(value),
  )?.what;
}
