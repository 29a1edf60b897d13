/**
 * What a text is made of, as parsers that are not Parapet's own see it: the pieces that a fix must leave as they are,
 * and how much of the text is broken. Python has `statements.py` for that. Must not know fixes.
 */
import { DockerfileParser } from 'dockerfile-ast';
import { parse as parseToml } from 'smol-toml';
import { isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments } from 'yaml';
import type { Edit, Source, Span } from '../../server/src/engine/types.ts';

/** A piece of a text; two pieces with the same `key` say the same. */
export interface Piece {
  readonly span: Span;
  readonly key: string;
}

export interface Pieces {
  readonly list: readonly Piece[];
  /** How many places the parser complains of. */
  readonly errors: number;
  /** Pieces are parts of larger ones, which go as a whole. */
  readonly nested?: boolean;
}

const NONE: Pieces = { list: [], errors: 0 };

function spanOf(node: Node): Span {
  const [start, end] = node.range ?? [0, 0];
  return { start, end };
}

/** Every value with the keys that lead to it; items of a list have no number, they move. Null is none: it may be filled. */
function yamlPieces(text: string): Pieces {
  const list: Piece[] = [];
  let errors = 0;
  const visit = (node: unknown, path: string): void => {
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? String(key.value) : '?';
        visit(value, `${path}.${name}`);
      }
    } else if (isSeq(node)) {
      for (const item of node.items) visit(item, `${path}[]`);
    } else if (isScalar(node) && node.value !== null) {
      list.push({ span: spanOf(node), key: `${path} = ${JSON.stringify(node.value)}` });
    } else if (isAlias(node)) list.push({ span: spanOf(node), key: `${path} = *${node.source}` });
  };
  for (const document of parseAllDocuments(text, { version: '1.1', merge: true })) {
    errors += document.errors.length;
    visit(document.contents, '');
  }
  return { list, errors, nested: true };
}

const INSTRUCTION =
  /^(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)$/;

function dockerfilePieces(text: string): Pieces {
  const file = DockerfileParser.parse(text);
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const list = file.getInstructions().map((instruction): Piece => {
    const { start, end } = instruction.getRange();
    const span = {
      start: (starts[start.line] ?? 0) + start.character,
      end: (starts[end.line] ?? 0) + end.character,
    };
    return { span, key: text.slice(span.start, span.end) };
  });
  const unknown = file.getInstructions().filter((one) => !INSTRUCTION.test(one.getKeyword()));
  return { list, errors: unknown.length };
}

/** Lines that say something. */
function linePieces(text: string): Piece[] {
  return [...text.matchAll(/[^\r\n]+/g)]
    .filter(([line]) => line.trim() !== '')
    .map((match) => ({
      span: { start: match.index, end: match.index + match[0].length },
      key: match[0].trim(),
    }));
}

function fails(parse: (text: string) => unknown, text: string): number {
  try {
    parse(text);
    return 0;
  } catch {
    return 1;
  }
}

/** The pieces of `source`; none for Python. Never throws. */
export function piecesOf({ language, path, text }: Source): Pieces {
  if (language === 'python') return NONE;
  // A template of Helm's becomes YAML only when it is filled in.
  if (/\.ya?ml$/i.test(path))
    return text.includes('{{') ? { ...yamlPieces(text), errors: 0 } : yamlPieces(text);
  if (language === 'dockerfile') return dockerfilePieces(text);
  const list = linePieces(text);
  if (/(\.toml|uv\.lock|poetry\.lock|pdm\.lock|Pipfile)$/.test(path))
    return { list, errors: fails(parseToml, text) };
  if (/\.json$|Pipfile\.lock$/.test(path)) return { list, errors: fails(JSON.parse, text) };
  return { list, errors: 0 };
}

/** Whether an edit changes a piece; what is put beside one on lines of its own does not. */
function touches({ span, text }: Edit, { start, end }: Span): boolean {
  if (start < span.end && span.start < end) return true;
  if (span.start !== span.end) return false;
  return (span.start === end && !/^\r?\n/.test(text)) || (span.start === start && !/\n[ \t]*$/.test(text));
}

/** Whether a fix may have changed a piece: it edits it, and does not simply take it away with what it is about. */
function isOwn(piece: Piece, edits: readonly Edit[], finding: Span, nested: boolean): boolean {
  const { start, end } = piece.span;
  const met = (span: Span): boolean => span.start <= finding.end && finding.start <= span.end;
  return edits.some(({ span, text }) => {
    if (!touches({ span, text }, piece.span)) return false;
    const whole = span.start <= start && end <= span.end;
    return !whole || met(piece.span) || (nested && met(span));
  });
}

/**
 * The pieces of `before` that a fix of `finding` had to leave alone and that `after` does not hold any more, in the
 * order of the text.
 */
export function lostPieces(before: Pieces, after: Pieces, edits: readonly Edit[], finding: Span): Piece[] {
  const left = new Map<string, number>();
  for (const { key } of after.list) left.set(key, (left.get(key) ?? 0) + 1);
  return before.list.filter((piece) => {
    if (isOwn(piece, edits, finding, before.nested === true)) return false;
    const count = left.get(piece.key) ?? 0;
    left.set(piece.key, count - 1);
    return count <= 0;
  });
}
