/**
 * What a dependency file says about where and how packages are fetched: pip's options, tables of indexes, conda's
 * channels. One shape for all formats. Knows none of them.
 */
import type { Value } from '../engine/predicates.ts';
import type { Span } from '../engine/types.ts';
import { isVendorIndex } from './known-indexes.ts';

/** One key of a setting that is a table. */
export interface Field {
  readonly value: Value;
  /** Where the value stands, without quotes. */
  readonly span?: Span;
}

export interface Setting {
  /** As pip calls it (`extra-index-url`), or with the tool in front (`uv.index`, `poetry.source`, `conda.channel`). */
  readonly name: string;
  /** A URL without user and password; `unknown` where a variable or template decides it. */
  readonly value: Value;
  /** What to underline: name and value, of a table its URL. */
  readonly span: Span;
  /** Where the value stands as it is written, without quotes. */
  readonly valueSpan?: Span;
  /** The name as it is written, where another name may stand in its place. */
  readonly nameSpan?: Span;
  /** What to take out so that the setting is gone and the rest stays. */
  readonly removal?: Span;
  /** Where a table takes another `key = value`, between these texts. */
  readonly addition?: { readonly at: number; readonly before: string; readonly after: string };
  /** Of a table, its keys; and what is known of the value. */
  readonly fields: Readonly<Record<string, Field>>;
}

/** A field that is known, and stands nowhere in the file. */
export function is(value: string | number | boolean): Field {
  return { value: { state: 'known', value } };
}

/** What an index is known to be: `vendor`, see `isVendorIndex`. */
export function indexFields(url: string): Readonly<Record<string, Field>> {
  return { vendor: is(isVendorIndex(url)) };
}

const TEMPLATED = /\$\{?[A-Za-z_]|\{\{|\{%|%\([A-Za-z_]/;

/** A value as it is written, which may be a URL with a password. */
export function settingValue(text: string): Value {
  const url = text.replace(/^(\w+:\/\/)[^/@]*@/, '$1');
  return TEMPLATED.test(url) ? { state: 'unknown' } : { state: 'known', value: url };
}

/** The lines of `text` that `span` stands on, the line end behind them included; a byte order mark belongs to none. */
export function wholeLines(text: string, span: Span): Span {
  const start = span.start > 0 ? text.lastIndexOf('\n', span.start - 1) + 1 : 0;
  const newline = text.indexOf('\n', span.end);
  return {
    start: start === 0 && text.startsWith('\uFEFF') ? 1 : start,
    end: newline < 0 ? text.length : newline + 1,
  };
}

/** Whether nothing but white space stands around `span` on its lines. */
export function isAlone(text: string, span: Span): boolean {
  const lines = wholeLines(text, span);
  const around = text.slice(lines.start, span.start) + text.slice(span.end, lines.end);
  return around.trim() === '';
}
