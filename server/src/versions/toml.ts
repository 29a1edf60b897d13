/**
 * A TOML text -> a tree whose parts know their places. Values come from the parser, places from our own scan. What
 * cannot be read is left out line by line, so that the rest holds while somebody types.
 */
import { parse, TomlError } from 'smol-toml';
import { indexLines } from '../engine/lines.ts';
import type { Comment, Gap, Span } from '../engine/types.ts';
import { type TomlPlaces, tomlPlaces } from './toml-places.ts';

/** One value at its place. */
export interface TomlNode {
  /** As the parser reads it; undefined when it is not there. */
  readonly value: unknown;
  /** Without quotes. */
  readonly span?: Span;
  /** The key that leads here, without quotes. */
  readonly key?: Span;
  get(...path: string[]): TomlNode;
  /** Of a table: its entries. */
  entries(): readonly (readonly [string, TomlNode])[];
  /** Of an array: its items. */
  items(): readonly TomlNode[];
}

export interface Toml {
  readonly root: TomlNode;
  readonly comments: readonly Comment[];
  readonly gaps: readonly Gap[];
}

/** So many broken lines are left out before the whole text is; of a huge text none. */
const MOST_BROKEN = 5;
const HUGE = 500_000;

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function node(places: TomlPlaces, value: unknown, path: readonly (string | number)[]): TomlNode {
  const place = places.at(path);
  return {
    value,
    ...(place?.value ? { span: place.value } : {}),
    ...(place?.key ? { key: place.key } : {}),
    get: (...steps) => {
      const inner = steps.reduce<unknown>(
        (at, step) => (isTable(at) && Object.hasOwn(at, step) ? at[step] : undefined),
        value,
      );
      return node(places, inner, [...path, ...steps]);
    },
    entries: () =>
      isTable(value)
        ? Object.entries(value).map(([key, inner]) => [key, node(places, inner, [...path, key])] as const)
        : [],
    items: () =>
      Array.isArray(value) ? value.map((inner: unknown, index) => node(places, inner, [...path, index])) : [],
  };
}

/** The 1-based `line`, or the last line above it that says something. */
function lineSpan(text: string, line: number): Span {
  const lines = indexLines(text);
  let index = Math.min(line, lines.starts.length) - 1;
  const at = (): Span => lines.range(index);
  while (index > 0 && text.slice(at().start, at().end).trim() === '') index--;
  return at();
}

function blank(text: string, { start, end }: Span): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\r]/g, ' ') + text.slice(end);
}

/** Reads `written`. Never throws. */
export function readToml(written: string): Toml {
  let text = written.replace(/^\uFEFF/, ' ');
  const gaps: Gap[] = [];
  for (let tries = text.length > HUGE ? 0 : MOST_BROKEN; ; tries--) {
    try {
      const places = tomlPlaces(text);
      return { root: node(places, parse(text), []), comments: places.comments, gaps };
    } catch (error) {
      const broken = error instanceof TomlError ? lineSpan(text, error.line) : undefined;
      const words = broken && text.slice(broken.start, broken.end).trim() !== '' && tries > 0;
      gaps.push({
        reason: words ? 'this line is not valid TOML and was left out' : 'this file is not valid TOML',
        syntax: true,
        ...(broken ? { span: broken } : {}),
      });
      if (!broken || !words) {
        const places = tomlPlaces(text);
        return { root: node(places, undefined, []), comments: places.comments, gaps };
      }
      text = blank(text, broken);
    }
  }
}
