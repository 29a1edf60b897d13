/**
 * Finds many words in one pass over a text, whatever their number (Wu and Manber's way): two characters say how far no
 * word can end, so about every second character is looked at, and only where three characters are the beginning of some
 * word are words compared. Time grows with the text, never with the words. Knows no secret and no table.
 */

/** A word to look for, and what its finder wants back. */
export interface Keyword<T> {
  readonly word: string;
  /** Whether capitals count. */
  readonly exact: boolean;
  readonly value: T;
}

export interface Keywords<T> {
  /** How far to go on behind two characters; 0 where a word may begin three characters before. */
  readonly steps: Uint8Array;
  /** The bucket of words that begin with three characters; 0 for none. */
  readonly beginnings: Uint16Array;
  readonly buckets: readonly (readonly Keyword<T>[])[];
}

/** The least length of a word, and how many characters of each decide. */
const SHORTEST = 3;
const WIDTH = 4;
const BITS = 5;
const ALPHABET = 1 << BITS;
const ASCII = 127;

/** Letters by themselves, without case; digits together; signs that words have by themselves; all else is 0. */
const CLASSES = new Uint8Array(ASCII + 1);
const SIGNS = '_-:/';
for (let code = 0; code <= ASCII; code++) {
  const char = String.fromCharCode(code).toLowerCase();
  if (/[a-z]/.test(char)) CLASSES[code] = char.charCodeAt(0) - 96;
  else if (/\d/.test(char)) CLASSES[code] = 27;
  else if (SIGNS.includes(char)) CLASSES[code] = 28 + SIGNS.indexOf(char);
}

function classAt(text: string, at: number): number {
  return CLASSES[text.charCodeAt(at) & ASCII] ?? 0;
}

function pairAt(text: string, at: number): number {
  return (classAt(text, at) << BITS) | classAt(text, at + 1);
}

const BLOCK = 1 << 14;
const encoder = new TextEncoder();
let buffer = new Uint8Array(BLOCK);

/**
 * One byte for each UTF-16 unit of `text`: its code where that is ASCII, and 0. Valid until the next call. Reading bytes is
 * several times as fast as asking a string for its characters.
 */
function bytesOf(text: string): Uint8Array {
  const { length } = text;
  if (buffer.length < length + 2 * BLOCK) buffer = new Uint8Array(length + 2 * BLOCK);
  for (let from = 0; from < length; from += BLOCK) {
    const block = text.slice(from, from + BLOCK);
    const { read, written } = encoder.encodeInto(block, buffer.subarray(from, from + BLOCK));
    if (read === block.length && written === block.length) continue;
    for (let at = 0; at < block.length; at++) {
      const code = block.charCodeAt(at);
      buffer[from + at] = code > ASCII ? 0 : code;
    }
  }
  buffer[length] = 0;
  return buffer;
}

/** Compiles `words`. Throws on one of fewer than three characters. */
export function keywordsOf<T>(words: readonly Keyword<T>[]): Keywords<T> {
  const steps = new Uint8Array(ALPHABET * ALPHABET).fill(WIDTH - 1);
  const beginnings = new Uint16Array(ALPHABET ** SHORTEST);
  const buckets: Keyword<T>[][] = [[]];
  const step = (pair: number, most: number): void => {
    steps[pair] = Math.min(steps[pair] ?? 0, most);
  };
  for (const each of [...words].sort((a, b) => b.word.length - a.word.length)) {
    const { word } = each;
    if (word.length < SHORTEST) throw new Error(`too short to look for: ${word}`);
    for (let at = 0; at + 2 <= Math.min(word.length, WIDTH); at++) step(pairAt(word, at), WIDTH - 2 - at);
    // What follows a word of three characters may be anything.
    if (word.length === SHORTEST)
      for (let other = 0; other < ALPHABET; other++) step((classAt(word, 2) << BITS) | other, 0);
    const beginning = (pairAt(word, 0) << BITS) | classAt(word, 2);
    const known = beginnings[beginning] ?? 0;
    const number = known > 0 ? known : buckets.length;
    beginnings[beginning] = number;
    buckets[number] = [...(buckets[number] ?? []), each];
  }
  return { steps, beginnings, buckets };
}

function stands(text: string, at: number, { word, exact }: Keyword<unknown>): boolean {
  if (text.startsWith(word, at)) return true;
  return !exact && text.slice(at, at + word.length).toLowerCase() === word.toLowerCase();
}

/**
 * Calls `found` for every word of `keywords` at every place in `text`, in the order of the text, at one place the longest
 * first. `found` returns where to go on: an offset behind the place, or the place itself to hear of shorter words, too.
 */
export function findKeywords<T>(
  text: string,
  { steps, beginnings, buckets }: Keywords<T>,
  found: (keyword: Keyword<T>, at: number) => number,
): void {
  const bytes = bytesOf(text);
  let next = 0;
  // One character more than there are: a word of three may be the last of the text.
  for (let end = WIDTH - 1; end <= text.length; ) {
    const third = CLASSES[bytes[end - 1] ?? 0] ?? 0;
    const step = steps[(third << BITS) | (CLASSES[bytes[end] ?? 0] ?? 0)] ?? 0;
    if (step > 0) {
      end += step;
      continue;
    }
    const at = end - WIDTH + 1;
    end++;
    const pair = ((CLASSES[bytes[at] ?? 0] ?? 0) << BITS) | (CLASSES[bytes[at + 1] ?? 0] ?? 0);
    const bucket = beginnings[(pair << BITS) | third] ?? 0;
    if (bucket === 0 || at < next) continue;
    for (const keyword of buckets[bucket] ?? []) {
      if (!stands(text, at, keyword)) continue;
      next = found(keyword, at);
      if (next > at) break;
    }
    end = Math.max(end, next + WIDTH - 1);
  }
}
