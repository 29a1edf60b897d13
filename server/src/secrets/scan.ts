/**
 * Finds the secrets of all tables in a text of whatever language. One pass for beginnings and words; patterns run only
 * where one was seen.
 */
import { differenceOf } from '../engine/difference.ts';
import type { Source, Span } from '../engine/types.ts';
import { findKeywords } from './keywords.ts';
import { namedAt } from './named.ts';
import { isRandom } from './plausible.ts';
import { type Forms, NAMED, type Scanner, type SecretKind } from './table.ts';

/** A secret in a text. `span` covers the secret alone, without quotes. */
export interface Hit {
  readonly kind: SecretKind;
  readonly span: Span;
  readonly value: string;
  /** It has the form, and cannot be a real one, or is known from documentation. */
  readonly doubtful: boolean;
  /** Of one that only its name gives away: whether it stands in quotes. */
  readonly quoted?: boolean;
}

const PART_OF_WORD = /[\w-]/;

/** The code of a character that an escape ends: the `n` of `\n` and the `0` of `%20` are no part of what follows. */
const ENDED_BY_ESCAPE = /(?:\\[nrt]|%[0-9A-Fa-f]{2})$/;

/** The kind of what has only a name. */
function kindNamed(name: string, token: boolean): SecretKind {
  return {
    table: NAMED,
    name,
    variable: undefined,
    entropy: 0,
    back: [0, 0],
    pattern: /(?!)/y,
    grouped: false,
    followedBy: undefined,
    check: undefined,
    chosen: !token,
    notBehind: [],
  };
}

/** Characters of encoded data: images, archives, minified code. */
const ENCODED = /[A-Za-z0-9+/_-]/;

/** A secret does not stand inside a longer run of such characters; paths and variable names before it are shorter. */
const LONGEST_ENCODED = 100;

/** Between a provider's word and its secret: the rest of a name that says key, and an assignment. */
const ASSIGNED =
  /[\w.\- ]{0,24}?(?:key|token|secret|pat)\d{0,2}\\?["'\])]{0,3}(?:[ \t]{0,4}:?[ \t]{0,4}str(?:ing)?(?=[ \t=]))?[ \t]{0,16}(?:[.?+]?=>?|:{0,3}=|:|,|>)[ \t]{0,16}(?:Bearer |Token )?\\?["'`]?/iy;

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

/** The part of a match that is the secret. */
function secretOf({ grouped }: SecretKind, match: RegExpExecArray): Span {
  const [start, end] = (grouped ? match.indices?.groups?.secret : undefined) ?? [
    match.index,
    match.index + match[0].length,
  ];
  return { start, end };
}

/** The secret of `kind` whose pattern begins at `at`. `given` characters of it are the same in every such secret. */
function hitAt(text: string, kind: SecretKind, at: number, given: number): Hit | undefined {
  kind.pattern.lastIndex = at;
  const match = kind.pattern.exec(text);
  if (!match) return undefined;
  const [whole] = match;
  const end = at + whole.length;
  if (!kind.grouped && PART_OF_WORD.test(text[end] ?? '')) return undefined;
  if (kind.followedBy) {
    kind.followedBy.lastIndex = end;
    if (!kind.followedBy.test(text)) return undefined;
  }
  if (kind.notBehind.some((word) => text.startsWith(word, at - word.length))) return undefined;
  const span = secretOf(kind, match);
  const value = text.slice(span.start, span.end);
  const drawn = kind.grouped ? value : value.slice(given);
  if (kind.entropy > 0 && !isRandom(drawn, kind.entropy)) return undefined;
  const verdict = kind.check?.(value, whole) ?? 'yes';
  if (verdict === 'no' || isEncoded(text, span)) return undefined;
  return { kind, span, value, doubtful: verdict === 'doubtful' };
}

/** The secret of `kind` around the text of `length` characters that was seen at `at`. */
function hitAround(text: string, kind: SecretKind, at: number, length: number): Hit | undefined {
  const [least, most] = kind.back;
  for (let back = Math.min(most, at); back >= least; back--) {
    const begin = at - back;
    if (!kind.grouped && !startsHere(text, begin)) continue;
    const hit = hitAt(text, kind, begin, back === 0 ? length : 0);
    if (hit) return hit;
  }
  return undefined;
}

function behindWord(text: string, kinds: readonly SecretKind[], end: number): Hit | undefined {
  ASSIGNED.lastIndex = end;
  const between = ASSIGNED.exec(text);
  if (!between) return undefined;
  for (const kind of kinds) {
    const hit = hitAt(text, kind, end + between[0].length, 0);
    if (hit) return hit;
  }
  return undefined;
}

function namedHit(text: string, at: number, word: string): Hit | undefined {
  const named = namedAt(text, at, word);
  if (!named) return undefined;
  const { name, start, end, quoted, token } = named;
  const span = { start, end };
  if (isEncoded(text, span)) return undefined;
  return {
    kind: kindNamed(name, token),
    span,
    value: text.slice(start, end),
    doubtful: false,
    quoted,
  };
}

function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** Both lists are in the order of the text; where two hits are about one place, that of `strong` stays. */
function merged(strong: readonly Hit[], weak: readonly Hit[]): Hit[] {
  const all: Hit[] = [];
  let next = 0;
  for (const hit of weak) {
    for (; (strong[next]?.span.end ?? Infinity) <= hit.span.start; next++) all.push(strong[next] as Hit);
    const other = strong[next];
    if (
      !(other && overlap(other.span, hit.span)) &&
      !(all.length > 0 && overlap((all.at(-1) as Hit).span, hit.span))
    )
      all.push(hit);
  }
  return [...all, ...strong.slice(next)];
}

/**
 * All secrets of all tables in `text`, in its order; where several kinds fit one place, one with a form of its own comes
 * before one behind a provider's word, and that before what has only a name.
 */
export function scanAll(text: string, forms: Forms): Hit[] {
  const own: Hit[] = [];
  const near: Hit[] = [];
  const named: Hit[] = [];
  findKeywords(text, forms.words, ({ word, value: { starts, near: behind, names } }, at) => {
    for (const kind of starts) {
      const hit = hitAround(text, kind, at, word.length);
      if (!hit || hit.span.start < (own.at(-1)?.span.end ?? 0)) continue;
      own.push(hit);
      return hit.span.end;
    }
    const hit = behind.length > 0 ? behindWord(text, behind, at + word.length) : undefined;
    if (hit && hit.span.start >= (near.at(-1)?.span.end ?? 0)) near.push(hit);
    const other = names && !hit ? namedHit(text, at, word) : undefined;
    if (other && other.span.start >= (named.at(-1)?.span.end ?? 0)) named.push(other);
    return at;
  });
  return merged(merged(own, near), named);
}

/** What one table says of `text`. */
export function scan(text: string, { forms, table }: Scanner): Hit[] {
  return scanAll(text, forms).filter(({ kind }) => kind.table === table);
}

/** What one scanner found in a text. */
interface Result {
  readonly hits: readonly Hit[];
  /** Something begins in the text that may go over several lines. */
  readonly long: boolean;
}

type Results = Map<Forms, Result>;

const scanned = new WeakMap<Source, Results>();

/** What was found in the version before, until the new one is scanned. */
const earlier = new WeakMap<Source, { readonly text: string; readonly results: Results }>();

/** Says that `source` is the next version of `previous`, so that only lines that changed are scanned. */
export function follow(source: Source, previous: Source): void {
  const results = scanned.get(previous);
  if (results && source !== previous && !earlier.has(source))
    earlier.set(source, { text: previous.text, results });
}

function scanWhole(text: string, forms: Forms): Result {
  return { hits: scanAll(text, forms), long: forms.long.some((start) => text.includes(start)) };
}

function shifted(hit: Hit, by: number): Hit {
  return { ...hit, span: { start: hit.span.start + by, end: hit.span.end + by } };
}

/** The result for `after` from that for `before`: the lines that changed are scanned, the rest moves. */
function rescan(before: string, { hits }: Result, after: string, forms: Forms): Result {
  const { start, oldEnd, newEnd } = differenceOf(before, after);
  const from = start === 0 ? 0 : after.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = after.indexOf('\n', newEnd);
  const to = lineEnd < 0 ? after.length : lineEnd;
  const delta = newEnd - oldEnd;
  const changed = scanWhole(after.slice(from, to), forms);
  return {
    hits: [
      ...hits.filter(({ span }) => span.end <= from),
      ...changed.hits.map((hit) => shifted(hit, from)),
      ...hits.filter(({ span }) => span.start >= to - delta).map((hit) => shifted(hit, delta)),
    ],
    long: changed.long,
  };
}

function resultOf({ text }: Source, before: string, old: Result | undefined, forms: Forms): Result {
  const result = old && !old.long ? rescan(before, old, text, forms) : undefined;
  return result && !result.long ? result : scanWhole(text, forms);
}

/** `scanAll` of a source, once for all who ask. */
function resultFor(source: Source, forms: Forms): Result {
  const known: Results = scanned.get(source) ?? new Map();
  scanned.set(source, known);
  const before = earlier.get(source);
  const result = known.get(forms) ?? resultOf(source, before?.text ?? '', before?.results.get(forms), forms);
  known.set(forms, result);
  return result;
}

/** `scan` of a source; the text is gone through once, whatever tables are asked for. */
export function hitsOf(source: Source, { forms, table }: Scanner): readonly Hit[] {
  const { hits } = resultFor(source, forms);
  return hits.length === 0 ? hits : hits.filter(({ kind }) => kind.table === table);
}

/** How many characters of a secret may be shown. */
const SHOWN = 4;

/** What a message may say of `hit`: provider, variable, the first characters and the length. */
export function valuesOf({ kind, value }: Hit): Record<string, string> {
  return {
    provider: kind.name,
    name: kind.name,
    variable: kind.variable ?? '',
    start: value.slice(0, SHOWN),
    length: String(value.length),
  };
}
