/**
 * Whether a text that has the form of a key can be one: keys are drawn at random, placeholders and documentation are
 * not. Knows no provider and no file format.
 */

/** Words that stand in placeholders. All have at least five letters, so that chance does not write them. */
const PLACEHOLDER =
  /example|sample|placeholder|dummy|changeme|change[_-]me|redacted|insert|replace|your[_-]|yourkey|yourapi|api[_-]?key|goes[_-]?here|(?:fake|mock|test|todo)[_-]|[_-](?:fake|mock|test|todo)\b|xxxxx|\*\*\*\*|\.\.\./i;

/** A run of one character, or of characters in order, of this length does not come about by chance. */
const LONGEST_RUN = 6;

/** Shannon entropy of `text` in bits per character; 0 for an empty text. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Whether `text` holds `aaaaaa`, `abcdef`, `654321` or the like. */
function hasRun(text: string): boolean {
  let step = 0;
  let length = 1;
  for (let i = 1; i < text.length; i++) {
    const now = text.charCodeAt(i) - text.charCodeAt(i - 1);
    length = now === step && Math.abs(now) <= 1 ? length + 1 : 2;
    step = now;
    if (length >= LONGEST_RUN) return true;
  }
  return false;
}

/** Whether `text` is one block again and again, the last one perhaps cut off. */
function isRepeated(text: string): boolean {
  for (let period = 1; period <= text.length / 2; period++) {
    let at = period;
    while (at < text.length && text[at] === text[at - period]) at++;
    if (at === text.length) return true;
  }
  return false;
}

const LETTERS: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  $: 's',
  '@': 'a',
};

/** `s3cr3t` -> `secret`: digits and signs that stand for letters. In lower case. */
export function spelled(text: string): string {
  return text.toLowerCase().replace(/[013457$@]/g, (sign) => LETTERS[sign] ?? sign);
}

/** `your…key…here` in one word. Longer texts are not written by hand. */
const YOURS = /^(?:your|my|insert|put|add|enter).{0,24}(?:key|token|secret|password).{0,8}(?:here)?$/;
const LONGEST_WRITTEN = 40;

/** Whether people write `text` where a secret would stand, instead of a secret. */
export function isPlaceholder(text: string): boolean {
  if (text.length <= LONGEST_WRITTEN && YOURS.test(spelled(text))) return true;
  return PLACEHOLDER.test(text) || hasRun(text.toLowerCase()) || isRepeated(text);
}

/** Whether `text` may have been drawn at random, with at least `bits` of entropy per character. */
export function isRandom(text: string, bits: number): boolean {
  return entropy(text) >= bits && !isPlaceholder(text);
}
