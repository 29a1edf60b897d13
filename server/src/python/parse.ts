/**
 * Text -> chunks, piece by piece; pieces whose text did not change are taken over as they are, wherever they moved to.
 * The only file besides `tree.ts` and `lower.ts` that knows tree-sitter.
 */

import { type Difference, differenceOf } from '../engine/difference.ts';
import { parserOf } from '../grammar/grammars.ts';
import { type Chunk, shift, withParts } from './ast.ts';
import { lowerChunk } from './lower.ts';
import { nextPiece } from './pieces.ts';
import { readTrees } from './tree.ts';

/** Part of a text and the top-level statements in it. Their chunks move when text above them changes. */
interface Piece {
  start: number;
  end: number;
  readonly chunks: readonly Chunk[];
}

export interface Parsed {
  readonly text: string;
  readonly pieces: readonly Piece[];
  readonly chunks: readonly Chunk[];
}

/** Methods of `before` that lie outside of the edit, by where they would start now. */
function untouched(before: readonly Piece[], { start, oldEnd, newEnd }: Difference): Map<number, Chunk> {
  const found = new Map<number, Chunk>();
  for (const part of withParts(before.flatMap(({ chunks }) => chunks))) {
    if (!part.owner || part.broken) continue;
    if (part.offset + part.length < start) found.set(part.offset, part);
    else if (part.offset > oldEnd) found.set(part.offset - oldEnd + newEnd, part);
  }
  return found;
}

/** Parses the piece of `text` from `start` to `end`; `methods` are of an earlier version, by where they would start. */
function parsePiece(text: string, start: number, end: number, methods: ReadonlyMap<number, Chunk>): Piece {
  const own = text.slice(start, end);
  const tree = parserOf('python').parse(own);
  if (!tree?.language) throw new Error('the Python parser gave up');
  const chunks: Chunk[] = [];
  const cursor = tree.walk();
  const reuse = (from: number, to: number): Chunk | undefined => {
    const old = methods.get(start + from);
    return old?.length === to - from ? old : undefined;
  };
  try {
    const broken = tree.rootNode.hasError;
    if (cursor.gotoFirstChild())
      for (const node of readTrees(cursor, { broken, reuse }, tree.language))
        chunks.push(lowerChunk(node, own));
  } finally {
    cursor.delete();
    tree.delete();
  }
  // Lowered as if the piece were the text; now every chunk goes to its place.
  for (const chunk of chunks) shift(chunk, start);
  return { start, end, chunks };
}

function move(piece: Piece, delta: number): void {
  for (const chunk of piece.chunks) shift(chunk, delta);
  piece.start += delta;
  piece.end += delta;
}

/** Parses `text`, taking over from `previous` (which is used up) what did not change. */
export function parse(text: string, previous?: Parsed): Parsed {
  const old = previous?.pieces ?? [];
  const edit = differenceOf(previous?.text ?? '', text);
  const delta = edit.newEnd - edit.oldEnd;
  // Where a piece ends is decided by the first line of the next statement, which two pieces may stand before.
  let before = 0;
  while ((old[before + 2]?.end ?? Number.POSITIVE_INFINITY) < edit.start) before++;
  const pieces = old.slice(0, before);
  const between: { readonly start: number; readonly end: number }[] = [];
  let start = old[before]?.start ?? 0;
  let after = before;
  /** Whether an old piece behind the edit begins where the next one does: then all that follow are the same. */
  const meets = (): boolean => {
    for (; after < old.length; after++) {
      const piece = old[after];
      if (piece && piece.start >= edit.oldEnd && piece.start + delta >= start)
        return piece.start + delta === start;
    }
    return false;
  };
  while (!meets() && start < text.length) {
    const end = nextPiece(text, start);
    between.push({ start, end });
    start = end;
  }
  const methods = untouched(old.slice(before, after), edit);
  const spare = new Map(old.slice(before, before + 3).map((piece) => [piece.start, piece]));
  for (const { start: from, end: to } of between) {
    const unchanged = spare.get(from);
    if (unchanged?.end === to && to <= edit.start) pieces.push(unchanged);
    else pieces.push(parsePiece(text, from, to, methods));
  }
  for (; after < old.length; after++) {
    const piece = old[after];
    if (!piece) continue;
    if (delta !== 0) move(piece, delta);
    pieces.push(piece);
  }
  const chunks: Chunk[] = [];
  for (const piece of pieces) for (const chunk of piece.chunks) chunks.push(chunk);
  return { text, pieces, chunks };
}
