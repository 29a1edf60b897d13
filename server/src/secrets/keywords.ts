/**
 * Finds many words in one pass over a text, whatever their number (Wu and Manber's way): two characters say how far no
 * word can end, so about every second character is looked at, and words are compared only where the rarest part of one
 * may stand. Time grows with the text, never with the words. Knows no secret and no table.
 */

/** Letters, the commonest in texts first: what is rare in a word is looked for. */
const COMMONEST = 'etaoinsrhldcumfpgwybvkxjqz';

/** A word to look for, and what its finder wants back. */
export interface Keyword<T> {
  readonly word: string;
  /** Whether capitals count. */
  readonly exact: boolean;
  readonly value: T;
}

export interface Keywords<T> {
  /** How far to go on behind two characters; 0 where they may end a part that is looked for. */
  readonly steps: Uint8Array;
  /** The bucket of words whose part ends with three characters; 0 for none. */
  readonly endings: Uint16Array;
  readonly buckets: readonly (readonly Placed<T>[])[];
}

/** A word, and how many of its characters the part that is looked for ends behind. */
interface Placed<T> {
  readonly keyword: Keyword<T>;
  readonly until: number;
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

/** Where not all of a text is ASCII, most blocks of this many characters are. */
const BLOCK = 1 << 11;
const encoder = new TextEncoder();
let buffer = new Uint8Array(BLOCK);

/**
 * One byte for each UTF-16 unit of `text`: its code where that is ASCII, and 0. Valid until the next call. Reading bytes is
 * several times as fast as asking a string for its characters.
 */
function bytesOf(text: string): Uint8Array {
  const { length } = text;
  if (buffer.length < length + 2 * BLOCK) buffer = new Uint8Array(length + 2 * BLOCK);
  const whole = encoder.encodeInto(text, buffer);
  if (whole.written === length) {
    buffer[length] = 0;
    return buffer;
  }
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

/** Signs that have no class of their own fall together with the space, which is the commonest of all. */
function rarity(char: string): number {
  if (classAt(char, 0) === 0) return 0;
  const rank = COMMONEST.indexOf(char.toLowerCase());
  return rank < 0 ? COMMONEST.length : rank + 1;
}

/** Behind which character of `word` the part ends whose end is the rarest: of four characters, or three where need be. */
function rarestIn(word: string): number {
  let best = Math.min(word.length, WIDTH);
  let most = 0;
  for (let until = word.length; until >= SHORTEST; until--) {
    const rare = rarity(word.charAt(until - 2)) * rarity(word.charAt(until - 1));
    if (rare > most && (until >= WIDTH || most === 0)) [best, most] = [until, rare];
  }
  return best;
}

/** Compiles `words`. Throws on one of fewer than three characters. */
export function keywordsOf<T>(words: readonly Keyword<T>[]): Keywords<T> {
  const steps = new Uint8Array(ALPHABET * ALPHABET).fill(WIDTH - 1);
  const endings = new Uint16Array(ALPHABET ** SHORTEST);
  const buckets: Placed<T>[][] = [[]];
  const step = (pair: number, most: number): void => {
    steps[pair] = Math.min(steps[pair] ?? 0, most);
  };
  for (const keyword of [...words].sort((a, b) => b.word.length - a.word.length)) {
    const { word } = keyword;
    if (word.length < SHORTEST) throw new Error(`too short to look for: ${word}`);
    const until = rarestIn(word);
    for (let at = until - 2; at >= 0 && at > until - 1 - WIDTH; at--) step(pairAt(word, at), until - 2 - at);
    // What stands before a part of three characters may be anything.
    if (until === SHORTEST)
      for (let other = 0; other < ALPHABET; other++) step((other << BITS) | classAt(word, 0), WIDTH - 2);
    const ending = (pairAt(word, until - 3) << BITS) | classAt(word, until - 1);
    const known = endings[ending] ?? 0;
    const number = known > 0 ? known : buckets.length;
    endings[ending] = number;
    buckets[number] = [...(buckets[number] ?? []), { keyword, until }];
  }
  return { steps, endings, buckets };
}

/** Capitals of ASCII as small letters. */
function lowered(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}

function stands(text: string, at: number, { word, exact }: Keyword<unknown>): boolean {
  if (exact) return text.startsWith(word, at);
  for (let i = 0; i < word.length; i++)
    if (lowered(text.charCodeAt(at + i)) !== lowered(word.charCodeAt(i))) return false;
  return true;
}

/**
 * Calls `found` for every word of `keywords` at every place in `text`, nearly in the order of the text (of words that
 * overlap, the one whose rarest part comes first), at one place the longest first. `found` returns where to go on: an offset behind the place, or the place itself to hear of shorter words, too.
 */
export function findKeywords<T>(
  text: string,
  { steps, endings, buckets }: Keywords<T>,
  found: (keyword: Keyword<T>, at: number) => number,
): void {
  const bytes = bytesOf(text);
  let next = 0;
  for (let end = SHORTEST - 1; end < text.length; ) {
    const pair = ((CLASSES[bytes[end - 1] ?? 0] ?? 0) << BITS) | (CLASSES[bytes[end] ?? 0] ?? 0);
    const step = steps[pair] ?? 0;
    if (step > 0) {
      end += step;
      continue;
    }
    const bucket = endings[((CLASSES[bytes[end - 2] ?? 0] ?? 0) << (2 * BITS)) | pair] ?? 0;
    end++;
    if (bucket === 0) continue;
    for (const { keyword, until } of buckets[bucket] ?? []) {
      const start = end - until;
      if (start < next || !stands(text, start, keyword)) continue;
      const goOn = found(keyword, start);
      if (goOn === start) continue;
      next = goOn;
      break;
    }
    end = Math.max(end, next);
  }
}
