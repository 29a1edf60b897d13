/**
 * What a file of data holds, by its beginning: the columns of a CSV or TSV file by its first line, of JSON and JSON Lines
 * by their first record, with some values. Total: what is no table has no columns.
 */
import type { Span } from '../engine/types.ts';

export interface Column {
  readonly name: string;
  /** Where the file names it first. */
  readonly span: Span;
}

export interface Records {
  readonly columns: readonly Column[];
  /** The values of the first rows, by column. */
  readonly rows: readonly (readonly string[])[];
}

/** More of a file is not looked at. */
export const HEAD = 64 * 1024;

const NONE: Records = { columns: [], rows: [] };

const MOST_ROWS = 50;
const MOST_COLUMNS = 400;

/** Longer first lines are no headers. */
const LONGEST_HEADER = 8_000;

const SEPARATORS = [',', '\t', ';', '|'];

interface Field {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The fields of one line that begins at `offset`; quotes are taken off. */
function fieldsIn(line: string, separator: string, offset: number): Field[] {
  const fields: Field[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at <= line.length; at++) {
    if (line[at] === '"') quoted = !quoted;
    if (at < line.length && (quoted || line[at] !== separator)) continue;
    const raw = line.slice(start, at);
    const bare = raw.trim();
    const from = start + (raw.length - raw.trimStart().length);
    const text = bare.replace(/^(["'])(.*)\1$/, '$2').replaceAll('""', '"');
    const shift = text.length < bare.length && /^["']/.test(bare) ? 1 : 0;
    fields.push({ text, start: offset + from + shift, end: offset + from + bare.length - shift });
    start = at + 1;
  }
  return fields;
}

function separatorOf(line: string): string {
  const [separator = ','] = [...SEPARATORS].sort((a, b) => line.split(b).length - line.split(a).length);
  return separator;
}

function readLines(text: string): Records {
  const bom = text.startsWith('\uFEFF') ? 1 : 0;
  const end = text.indexOf('\n');
  const header = text.slice(bom, end < 0 ? text.length : end).replace(/\r$/, '');
  if (header.length > LONGEST_HEADER) return NONE;
  const separator = separatorOf(header);
  const fields = fieldsIn(header, separator, bom);
  if (fields.length > MOST_COLUMNS) return NONE;
  const lines = end < 0 ? [] : text.slice(end + 1).split(/\r?\n/, MOST_ROWS);
  return {
    columns: fields.map((field) => ({ name: field.text, span: { start: field.start, end: field.end } })),
    rows: lines
      .filter((line) => line.trim() !== '')
      .map((line) => fieldsIn(line.slice(0, LONGEST_HEADER), separator, 0).map(({ text: value }) => value)),
  };
}

/** The end of the JSON object that begins at `start`, or -1 where the text ends before. */
function objectEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') {
      for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
    } else if (sign === '{' || sign === '[') depth++;
    else if ((sign === '}' || sign === ']') && --depth === 0) return at + 1;
  }
  return -1;
}

interface Found {
  readonly value: Readonly<Record<string, unknown>>;
  readonly start: number;
}

/** The objects that stand one after the other from `from` on, with nothing but `between` in between. */
function objectsFrom(text: string, from: number, between: RegExp): Found[] {
  const found: Found[] = [];
  let at = from;
  while (found.length < MOST_ROWS && text[at] === '{') {
    const end = objectEnd(text, at);
    if (end < 0) break;
    try {
      found.push({ value: JSON.parse(text.slice(at, end)) as Record<string, unknown>, start: at });
    } catch {
      break;
    }
    at = end + (between.exec(text.slice(end, end + 200))?.[0].length ?? 0);
  }
  return found;
}

function shown(value: unknown): string {
  return typeof value === 'string'
    ? value
    : value === null || value === undefined
      ? ''
      : JSON.stringify(value);
}

function fromObjects(text: string, objects: readonly Found[]): Records {
  const [first] = objects;
  if (!first) return NONE;
  const names = Object.keys(first.value).slice(0, MOST_COLUMNS);
  return {
    columns: names.map((name) => {
      const written = JSON.stringify(name);
      const start = Math.max(first.start, text.indexOf(written, first.start));
      return { name, span: { start, end: Math.min(text.length, start + written.length) } };
    }),
    rows: objects.map(({ value }) => names.map((name) => shown(value[name]))),
  };
}

/** The records at the beginning of the file at `path`, whose text is `text` or begins with it. */
export function recordsOf(path: string, text: string): Records {
  const head = text.slice(0, HEAD);
  if (/\.json$/i.test(path)) {
    const start = /^\uFEFF?\s*\[\s*(?=\{)/.exec(head)?.[0].length;
    return start === undefined ? NONE : fromObjects(head, objectsFrom(head, start, /^\s*,\s*/));
  }
  if (/\.(jsonl|ndjson)$/i.test(path)) {
    const start = /^\uFEFF?\s*/.exec(head)?.[0].length ?? 0;
    return fromObjects(head, objectsFrom(head, start, /^\s*/));
  }
  return readLines(head);
}
