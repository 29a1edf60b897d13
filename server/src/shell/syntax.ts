/**
 * Shell text -> plain syntax nodes. The only file of the shell that knows tree-sitter; its tree is freed before it
 * returns.
 */
import type { TreeCursor } from 'web-tree-sitter';
import { parserOf } from '../grammar/grammars.ts';

/** `start` and `end` are offsets into the parsed text. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly named: boolean;
  readonly missing: boolean;
  readonly field: string | undefined;
  readonly children: readonly SyntaxNode[];
}

/** Deeper nesting than people write; what is below is left out. `a && b && c` is nested by the grammar, not by people. */
const DEEPEST = 200;

type Growing = Omit<SyntaxNode, 'children'> & { readonly children: Growing[]; readonly depth: number };

function nodeAt(cursor: TreeCursor, parent: Growing | undefined): Growing {
  const {
    nodeType: type,
    startIndex: start,
    endIndex: end,
    nodeIsNamed: named,
    nodeIsMissing: missing,
  } = cursor;
  const depth = parent === undefined ? 0 : parent.depth + (type === 'list' && parent.type === 'list' ? 0 : 1);
  return {
    type,
    start,
    end,
    named,
    missing,
    field: cursor.currentFieldName ?? undefined,
    children: [],
    depth,
  };
}

/** Copies what is below `cursor`, without recursion: chains of commands can be long. */
function copy(cursor: TreeCursor): SyntaxNode {
  const root = nodeAt(cursor, undefined);
  const path = [root];
  for (let down = true; ; ) {
    const parent = path.at(-1);
    if (!parent) return root;
    if (down && parent.depth < DEEPEST && cursor.gotoFirstChild()) {
      const child = nodeAt(cursor, parent);
      parent.children.push(child);
      path.push(child);
      continue;
    }
    path.pop();
    const above = path.at(-1);
    if (!above) return root;
    down = cursor.gotoNextSibling();
    if (down) {
      const sibling = nodeAt(cursor, above);
      above.children.push(sibling);
      path.push(sibling);
    } else cursor.gotoParent();
  }
}

/** The syntax of `text`, with `ERROR` nodes where it is broken; undefined when the parser itself failed. */
export function syntaxOf(text: string): SyntaxNode | undefined {
  const parser = parserOf('bash');
  let tree: ReturnType<typeof parser.parse> = null;
  let cursor: TreeCursor | undefined;
  try {
    tree = parser.parse(text);
    cursor = tree?.walk();
    return cursor ? copy(cursor) : undefined;
  } catch {
    parser.reset();
    return undefined;
  } finally {
    cursor?.delete();
    tree?.delete();
  }
}
