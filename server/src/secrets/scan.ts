/**
 * Finds the secrets of a table in a text of whatever language. One pass for beginnings and words; patterns
 * run only where one was seen.
 */
import { differenceOf } from '../engine/difference.ts';
import type { Source, Span } from '../engine/types.ts';
import { isRandom } from './plausible.ts';
import type { Scanner, SecretKind } from './table.ts';

/** A secret in a text. `span` covers the secret alone, without quotes. */
export interface Hit {
  readonly kind: SecretKind;
  readonly span: Span;
  readonly value: string;
}

const PART_OF_WORD = /[\w-]/;

/** The code of a character that an escape ends: the `n` of `\n` and the `0` of `%20` are no part of what follows. */
const ENDED_BY_ESCAPE = /(?:\\[nrt]|%[0-9A-Fa-f]{2})$/;

/** Characters of encoded data: images, archives, minified code. */
const ENCODED = /[A-Za-z0-9+/_-]/;

/** A secret does not stand inside a longer run of such characters; paths and variable names before it are shorter. */
const LONGEST_ENCODED = 100;

/** Between a provider's word and its secret: the rest of a name that says key, and an assignment. */
const ASSIGNED =
  /[\w.\- ]{0,24}?(?:key|token|secret|pat)["'\])]{0,3}[ \t]{0,4}(?::=|=>|=|:|,)[ \t]{0,4}(?:Bearer |Token )?["'`]?/iy;

function startsHere(text: string, at: number): boolean {
  return (
    at === 0 ||
    !PART_OF_WORD.test(text[at - 1] ?? '') ||
    ENDED_BY_ESCAPE.test(text.slice(Math.max(0, at - 3), at))
  );
}

/** Whether the secret is only a part of encoded data. */
function isEncoded(text: string, { start, end }: Span): boolean {
  let around = 0;
  for (let at = start - 1; at >= 0 && around <= LONGEST_ENCODED && ENCODED.test(text[at] ?? ''); at--)
    around++;
  for (let at = end; at < text.length && around <= LONGEST_ENCODED && ENCODED.test(text[at] ?? ''); at++)
    around++;
  return around > LONGEST_ENCODED;
}

/** The secret of `kind` that begins at `at`. `given` characters of it are the same in every such secret. */
function hitAt(text: string, kind: SecretKind, at: number, given: number): Hit | undefined {
  kind.pattern.lastIndex = at;
  const value = kind.pattern.exec(text)?.[0];
  if (value === undefined) return undefined;
  const span = { start: at, end: at + value.length };
  if (PART_OF_WORD.test(value.at(-1) ?? '') && PART_OF_WORD.test(text[span.end] ?? '')) return undefined;
  if (kind.followedBy) {
    kind.followedBy.lastIndex = span.end;
    if (!kind.followedBy.test(text)) return undefined;
  }
  if (kind.entropy > 0 && !isRandom(value.slice(given), kind.entropy)) return undefined;
  return isEncoded(text, span) ? undefined : { kind, span, value };
}

function* byStart(text: string, { starts: { seen, kinds } }: Scanner): Iterable<Hit> {
  seen.lastIndex = 0;
  for (let found = seen.exec(text); found; found = seen.exec(text)) {
    const [start] = found;
    const { index } = found;
    let next = index + 1;
    if (startsHere(text, index)) {
      for (const kind of kinds.get(start) ?? []) {
        const hit = hitAt(text, kind, index, start.length);
        if (!hit) continue;
        yield hit;
        next = hit.span.end;
        break;
      }
    }
    seen.lastIndex = next;
  }
}

function* byWord(text: string, { near: { seen, kinds } }: Scanner): Iterable<Hit> {
  seen.lastIndex = 0;
  for (let found = seen.exec(text); found; found = seen.exec(text)) {
    const behind = found.index + found[0].length;
    ASSIGNED.lastIndex = behind;
    const between = ASSIGNED.exec(text);
    if (!between) continue;
    const at = behind + between[0].length;
    for (const kind of kinds.get(found[0].toLowerCase()) ?? []) {
      const hit = hitAt(text, kind, at, 0);
      if (hit) yield hit;
    }
    seen.lastIndex = behind;
  }
}

function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** All secrets in `text`, in its order; where two kinds fit one place, the one with a form of its own. */
export function scan(text: string, scanner: Scanner): Hit[] {
  const hits = [...byStart(text, scanner)];
  for (const hit of byWord(text, scanner))
    if (!hits.some((other) => overlap(other.span, hit.span))) hits.push(hit);
  return hits.sort((a, b) => a.span.start - b.span.start);
}

/** What one scanner found in a text. */
interface Result {
  readonly hits: readonly Hit[];
  /** Something begins in the text that may go over several lines. */
  readonly long: boolean;
}

type Results = Map<Scanner, Result>;

const scanned = new WeakMap<Source, Results>();

/** What was found in the version before, until the new one is scanned. */
const earlier = new WeakMap<Source, { readonly text: string; readonly results: Results }>();

/** Says that `source` is the next version of `previous`, so that only lines that changed are scanned. */
export function follow(source: Source, previous: Source): void {
  const results = scanned.get(previous);
  if (results && source !== previous && !earlier.has(source))
    earlier.set(source, { text: previous.text, results });
}

function scanWhole(text: string, scanner: Scanner): Result {
  return { hits: scan(text, scanner), long: scanner.long.some((start) => text.includes(start)) };
}

function shifted(hit: Hit, by: number): Hit {
  return { ...hit, span: { start: hit.span.start + by, end: hit.span.end + by } };
}

/** The result for `after` from that for `before`: the lines that changed are scanned, the rest moves. */
function rescan(before: string, { hits }: Result, after: string, scanner: Scanner): Result {
  const { start, oldEnd, newEnd } = differenceOf(before, after);
  const from = start === 0 ? 0 : after.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = after.indexOf('\n', newEnd);
  const to = lineEnd < 0 ? after.length : lineEnd;
  const delta = newEnd - oldEnd;
  const changed = scanWhole(after.slice(from, to), scanner);
  return {
    hits: [
      ...hits.filter(({ span }) => span.end <= from),
      ...changed.hits.map((hit) => shifted(hit, from)),
      ...hits.filter(({ span }) => span.start >= to - delta).map((hit) => shifted(hit, delta)),
    ],
    long: changed.long,
  };
}

function resultOf({ text }: Source, before: string, old: Result | undefined, scanner: Scanner): Result {
  const result = old && !old.long ? rescan(before, old, text, scanner) : undefined;
  return result && !result.long ? result : scanWhole(text, scanner);
}

/** `scan` of a source, once for all who ask. */
export function hitsOf(source: Source, scanner: Scanner): readonly Hit[] {
  const known: Results = scanned.get(source) ?? new Map();
  scanned.set(source, known);
  const before = earlier.get(source);
  const result =
    known.get(scanner) ?? resultOf(source, before?.text ?? '', before?.results.get(scanner), scanner);
  known.set(scanner, result);
  return result.hits;
}

/** How many characters of a secret may be shown. */
const SHOWN = 4;

/** What a message may say of `hit`: provider, variable, the first characters and the length. */
export function valuesOf({ kind, value }: Hit): Record<string, string> {
  return {
    provider: kind.name,
    variable: kind.variable ?? '',
    start: value.slice(0, SHOWN),
    length: String(value.length),
  };
}
