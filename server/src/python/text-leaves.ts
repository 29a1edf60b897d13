/** The values that a text or a structure is made of, as far as that is written in one place. */
import type { Expression } from './ast.ts';
import { meaning } from './constants.ts';
import type { PythonFile } from './file.ts';

/** The pieces of what is put together in `node`; itself where it is one value. */
export function piecesIn(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'fstring':
      return node.parts.filter((part) => typeof part !== 'string').flatMap(piecesIn);
    case 'binary':
      return [node.left, node.right].flatMap(piecesIn);
    case 'tuple':
    case 'list':
      return node.items.flatMap(piecesIn);
    case 'dict':
      return node.entries.flatMap(({ value }) => piecesIn(value));
    case 'call':
      if (node.func.kind === 'attribute' && /^(format|join)$/.test(node.func.attr))
        return node.args.flatMap(({ value }) => piecesIn(value));
      return [node];
    case 'comprehension':
      return node.element.flatMap(piecesIn);
    default:
      return [node];
  }
}

const STRUCTURES = new Set(['list', 'dict', 'tuple']);
const TEXTS = new Set(['fstring', 'binary']);

/** Names of names are not followed for ever. */
const DEEPEST = 6;

/**
 * The same, where a name may stand for a list or dictionary that is written out elsewhere in the file; with `texts` also
 * for a text that is put together there.
 */
export function leavesOf(
  file: PythonFile,
  node: Expression,
  texts = false,
  depth = 0,
): readonly Expression[] {
  return piecesIn(node).flatMap((piece) => {
    const meant = piece.kind === 'name' ? meaning(piece, file.names) : piece;
    const isWritten = STRUCTURES.has(meant.kind) || (texts && TEXTS.has(meant.kind));
    return meant !== piece && isWritten && depth < DEEPEST
      ? leavesOf(file, meant, texts, depth + 1)
      : [piece];
  });
}
