/**
 * A YAML text -> its documents, each parsed for itself and kept by its text, so that a keystroke costs the parse of
 * one document. Knows nothing of what the documents are about.
 */
import { endOfLine } from '../engine/lines.ts';
import type { Comment, Gap, Span } from '../engine/types.ts';
import type { Tree } from './nodes.ts';
import { parseDocument, unreadTree, type YamlVersion } from './parse.ts';
import { type LineAction, mask } from './templates.ts';

/** `start`: where the tree's text begins in the file; every offset of the tree counts from there. */
export interface Document {
  readonly start: number;
  readonly tree: Tree;
}

/** The documents of one text. */
export interface Documents {
  readonly documents: readonly Document[];
  readonly version: YamlVersion;
}

/** `---` and `...` at the start of a line: YAML allows neither inside any scalar. */
const MARKER = /^(?:---|\.\.\.)(?=[ \t\r\n]|$(?![\s\S]))/gm;

/** The starts of the parts of `masked`; a `...` ends its own part. */
function cuts(masked: string): number[] {
  const starts = [0];
  for (const { index, 0: marker } of masked.matchAll(MARKER)) {
    const newline = masked.indexOf('\n', index);
    const at = marker === '---' ? index : newline < 0 ? masked.length : newline + 1;
    if (at > (starts.at(-1) ?? 0) && at < masked.length) starts.push(at);
  }
  return starts;
}

function within(lines: readonly LineAction[], { start, end }: Span): LineAction[] {
  return lines
    .filter(({ span }) => span.start >= start && span.end <= end)
    .map((line) => ({ ...line, span: { start: line.span.start - start, end: line.span.end - start } }));
}

/**
 * Splits and parses `text`. Trees of `previous` are taken over for documents whose text did not change, wherever
 * they stand now. A document for whose text `wanted` is false is left unread, with an empty tree. Never throws.
 */
export function readDocuments(
  text: string,
  version: YamlVersion,
  previous?: Documents,
  wanted: (text: string) => boolean = () => true,
): Documents {
  const { text: masked, lines } = mask(text);
  const eol = endOfLine(text);
  const known = new Map<string, Tree>();
  if (previous?.version === version) for (const { tree } of previous.documents) known.set(tree.text, tree);
  const starts = cuts(masked);
  const documents = starts.map((start, index): Document => {
    const end = starts[index + 1] ?? text.length;
    const own = text.slice(start, end);
    const kept = known.get(own);
    if (kept && kept.style.endOfLine === eol) return { start, tree: kept };
    if (!wanted(own)) return { start, tree: unreadTree(own, eol) };
    const part = masked.slice(start, end);
    const templated = part !== own;
    const input = {
      text: own,
      masked: part,
      lines: within(lines, { start, end }),
      templated,
      endOfLine: eol,
    };
    return { start, tree: parseDocument(input, version) };
  });
  return { documents, version };
}

/** The document of `text` in which `offset` lies, its marker included. */
export function documentAt(text: string, offset: number): Span {
  const starts = cuts(mask(text).text);
  const start = starts.findLast((one) => one <= offset) ?? 0;
  return { start, end: starts.find((one) => one > offset) ?? text.length };
}

/** A span of a document's tree as a span of its file. */
export function inFile({ start }: Document, span: Span): Span {
  return { start: span.start + start, end: span.end + start };
}

/** All comments of the file, by file offsets. */
export function commentsIn({ documents }: Documents): Comment[] {
  return documents.flatMap((document) =>
    document.tree.comments.map((comment) => ({ ...comment, span: inFile(document, comment.span) })),
  );
}

/** What could not be read of the file, by file offsets. */
export function gapsIn({ documents }: Documents): Gap[] {
  return documents.flatMap((document) =>
    document.tree.gaps.map((gap) => (gap.span ? { ...gap, span: inFile(document, gap.span) } : gap)),
  );
}
