/** Where the commands of pip, uv and conda take packages from. Knows the command model and these programs' options. */
import type { Span } from '../engine/types.ts';
import type { Program, Word } from './model.ts';

export interface PackageIndex {
  /** As pip calls the option, whatever the program; `channel` for conda's. */
  readonly option: 'index-url' | 'extra-index-url' | 'find-links' | 'channel';
  /** The URL or channel as written, without user and password. */
  readonly value: string;
  /** Nothing of the value is left to a variable. */
  readonly known: boolean;
  /** Option and value. */
  readonly span: Span;
  /** The value's own place, where it is written in one piece. */
  readonly valueSpan: Span;
  /** uv reads it, which takes a package from the first index that has it, extra ones first, unless told otherwise. */
  readonly uv: boolean;
}

const PIP: Readonly<Record<string, PackageIndex['option']>> = {
  '-i': 'index-url',
  '--index-url': 'index-url',
  '--default-index': 'index-url',
  '--extra-index-url': 'extra-index-url',
  '--index': 'extra-index-url',
  '-f': 'find-links',
  '--find-links': 'find-links',
};
const CONDA: Readonly<Record<string, PackageIndex['option']>> = { '-c': 'channel', '--channel': 'channel' };

/** Variables that stand for an option. */
const VARIABLES: Readonly<Record<string, PackageIndex['option']>> = {
  PIP_INDEX_URL: 'index-url',
  UV_INDEX_URL: 'index-url',
  UV_DEFAULT_INDEX: 'index-url',
  PIP_EXTRA_INDEX_URL: 'extra-index-url',
  UV_EXTRA_INDEX_URL: 'extra-index-url',
  UV_INDEX: 'extra-index-url',
  PIP_FIND_LINKS: 'find-links',
  UV_FIND_LINKS: 'find-links',
};

const STRATEGY = '--index-strategy';
const MIXING = /^unsafe-/;

/** Whether `program`, a command of uv, takes the best version from any index. */
export function mixesIndexes({ arguments: words }: Program): boolean {
  return words.some(
    ({ value: { text } }, index) =>
      (text === STRATEGY && MIXING.test(words[index + 1]?.value.text ?? '')) ||
      (text.startsWith(`${STRATEGY}=`) && MIXING.test(text.slice(STRATEGY.length + 1))),
  );
}

/** Whether this variable tells uv to take the best version from any index. */
export function isMixingVariable(name: string, value: Word | undefined): boolean {
  return name === 'UV_INDEX_STRATEGY' && value !== undefined && MIXING.test(value.value.text);
}

function optionsOf({ name, arguments: words }: Program): Readonly<Record<string, PackageIndex['option']>> {
  if (/^pip[\d.]*$/.test(name) || name === 'uv') return PIP;
  const first = words.find(({ value }) => !value.text.startsWith('-'))?.value.text;
  return /^(conda|mamba|micromamba)$/.test(name) && /^(install|create|update|env)$/.test(first ?? '')
    ? CONDA
    : {};
}

function withoutUser(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/@]*@/, '$1');
}

/** Where `text` of a word stands in the file, when the word's end stands there as it is. */
function tail(source: string, word: Word, text: string): Span {
  const quoted = /["']/.test(source[word.span.end - 1] ?? '') ? 1 : 0;
  const end = word.span.end - quoted;
  return source.slice(end - text.length, end) === text ? { start: end - text.length, end } : word.span;
}

/** The indexes that `program` names. `source`: the text of the file. */
export function packageIndexes(source: string, program: Program): PackageIndex[] {
  const options = optionsOf(program);
  const words = program.arguments;
  return words.flatMap((word, index): PackageIndex[] => {
    const { text } = word.value;
    const equals = text.indexOf('=');
    const name = equals > 0 ? text.slice(0, equals) : text;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    const at = equals > 0 ? word : words[index + 1];
    if (!option || !at) return [];
    const written = equals > 0 ? text.slice(equals + 1) : at.value.text;
    const value = withoutUser(written);
    return [
      {
        option,
        value,
        known: value !== '' && !value.includes('$'),
        span: { start: word.span.start, end: at.span.end },
        valueSpan: tail(source, at, written),
        uv: program.name === 'uv',
      },
    ];
  });
}

/** The index that a variable of the environment stands for. */
export function variableIndex(
  source: string,
  name: string,
  word: Word,
  span: Span,
): PackageIndex | undefined {
  const option = Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined;
  if (!option) return undefined;
  const value = withoutUser(word.value.text);
  return {
    option,
    value,
    known: value !== '' && !value.includes('$'),
    span,
    valueSpan: tail(source, word, word.value.text),
    uv: name.startsWith('UV_'),
  };
}
