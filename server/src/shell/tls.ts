/**
 * Commands and variables that switch off the check of certificates or package signatures, where a word alone does not
 * say it: letters in a cluster, keys and values. Knows the command model and the table's form.
 */
import type { Edit, RuleSet, Span } from '../engine/types.ts';
import { withoutFirstWord, withoutWord } from './edits.ts';
import type { Program, Script, SimpleCommand, Word } from './model.ts';
import { commandsOf } from './walk.ts';

export interface Weakness {
  readonly command: SimpleCommand;
  /** The words that do it. */
  readonly span: Span;
  /** How they are called in a message. */
  readonly what: string;
  /** Makes the check happen again; absent where no small edit does. */
  readonly edit?: Edit | undefined;
}

interface Switch {
  readonly off: string;
  readonly on?: string;
}

interface Setting extends Switch {
  readonly programs: readonly string[];
  /** One of them stands before the key. */
  readonly verbs?: readonly string[];
  readonly key: string;
}

/** The form of `rules/models/tls-switches.yaml`. */
export interface TlsTable {
  readonly hosts: readonly { readonly programs: readonly string[]; readonly option: string }[];
  readonly settings: readonly Setting[];
  readonly options: readonly Setting[];
  readonly variables: readonly (Switch & { readonly name: string })[];
}

/** The table among `models`; empty when the rule set has none. */
export function tlsTable(models: RuleSet['models']): TlsTable {
  return (
    (models['tls-switches'] as TlsTable | undefined) ?? {
      hosts: [],
      settings: [],
      options: [],
      variables: [],
    }
  );
}

/** A host of this machine proves nothing by a certificate. */
const LOCAL = /^(?:\w+:\/\/)?(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[?::1\]?)(?![\w.-])/;

/** Short options of curl whose value is the rest of the word. */
const CURL_VALUED = /[AbCcdDeEFHhKmoPQrtTuUwxXyYz]/;

function whole(pattern: string, text: string): boolean {
  return new RegExp(`^(?:${pattern})$`).test(text);
}

/** The `k` among the short options of a curl word, as an index, or undefined. */
function insecureLetter(text: string): number | undefined {
  if (!/^-[a-zA-Z0-9#]/.test(text)) return undefined;
  for (let at = 1; at < text.length; at++) {
    if (text[at] === 'k') return at;
    if (CURL_VALUED.test(text[at] ?? '')) return undefined;
  }
  return undefined;
}

type Found = Omit<Weakness, 'command'>;

function cluster(text: string, word: Word, from: number): Found[] {
  const { text: value } = word.value;
  const at = word.state === 'known' ? insecureLetter(value) : undefined;
  if (at === undefined) return [];
  const start = word.span.start + at;
  if (text.slice(word.span.start, word.span.end) !== value) return [{ span: word.span, what: value }];
  const edit =
    value.length === 2 ? withoutWord(text, word.span, from) : { span: { start, end: start + 1 }, text: '' };
  return [{ span: word.span, what: value, edit }];
}

function host(text: string, option: string, words: readonly Word[], index: number, from: number): Found[] {
  const word = words[index];
  const next = words[index + 1];
  if (!word) return [];
  const joined = word.value.text.startsWith(`${option}=`);
  if (!joined && (word.value.text !== option || !next)) return [];
  const name = joined ? word.value.text.slice(option.length + 1) : (next?.value.text ?? '');
  if (LOCAL.test(name)) return [];
  const span = { start: word.span.start, end: joined || !next ? word.span.end : next.span.end };
  return [{ span, what: option, edit: withoutWord(text, span, from) }];
}

function setting(table: TlsTable, { name, arguments: words }: Program, index: number): Found[] {
  const word = words[index];
  const next = words[index + 1];
  if (!word) return [];
  const { text } = word.value;
  const behind = (verb: string): boolean =>
    words.slice(0, index).some(({ value }) => value.text.replace(/^--/, '') === verb);
  const fits = ({ programs, verbs, key, off }: Setting, written: string, value: string): boolean =>
    programs.includes(name) && whole(key, written) && whole(off, value) && (verbs?.some(behind) ?? true);
  const pair = next && table.settings.find((entry) => fits(entry, text, next.value.text));
  if (pair) {
    const span = { start: word.span.start, end: next.span.end };
    const what = `${text} ${next.value.text}`;
    return [{ span, what, ...(pair.on === undefined ? {} : { edit: { span: next.span, text: pair.on } }) }];
  }
  const equals = text.lastIndexOf('=');
  const value = text.slice(equals + 1);
  const option =
    equals > 0 ? table.options.find((entry) => fits(entry, text.slice(0, equals), value)) : undefined;
  if (!option) return [];
  const { start, end } = word.span;
  const plain = option.on !== undefined && end - start === text.length;
  return [
    {
      span: word.span,
      what: text,
      ...(plain ? { edit: { span: { start: end - value.length, end }, text: option.on ?? '' } } : {}),
    },
  ];
}

function ofProgram(text: string, table: TlsTable, command: SimpleCommand, program: Program): Found[] {
  const { name, arguments: words } = program;
  if (words.some(({ value }) => LOCAL.test(value.text))) return [];
  const from = command.span.start;
  const option = table.hosts.find(({ programs }) => programs.includes(name))?.option;
  return words.flatMap((word, index) => [
    ...(name === 'curl' ? cluster(text, word, from) : []),
    ...(option === undefined ? [] : host(text, option, words, index, from)),
    ...setting(table, program, index),
  ]);
}

/** Whether setting `name` to `value` switches a check off: `on` is the value that does not, where there is one. */
export function weakVariable(
  table: TlsTable,
  name: string,
  value: string,
): { readonly on?: string } | undefined {
  const variable = table.variables.find((entry) => entry.name === name && whole(entry.off, value));
  if (!variable || LOCAL.test(value)) return undefined;
  return variable.on === undefined ? {} : { on: variable.on };
}

function assigned(text: string, table: TlsTable, command: SimpleCommand): Found[] {
  return command.assignments.flatMap(({ name, value, span }): Found[] => {
    const weak = value?.state === 'known' ? weakVariable(table, name, value.value.text) : undefined;
    if (!value || !weak) return [];
    if (weak.on !== undefined) return [{ span, what: name, edit: { span: value.span, text: weak.on } }];
    const before = command.words.some((word) => word.span.start > span.end);
    return [{ span, what: name, ...(before ? { edit: withoutFirstWord(text, span) } : {}) }];
  });
}

/** Every place of `script` where a check is switched off. `text`: the file that the script stands in. */
export function tlsOff(text: string, script: Script, table: TlsTable): Weakness[] {
  return commandsOf(script).flatMap((command) =>
    [
      ...assigned(text, table, command),
      ...(command.program ? ofProgram(text, table, command, command.program) : []),
    ].map((found) => ({ command, ...found })),
  );
}
