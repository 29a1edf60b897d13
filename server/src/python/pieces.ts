/**
 * Cuts a Python text into pieces, one or more top-level statements each, by looking at quotes, brackets and line starts
 * only: each piece is parsed on its own, so a keystroke costs what its piece costs, and what is broken breaks its piece
 * alone. Knows no grammar: a piece that is cut wrongly is a syntax error in that piece, never in the others.
 */

/** What decides where a line may end: comments, quotes, brackets, continuations, line ends. */
const MARK = /["'#\\\n()[\]{}]/g;

/** A line that goes on with the compound statement before it. */
const CLAUSE = /(?:else|elif|except|finally)\b/y;

/** What nobody writes inside brackets at the start of a line: the bracket before it was never closed. */
const STATEMENT = /(?:def|class|async[ \t]+def|import)[ \t]+\w|from[ \t]+[\w.]+[ \t]+import\b|@\w/y;

const DECORATOR = /@/y;

function at(pattern: RegExp, text: string, offset: number): boolean {
  pattern.lastIndex = offset;
  return pattern.test(text);
}

/** The offset after the literal whose opening quote stands at `open`; an unclosed one ends with its line, or the text. */
function afterLiteral(text: string, open: number): number {
  const quote = text.charAt(open);
  const triple = text.startsWith(quote.repeat(3), open);
  const close = triple ? quote.repeat(3) : quote;
  let i = open + close.length;
  for (; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '\\') i += text.startsWith('\r\n', i + 1) ? 2 : 1;
    else if (c === '\n' && !triple) return i;
    else if (c === quote && (!triple || text.startsWith(close, i))) return i + close.length;
  }
  return text.length;
}

/** Whether a statement of the top level may begin at `line`, the start of a line outside of any literal. */
function begins(text: string, line: number, depth: number, decorated: boolean): boolean {
  const c = text.charAt(line);
  if (c === '' || c === ' ' || c === '\t' || c === '\f' || c === '\n' || c === '\r' || c === '#')
    return false;
  if (depth > 0) return at(STATEMENT, text, line);
  return !decorated && c !== ')' && c !== ']' && c !== '}' && !at(CLAUSE, text, line);
}

/** A line with nothing on it, or only a comment. */
const EMPTY = /[^\S\n]*(?:#[^\n]*)?(?:\n|$)/y;

/** The offset behind the empty lines at `start`. */
function afterEmptyLines(text: string, start: number): number {
  let end = start;
  while (end < text.length && at(EMPTY, text, end)) end = EMPTY.lastIndex;
  return end;
}

/**
 * Where the piece after the one at `start` begins, in UTF-16 offsets; the length of the text when there is none. Lines
 * without code between statements are pieces of their own, so that a statement does not change with what stands around
 * it. Depends on the text from `start` to the end of the first line of the next statement, and on nothing else.
 */
export function nextPiece(text: string, start: number): number {
  const filled = afterEmptyLines(text, start);
  if (filled > start) return filled;
  let depth = 0;
  let decorated = at(DECORATOR, text, start);
  /** Behind the last line with code, and whether there is code on the line at hand, looked at up to `seen`. */
  let end = start;
  let code = false;
  let seen = start;
  MARK.lastIndex = start;
  for (let found = MARK.exec(text); found; found = MARK.exec(text)) {
    const { index } = found;
    const mark = found[0];
    code ||= (mark !== '\n' && mark !== '#') || depth > 0 || /\S/.test(text.slice(seen, index));
    switch (mark) {
      case '#': {
        const newline = text.indexOf('\n', index);
        MARK.lastIndex = newline < 0 ? text.length : newline;
        break;
      }
      case '"':
      case "'":
        MARK.lastIndex = afterLiteral(text, index);
        break;
      case '\\':
        if (text.startsWith('\r\n', index + 1)) MARK.lastIndex = index + 3;
        else if (text.startsWith('\n', index + 1)) MARK.lastIndex = index + 2;
        break;
      case '\n': {
        const line = index + 1;
        if (code) end = line;
        if (begins(text, line, depth, decorated)) return end;
        if (depth === 0 && /\S/.test(text.charAt(line)) && text.charAt(line) !== '#')
          decorated = at(DECORATOR, text, line);
        code = false;
        break;
      }
      case '(':
      case '[':
      case '{':
        depth++;
        break;
      default:
        if (depth > 0) depth--;
    }
    seen = MARK.lastIndex;
  }
  return code || /\S/.test(text.slice(seen)) ? text.length : end;
}
