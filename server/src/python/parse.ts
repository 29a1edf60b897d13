/**
 * Text -> chunks, incrementally: tree-sitter reparses around the edit, and chunks outside of it are taken over as they
 * are. The only file besides `tree.ts` and `lower.ts` that knows tree-sitter.
 */
import { Edit, type Tree } from 'web-tree-sitter';
import { parserOf } from '../grammar/grammars.ts';
import { type Chunk, shift, withParts } from './ast.ts';
import { lowerChunk } from './lower.ts';
import { readTree } from './tree.ts';

/** A parsed text. Owns a tree in WebAssembly memory: call `free` once, or hand it to the next `parse`. */
export interface Parsed {
  readonly text: string;
  readonly chunks: readonly Chunk[];
  readonly tree: Tree;
}

/** Where two texts differ: the same before `start`, and after `oldEnd` and `newEnd`. UTF-16 offsets. */
interface Difference {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

function difference(before: string, after: string): Difference {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  while (
    same < shorter - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same++;
  return { start, oldEnd: before.length - same, newEnd: after.length - same };
}

function point(text: string, offset: number): { row: number; column: number } {
  let row = 0;
  let line = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    row++;
    line = at + 1;
  }
  return { row, column: offset - line };
}

/** Old chunks and their parts by where they would start in the new text, those that the edit touches left out. */
function untouched(previous: Parsed, { start, oldEnd, newEnd }: Difference): Map<number, Chunk> {
  const found = new Map<number, Chunk>();
  const add = (chunk: Chunk, key: number): void => {
    if (!isBroken(chunk)) found.set(key, chunk);
  };
  for (const chunk of withParts(previous.chunks)) {
    const end = chunk.offset + chunk.length;
    if (end < start) add(chunk, chunk.offset);
    else if (chunk.offset > oldEnd) add(chunk, chunk.offset - oldEnd + newEnd);
  }
  return found;
}

function isBroken(chunk: Chunk): boolean {
  return chunk.errors.length > 0 || chunk.parts.some(isBroken);
}

function chunksOf(tree: Tree, text: string, reusable: ReadonlyMap<number, Chunk>): Chunk[] {
  const chunks: Chunk[] = [];
  const cursor = tree.walk();
  // Asking one node is dear; in a text without errors the first answer serves for all.
  const clean = !tree.rootNode.hasError;
  const isClean = (): boolean => clean || !cursor.currentNode.hasError;
  const reuse =
    (part: boolean) =>
    (start: number, end: number): Chunk | undefined => {
      const old = reusable.get(start);
      return old && old.length === end - start && (old.owner !== undefined) === part ? old : undefined;
    };
  try {
    if (!cursor.gotoFirstChild()) return chunks;
    do {
      const start = cursor.startIndex;
      const old = reuse(false)(start, cursor.endIndex);
      if (old && isClean()) {
        shift(old, start - old.offset);
        chunks.push(old);
      } else if (cursor.nodeIsNamed) chunks.push(lowerChunk(readTree(cursor, reuse(true), isClean), text));
    } while (cursor.gotoNextSibling());
    return chunks;
  } finally {
    cursor.delete();
  }
}

/** Parses `text`, taking over from `previous` (which is used up) what did not change. */
export function parse(text: string, previous?: Parsed): Parsed {
  const parser = parserOf('python');
  let reusable: ReadonlyMap<number, Chunk> = new Map();
  if (previous) {
    const edit = difference(previous.text, text);
    reusable = untouched(previous, edit);
    previous.tree.edit(
      new Edit({
        startIndex: edit.start,
        oldEndIndex: edit.oldEnd,
        newEndIndex: edit.newEnd,
        startPosition: point(previous.text, edit.start),
        oldEndPosition: point(previous.text, edit.oldEnd),
        newEndPosition: point(text, edit.newEnd),
      }),
    );
  }
  const tree = parser.parse(text, previous?.tree);
  previous?.tree.delete();
  if (!tree) throw new Error('the Python parser gave up');
  return { text, tree, chunks: chunksOf(tree, text, reusable) };
}

/** Gives back the memory of `parsed`. */
export function free(parsed: Parsed): void {
  parsed.tree.delete();
}
