/**
 * Where keys and values of a TOML text stand. The TOML parser hands over values without their places; this scan finds
 * the places, by path. It reads no value and judges nothing: a text that is no TOML yields the places it can.
 */
import type { Comment, Span } from '../engine/types.ts';

export type Path = readonly (string | number)[];

export interface Place {
  /** The last part of the key, without quotes. */
  readonly key?: Span;
  /** The value, without quotes. */
  readonly value?: Span;
}

export interface TomlPlaces {
  at(path: Path): Place | undefined;
  readonly comments: readonly Comment[];
}

/** Keys of more parts, and arrays and inline tables that nest deeper, are left out. */
const DEEPEST = 50;

const BARE = /[A-Za-z0-9_-]+/y;
const BLANK = /[ \t]*/y;
const REST = /[^\n]*/y;
const WORD = /[^\s,\]}#]*/y;
const QUOTES = ['"""', "'''", '"', "'"] as const;

interface Part {
  readonly name: string;
  readonly span: Span;
}

function keyOf(path: Path): string {
  return path.join('\0');
}

class Scan {
  readonly places = new Map<string, Place>();
  readonly comments: Comment[] = [];
  /** How many tables each array of tables has so far, by path. */
  readonly #counts = new Map<string, number>();
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): void {
    let table: Path = [];
    while (this.#at < this.#text.length) {
      this.#skip(true);
      const before = this.#at;
      if (this.#text[this.#at] === '[') table = this.#header();
      else this.#pair(table, 0);
      this.#match(BLANK);
      this.#comment();
      // Whatever is left of the line cannot be read.
      this.#match(REST);
      if (this.#at === before) this.#at++;
    }
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #comment(): void {
    if (this.#text[this.#at] !== '#') return;
    const start = this.#at;
    const text = this.#match(REST).replace(/\r$/, '');
    this.comments.push({ span: { start, end: start + text.length }, text });
  }

  /** Over blanks and, where they mean nothing, comments and line ends. */
  #skip(lines: boolean): void {
    for (;;) {
      this.#match(BLANK);
      const here = this.#text[this.#at];
      if (lines && here === '#') this.#comment();
      else if (lines && (here === '\n' || here === '\r')) this.#at++;
      else return;
    }
  }

  /** A string in quotes: the place between them. */
  #string(): Span | undefined {
    const text = this.#text;
    const quotes = QUOTES.find((each) => text.startsWith(each, this.#at));
    if (!quotes) return undefined;
    const start = this.#at + quotes.length;
    let end = start;
    while (end < text.length && !text.startsWith(quotes, end)) {
      if (text[end] === '\n' && quotes.length === 1) return undefined;
      end += text[end] === '\\' && quotes.startsWith('"') ? 2 : 1;
    }
    if (end >= text.length) return undefined;
    // Up to two quotes may belong to the text in front of the closing three.
    for (let more = 0; more < 2 && quotes.length === 3 && text[end + 3] === quotes[0]; more++) end++;
    this.#at = end + quotes.length;
    return { start, end };
  }

  #key(): Part[] {
    const parts: Part[] = [];
    do {
      if (parts.length > 0) this.#at++;
      this.#match(BLANK);
      const start = this.#at;
      const span = this.#string() ?? { start, end: start + this.#match(BARE).length };
      if (this.#at === start || parts.length > DEEPEST) return [];
      parts.push({ name: this.#text.slice(span.start, span.end), span });
      this.#match(BLANK);
    } while (this.#text[this.#at] === '.');
    return parts;
  }

  /** `path` with the number of the current table behind every array of tables on the way. */
  #current(path: Path): Path {
    const found: (string | number)[] = [];
    for (const part of path) {
      found.push(part);
      const count = this.#counts.get(keyOf(found));
      if (count !== undefined) found.push(count - 1);
    }
    return found;
  }

  #header(): Path {
    const array = this.#text.startsWith('[[', this.#at);
    this.#at += array ? 2 : 1;
    const parts = this.#key();
    const last = parts.at(-1);
    if (!last || !this.#text.startsWith(array ? ']]' : ']', this.#at)) return ['\0'];
    this.#at += array ? 2 : 1;
    const above = this.#current(parts.slice(0, -1).map(({ name }) => name));
    let path: Path = [...above, last.name];
    if (array) {
      const count = this.#counts.get(keyOf(path)) ?? 0;
      this.#counts.set(keyOf(path), count + 1);
      path = [...path, count];
    }
    this.#mark(path, { key: last.span });
    return path;
  }

  #mark(path: Path, place: Place): void {
    const key = keyOf(path);
    this.places.set(key, { ...this.places.get(key), ...place });
  }

  #pair(table: Path, depth: number): void {
    const parts = this.#key();
    const last = parts.at(-1);
    if (!last || this.#text[this.#at] !== '=') return;
    this.#at++;
    let path = table;
    for (const { name, span } of parts) {
      path = [...path, name];
      this.#mark(path, { key: span });
    }
    this.#value(path, depth);
  }

  #value(path: Path, depth: number): void {
    this.#match(BLANK);
    const opening = this.#text[this.#at];
    if (opening === '[' || opening === '{') {
      if (depth < DEEPEST) this.#list(path, opening === '[', depth + 1);
      return;
    }
    const start = this.#at;
    const span = this.#string() ?? { start, end: start + this.#match(WORD).length };
    this.#mark(path, { value: span });
  }

  #list(path: Path, array: boolean, depth: number): void {
    const start = this.#at++;
    const closing = array ? ']' : '}';
    for (let index = 0; ; index++) {
      this.#skip(true);
      if (this.#text[this.#at] === closing) break;
      const before = this.#at;
      if (array) this.#value([...path, index], depth);
      else this.#pair(path, depth);
      this.#skip(true);
      if (this.#text[this.#at] === ',') this.#at++;
      else if (this.#text[this.#at] !== closing || this.#at === before) break;
    }
    if (this.#text[this.#at] === closing) this.#at++;
    this.#mark(path, { value: { start, end: this.#at } });
  }
}

/** The places of all keys and values in `text`; of a key written twice, the last. In time proportional to the text. */
export function tomlPlaces(text: string): TomlPlaces {
  const scan = new Scan(text);
  scan.run();
  return { at: (path) => scan.places.get(keyOf(path)), comments: scan.comments };
}
