/**
 * Characters that a model reads and a person does not see: tags, zero-width characters, direction marks, variation
 * selectors without anything to vary. What scripts and emoji need of them is left alone. Knows characters and no syntax.
 */
import type { Span } from '../engine/types.ts';

/** Tags; behind a black flag they spell the flag of a region. */
const TAGS = /(?<!\u{1F3F4}[\u{E0020}-\u{E007F}]*)[\u{E0000}-\u{E007F}]+/u;

/** Directions that are forced upon letters; those that are only set apart belong to scripts from right to left. */
const DIRECTIONS = /[\u202A-\u202E\u2066-\u2069]+/u;

/** No mark at the beginning of a text, no joiner in a script or emoji that needs it. */
const ZERO_WIDTH =
  /(?<=[ -~])(?:[\u200B\u200C\u2060\uFEFF]|\u200D)+(?=[A-Za-z0-9])|(?:[\u200B\u200C\u2060-\u2064\uFEFF]|\u200D){4,}/u;

const SELECTORS = /[\u{E0100}-\u{E01EF}\uFE00-\uFE0F]{4,}/u;

const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;

const ALL = new RegExp([TAGS, DIRECTIONS, ZERO_WIDTH, SELECTORS].map(({ source }) => source).join('|'), 'gu');

/** A first look, for all the texts without any. */
const ANY = /[\u200B-\u200D\u202A-\u202E\u2060-\u2069\uFEFF]|[\uFE00-\uFE0F]|[\u{E0000}-\u{E01EF}]/u;

export interface Invisible {
  readonly span: Span;
  /** The first characters by their numbers, `U+200B U+200C`. */
  readonly codes: string;
}

const SHOWN = 4;

function codesOf(text: string): string {
  const points = [...text].map(
    (char) => `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
  return (
    points.slice(0, SHOWN).join(' ') + (points.length > SHOWN ? ` and ${points.length - SHOWN} more` : '')
  );
}

/** The runs of invisible characters in `text`. */
export function invisibleIn(text: string): readonly Invisible[] {
  if (!ANY.test(text)) return [];
  const mixed = RIGHT_TO_LEFT.test(text);
  return [...text.matchAll(ALL)].flatMap(({ 0: run, index }): Invisible[] => {
    if (mixed && DIRECTIONS.test(run)) return [];
    return [{ span: { start: index, end: index + run.length }, codes: codesOf(run) }];
  });
}
