/** The value of Python string literals. Knows the language reference's escapes, nothing of rules. */

const SIMPLE: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const ESCAPE =
  /\\(?:\r\n|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|N\{[^}]*\}|([0-7]{1,3})|([\s\S]))/g;

function codePoint(hex: string): string {
  const code = Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD';
}

/** What `content`, the text between the quotes, stands for. A raw string stands for itself. */
export function decode(content: string, raw: boolean): string {
  if (raw || !content.includes('\\')) return content;
  return content.replace(
    ESCAPE,
    (whole, x?: string, u?: string, long?: string, octal?: string, one?: string) => {
      if (x ?? u ?? long) return codePoint(x ?? u ?? long ?? '0');
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      if (one !== undefined) return SIMPLE[one] ?? whole;
      return whole.startsWith('\\N') ? '\uFFFD' : '';
    },
  );
}

/** The prefix letters of a literal (`rb`, `f`), in lower case, from its opening `string_start`. */
export function prefixOf(opening: string): string {
  return opening.replace(/['"]+$/, '').toLowerCase();
}
