/**
 * The text of one YAML document -> `Tree`. Never throws: what the parser cannot read is a gap, and the rest stands.
 * Knows nothing of files and of what a document is about.
 */
import { Composer, CST, type Document, Lexer, type ParsedNode, Parser } from 'yaml';
import type { Comment, Gap } from '../engine/types.ts';
import { lowerDocument } from './lower.ts';
import type { Tree } from './nodes.ts';
import { markOpenings } from './openings.ts';
import type { LineAction } from './templates.ts';

/** Kubernetes reads YAML 1.1 (`yes` is true there), compose 1.2. */
export type YamlVersion = '1.1' | '1.2';

export interface DocumentText {
  readonly text: string;
  /** `text` with its template actions hidden, of the same length. */
  readonly masked: string;
  /** Actions alone on their lines, by offsets in `text`. */
  readonly lines: readonly LineAction[];
  readonly templated: boolean;
  readonly endOfLine: string;
}

/** Lexemes that announce something and stand for no text. */
const SIGNS: ReadonlySet<string> = new Set(['doc-mode', 'flow-error-end', 'scalar']);

/** The parser's tokens of `masked`, and the comments met on the way, which the token tree holds scattered. */
function tokensOf(masked: string, text: string): { tokens: CST.Token[]; comments: Comment[] } {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const comments: Comment[] = [];
  let offset = 0;
  let scalarNext = false;
  for (const lexeme of new Lexer().lex(masked)) {
    const type: ReturnType<typeof CST.tokenType> = scalarNext ? null : CST.tokenType(lexeme);
    scalarNext = type === 'scalar';
    if (type === 'comment') {
      const span = { start: offset, end: offset + lexeme.length };
      comments.push({ span, text: text.slice(span.start, span.end) });
    }
    if (type === null || !SIGNS.has(type)) offset += lexeme.length;
    for (const token of parser.next(lexeme)) tokens.push(token);
  }
  for (const token of parser.end()) tokens.push(token);
  return { tokens, comments };
}

/** The deepest nesting of flow brackets and block lines that is handed to the parser, which is recursive. */
const DEEPEST = 1_000;

/** Whether `text` may nest deeper than the parser's stack bears: a cheap upper bound, far above what people write. */
function tooDeep(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 91 || code === 123) depth++;
    else if ((code === 93 || code === 125) && depth > 0) depth--;
    if (depth > DEEPEST) return true;
  }
  return false;
}

const OPTIONS = {
  uniqueKeys: false,
  strict: false,
  logLevel: 'silent',
  prettyErrors: false,
  merge: true,
} as const;

function problem(document: Document.Parsed<ParsedNode>): Gap[] {
  const error = document.errors[0];
  if (!error) return [];
  const [start, end] = error.pos;
  return [{ reason: `not read in full: ${error.message}`, span: { start, end } }];
}

/** The tree of a document that is not read. */
export function unreadTree(text: string, endOfLine: string): Tree {
  return {
    text,
    root: undefined,
    comments: [],
    gaps: [],
    brokenAt: undefined,
    templated: false,
    style: { endOfLine, step: 2, dash: 2 },
  };
}

/** Reads one document. `gaps` of the result are empty for a templated text: what is wrong there may be our masking. */
export function parseDocument(
  { text, masked, lines, templated, endOfLine }: DocumentText,
  version: YamlVersion,
): Tree {
  const nothing: Tree = { ...unreadTree(text, endOfLine), templated };
  if (tooDeep(masked)) return { ...nothing, gaps: [{ reason: 'not read: nested too deeply' }] };
  try {
    const { tokens, comments } = tokensOf(masked, text);
    const documents = [...new Composer({ ...OPTIONS, version }).compose(tokens, false, masked.length)];
    const document = documents.find(({ contents }) => contents !== null) ?? documents[0];
    if (!document) return { ...nothing, comments };
    const { root, step = 2, dash = step } = lowerDocument(document.contents, masked, lines);
    if (root) markOpenings(root, lines);
    const brokenAt = document.errors[0]?.pos[0];
    return {
      ...nothing,
      root,
      comments,
      brokenAt,
      gaps: templated ? [] : problem(document),
      style: { endOfLine, step, dash },
    };
  } catch (error) {
    return {
      ...nothing,
      gaps: [{ reason: `not read: ${error instanceof Error ? error.message : String(error)}` }],
    };
  }
}
