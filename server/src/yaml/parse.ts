/**
 * The text of one YAML document -> `Tree`. Never throws: what the parser cannot read is a gap, and the rest stands.
 * Knows nothing of files and of what a document is about.
 */
import { Composer, type CST, type Document, type ParsedNode, Parser } from 'yaml';
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

/** Where tokens keep other tokens. */
const PARTS = ['start', 'key', 'sep', 'value', 'items', 'props', 'end'] as const;

interface Part extends Partial<Record<(typeof PARTS)[number], unknown>> {
  readonly type?: unknown;
  readonly offset?: unknown;
  readonly source?: unknown;
}

/** Comments of the token tree, without recursion: tokens nest as deep as the text does. */
function commentsOf(tokens: readonly CST.Token[], text: string): Comment[] {
  const comments: Comment[] = [];
  const open: unknown[] = [...tokens];
  while (open.length > 0) {
    const token = open.pop();
    if (token === null || typeof token !== 'object') continue;
    if (Array.isArray(token)) {
      for (const part of token) open.push(part);
      continue;
    }
    const part: Part = token;
    if (part.type === 'comment' && typeof part.offset === 'number' && typeof part.source === 'string') {
      const span = { start: part.offset, end: part.offset + part.source.length };
      comments.push({ span, text: text.slice(span.start, span.end) });
    } else if (part.type !== 'space' && part.type !== 'newline') {
      for (const name of PARTS) if (part[name]) open.push(part[name]);
    }
  }
  return comments.sort((a, b) => a.span.start - b.span.start);
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

const OPTIONS = { uniqueKeys: false, strict: false, logLevel: 'silent', prettyErrors: false, merge: true } as const;

function problem(document: Document.Parsed<ParsedNode>): Gap[] {
  const error = document.errors[0];
  if (!error) return [];
  const [start, end] = error.pos;
  return [{ reason: `not read in full: ${error.message}`, span: { start, end } }];
}

/** The tree of a document that is not read. */
export function unreadTree(text: string, endOfLine: string): Tree {
  return { text, root: undefined, comments: [], gaps: [], brokenAt: undefined, templated: false, style: { endOfLine, step: 2, dash: 2 } };
}

/** Reads one document. `gaps` of the result are empty for a templated text: what is wrong there may be our masking. */
export function parseDocument({ text, masked, lines, templated, endOfLine }: DocumentText, version: YamlVersion): Tree {
  const nothing: Tree = { ...unreadTree(text, endOfLine), templated };
  if (tooDeep(masked)) return { ...nothing, gaps: [{ reason: 'not read: nested too deeply' }] };
  try {
    const tokens = [...new Parser().parse(masked)];
    const comments = commentsOf(tokens, text);
    const documents = [...new Composer({ ...OPTIONS, version }).compose(tokens, false, masked.length)];
    const document = documents.find(({ contents }) => contents !== null) ?? documents[0];
    if (!document) return { ...nothing, comments };
    const { root, step = 2, dash = step } = lowerDocument(document.contents, masked, lines);
    if (root) markOpenings(root, lines);
    const brokenAt = document.errors[0]?.pos[0];
    return { ...nothing, root, comments, brokenAt, gaps: templated ? [] : problem(document), style: { endOfLine, step, dash } };
  } catch (error) {
    return { ...nothing, gaps: [{ reason: `not read: ${error instanceof Error ? error.message : String(error)}` }] };
  }
}
