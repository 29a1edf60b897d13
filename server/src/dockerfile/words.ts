/**
 * Words of an instruction: arguments, flags, `NAME=value` pairs and exec forms, by the builder's own quoting rules.
 * Knows text only. The words are the shell's, so that one set of functions reads both.
 */
import type { Span } from '../engine/types.ts';
import { concat, type MappedText, slice, spanIn, standIn } from '../shell/mapped.ts';
import type { Part, Word } from '../shell/model.ts';
import { plainWord, wordOf } from '../shell/words.ts';
import type { Flag, Pair } from './model.ts';

const VARIABLE = /\$(?:(\w+)|\{(\w+)([^}]*)\})/y;

function variableAt(text: MappedText, at: number, quoted: boolean): { part: Part; end: number } | undefined {
  VARIABLE.lastIndex = at;
  const found = VARIABLE.exec(text.text);
  if (!found) return undefined;
  const end = at + found[0].length;
  const [, bare, braced = '', rest = ''] = found;
  const value = slice(text, at, end);
  return {
    part: {
      kind: 'variable',
      name: bare ?? braced,
      plain: rest === '',
      value,
      span: spanIn(text, at, end),
      quoted,
    },
    end,
  };
}

/** The word from `start` to `end` of `text`: quotes and escapes taken off, variables kept apart. */
export function readWord(text: MappedText, start: number, end: number, escaping: string): Word {
  const parts: Part[] = [];
  let literal: MappedText[] = [];
  let quote = '';
  let plain = start;
  /** Ends the run of plain characters before `at`; `next`: where the following one starts. */
  const take = (at: number, next: number): void => {
    if (at > plain) literal.push(slice(text, plain, at));
    plain = next;
  };
  const flush = (): void => {
    const value = concat(literal);
    if (value.text !== '')
      parts.push({ kind: 'literal', value, span: spanIn(value, 0, value.text.length), quoted: quote !== '' });
    literal = [];
  };
  for (let at = start; at < end; at++) {
    const char = text.text[at] ?? '';
    if (quote === '' ? char === '"' || char === "'" : char === quote) {
      take(at, at + 1);
      quote = quote === '' ? char : '';
    } else if (char === escaping && quote !== "'" && at + 1 < end) {
      take(at, at + 2);
      literal.push(standIn(text.text[at + 1] ?? '', spanIn(text, at, at + 2)));
      at++;
    } else if (char === '$' && quote !== "'") {
      const variable = variableAt(text, at, quote !== '');
      if (!variable || variable.end > end) continue;
      take(at, variable.end);
      flush();
      parts.push(variable.part);
      at = variable.end - 1;
    }
  }
  take(end, end);
  flush();
  return wordOf(parts, spanIn(text, start, end));
}

/** Ranges of `text` between white space; with `quotes`, white space in quotes or behind an escape does not split. */
export function ranges(text: string, from: number, escaping: string, quotes: boolean): Span[] {
  const found: Span[] = [];
  let start = -1;
  let quote = '';
  for (let at = from; at <= text.length; at++) {
    const char = text[at] ?? '';
    const space = at === text.length || (/\s/.test(char) && quote === '');
    if (space) {
      if (start >= 0) found.push({ start, end: at });
      start = -1;
      continue;
    }
    if (start < 0) start = at;
    if (!quotes) continue;
    if (char === escaping && quote !== "'") at++;
    else if (quote === '' ? char === '"' || char === "'" : char === quote) quote = quote === '' ? char : '';
  }
  if (start >= 0) found.push({ start, end: text.length });
  return found;
}

/** The flags at the start of `text`, and where the rest begins. */
export function readFlags(text: MappedText, escaping: string): { flags: Flag[]; rest: number } {
  const flags: Flag[] = [];
  for (const { start, end } of ranges(text.text, 0, escaping, true)) {
    const [, name] = /^--([\w-]+)/.exec(text.text.slice(start, end)) ?? [];
    if (name === undefined) return { flags, rest: start };
    const equals = start + 2 + name.length;
    const valued = text.text[equals] === '=';
    const span = spanIn(text, start, end);
    flags.push({
      name: name.toLowerCase(),
      span,
      ...(valued ? { value: readWord(text, equals + 1, end, escaping) } : {}),
    });
  }
  return { flags, rest: text.text.length };
}

function pairAt(text: MappedText, { start, end }: Span, escaping: string): Pair {
  const raw = text.text.slice(start, end);
  const equals = raw.indexOf('=');
  const nameEnd = equals < 0 ? end : start + equals;
  return {
    name: readWord(text, start, nameEnd, escaping).value.text,
    nameSpan: spanIn(text, start, nameEnd),
    span: spanIn(text, start, end),
    ...(equals < 0 ? {} : { value: readWord(text, nameEnd + 1, end, escaping) }),
  };
}

/** The pairs of ENV, ARG and LABEL, the old form `ENV NAME value with spaces` included. */
export function readPairs(text: MappedText, escaping: string, spaced: boolean): Pair[] {
  const words = ranges(text.text, 0, escaping, true);
  const [first, second] = words;
  if (!first) return [];
  if (!spaced || !second || text.text.slice(first.start, first.end).includes('=')) {
    return words.map((range) => pairAt(text, range, escaping));
  }
  const end = text.text.trimEnd().length;
  const value = readWord(text, second.start, end, escaping);
  return [{ ...pairAt(text, first, escaping), span: spanIn(text, first.start, end), value }];
}

const STRING = /\s*"((?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*)"\s*/y;
const JSON_ESCAPE = /\\(u[0-9a-fA-F]{4}|.)/g;

function decoded(text: MappedText, start: number, end: number): MappedText {
  const raw = text.text.slice(start, end);
  const pieces: MappedText[] = [];
  let at = 0;
  for (const found of raw.matchAll(JSON_ESCAPE)) {
    const next = found.index + found[0].length;
    pieces.push(slice(text, start + at, start + found.index));
    pieces.push(
      standIn(JSON.parse(`"${found[0]}"`) as string, spanIn(text, start + found.index, start + next)),
    );
    at = next;
  }
  return concat([...pieces, slice(text, start + at, end)]);
}

/** The items of an exec form, or undefined when `text` is no JSON array of strings. */
export function readExec(text: MappedText): Word[] | undefined {
  const { text: raw } = text;
  const open = /^\s*\[/.exec(raw);
  const close = /\]\s*$/.exec(raw);
  if (!open || !close) return undefined;
  const words: Word[] = [];
  let at = open[0].length;
  if (raw.slice(at, close.index).trim() === '') return [];
  for (;;) {
    STRING.lastIndex = at;
    const found = STRING.exec(raw);
    if (!found) return undefined;
    const start = at + found[0].indexOf('"') + 1;
    const end = start + (found[1] ?? '').length;
    words.push(plainWord(decoded(text, start, end), spanIn(text, start - 1, end + 1)));
    at += found[0].length;
    if (at === close.index) return words;
    if (raw[at] !== ',') return undefined;
    at++;
  }
}
