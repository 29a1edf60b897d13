/**
 * Where template actions may put fields or items that the text does not show. A rule must not call a field missing
 * there. Works on the finished tree; knows no parser.
 */
import type { MapNode, Node, ScalarNode, SequenceNode } from './nodes.ts';
import type { LineAction } from './templates.ts';

type Collection = MapNode | SequenceNode;

/** The collections around an action, outermost first, and the empty value that it may fill. */
interface Surroundings {
  readonly around: readonly Collection[];
  readonly empty: { readonly node: ScalarNode; readonly column: number } | undefined;
}

/** The last child that starts before `offset`: what is written below it, up to the next child, belongs to it. */
function childBefore(node: Collection, offset: number): { start: number; value: Node } | undefined {
  const children =
    node.kind === 'map' ? node.pairs.map((p) => ({ start: p.key.start, value: p.value })) : node.items;
  let low = 0;
  let high = children.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((children[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return children[low - 1];
}

function surroundings(root: Node, offset: number): Surroundings {
  const around: Collection[] = [];
  let node: Node = root;
  while (node.kind === 'map' || node.kind === 'sequence') {
    around.push(node);
    const child = childBefore(node, offset);
    if (!child) break;
    if (child.value.kind === 'scalar' && child.value.empty)
      return { around, empty: { node: child.value, column: node.column } };
    node = child.value;
  }
  return { around, empty: undefined };
}

function open(root: Node, action: LineAction): void {
  const { around, empty } = surroundings(root, action.span.start);
  const { column } = action;
  if (empty && (column === undefined || column >= empty.column)) empty.node.templated = true;
  if (column === undefined) {
    for (const node of around) node.open = true;
    return;
  }
  if (empty && column > empty.column) return;
  const depth = Math.max(...around.filter((node) => node.column <= column).map((node) => node.column));
  for (const node of around) if (node.flow || node.column === depth) node.open = true;
}

/** Marks in `root` what the actions of `lines` may fill in: `open` collections and `templated` values. */
export function markOpenings(root: Node, lines: readonly LineAction[]): void {
  for (const action of lines) if (action.inserts) open(root, action);
}
