/**
 * One walk of a tree-sitter cursor into plain objects. Crossing into WebAssembly costs more than anything done
 * afterwards, so each node is visited once and everything needed of it is taken then.
 */
import type { TreeCursor } from 'web-tree-sitter';
import type { Chunk } from './ast.ts';

/** A node as tree-sitter has it; offsets are absolute UTF-16. Anonymous nodes (`=`, `and`) are kept. */
export interface RawNode {
  readonly type: string;
  readonly named: boolean;
  readonly field: string | null;
  readonly start: number;
  readonly end: number;
  readonly missing: boolean;
  readonly children: readonly RawNode[];
  /** A method that did not change since the last version; it was not walked again. */
  readonly reused?: Chunk;
}

/** The chunk of an earlier version that may stand for the node at `start`, in absolute UTF-16 offsets. */
export type Reuse = (start: number, end: number) => Chunk | undefined;

/** Nodes whose inside nobody needs. */
const LEAVES = new Set([
  'identifier',
  'integer',
  'float',
  'comment',
  'string_content',
  'string_start',
  'string_end',
  'dotted_name',
]);

const METHODS = new Set(['function_definition', 'decorated_definition']);

/** Deeper nesting than this is cut off: no one writes it, and recursion must stay inside the stack. */
const DEEPEST = 400;

/**
 * Copies the node under `cursor` and all below it; the cursor ends where it began. `isClean`: whether the node under it
 * is free of syntax errors.
 */
export function readTree(cursor: TreeCursor, reuse: Reuse, isClean: () => boolean): RawNode {
  return readNode(cursor, reuse, isClean, []);
}

/** `above`: the types of the nodes around, the outermost first. */
function readNode(cursor: TreeCursor, reuse: Reuse, isClean: () => boolean, above: string[]): RawNode {
  const type = cursor.nodeType;
  const children: RawNode[] = [];
  const start = cursor.startIndex;
  const end = cursor.endIndex;
  // Only as a method it is a part of its own: not behind decorators that are new, nor where errors took its class away.
  const isMethod = METHODS.has(type) && above.at(-1) === 'block' && above.at(-2) === 'class_definition';
  const old = isMethod ? reuse(start, end) : undefined;
  if (old && isClean()) {
    return {
      type,
      named: true,
      field: cursor.currentFieldName,
      start,
      end,
      missing: false,
      children,
      reused: old,
    };
  }
  if (above.length < DEEPEST && !LEAVES.has(type) && cursor.gotoFirstChild()) {
    above.push(type);
    do children.push(readNode(cursor, reuse, isClean, above));
    while (cursor.gotoNextSibling());
    above.pop();
    cursor.gotoParent();
  }
  return {
    type,
    named: cursor.nodeIsNamed,
    field: cursor.currentFieldName,
    start,
    end,
    missing: cursor.nodeIsMissing,
    children,
  };
}

/** The first child with the field `name`. */
export function child(node: RawNode, name: string): RawNode | undefined {
  return node.children.find((c) => c.field === name);
}

/** All children with the field `name`. */
export function childrenOf(node: RawNode, name: string): RawNode[] {
  return node.children.filter((c) => c.field === name);
}

/** The named children, comments and errors left out. */
export function named(node: RawNode): RawNode[] {
  return node.children.filter((c) => c.named && c.type !== 'comment' && c.type !== 'ERROR');
}
