/**
 * Edits that take something out of a document or rename it. What would be left empty goes too, so that no
 * `securityContext:` becomes null by accident. Every other byte stays. `undefined`: cannot be done here without harm.
 */
import type { Edit, Span } from '../engine/types.ts';
import { field, type Step, type View } from './access.ts';
import type { Edits } from './additions.ts';
import { formatFlow, formatScalar, type Plain, pairLines } from './format.ts';
import type { MapNode, Node, Pair, SequenceNode, Tree } from './nodes.ts';
import {
  actionAbove,
  actionBelow,
  type Child,
  childrenOf,
  lineEnd,
  lineStart,
  nextLine,
  pairEnd,
} from './positions.ts';

/** A collection and which of its children is meant. */
interface Level {
  readonly node: MapNode | SequenceNode;
  readonly index: number;
}

/** Whether aliases outside of `node` may lead to an anchor inside it: without it they would lead nowhere. */
function isReferred(tree: Tree, node: Node): boolean {
  if (node.kind === 'alias') return false;
  if (node.anchor !== undefined && tree.text.includes(`*${node.anchor}`)) return true;
  if (node.kind === 'scalar') return false;
  return childrenOf(node).some(({ value }) => isReferred(tree, value));
}

/** The collections on the way to `path`, outermost first; undefined when an alias or a gap lies on it. */
function levels(view: View, path: readonly Step[]): Level[] | undefined {
  const list: Level[] = [];
  let at = view;
  for (const name of path) {
    const { node } = at;
    if (at.via || node.kind === 'scalar' || node.open) return undefined;
    if (typeof name === 'number') {
      const item = node.kind === 'sequence' ? node.items[name] : undefined;
      if (!item) return undefined;
      list.push({ node, index: name });
      at = item.value.kind === 'alias' ? { ...at, via: item.value.span } : { ...at, node: item.value };
    } else {
      const found = field(at, name);
      if (typeof found === 'string' || !found.own || node.kind !== 'map') return undefined;
      list.push({ node, index: node.pairs.indexOf(found.pair) });
      at = found.value;
    }
  }
  return list;
}

/** Start of the block of comment lines directly above `start`, which begins a line; `start` when there is none. */
export function commentsAbove(tree: Tree, start: number): number {
  const column = (at: number): number => at - lineStart(tree.text, at);
  const key = start + (/^[ \t]*/.exec(tree.text.slice(start, lineEnd(tree.text, start)))?.[0].length ?? 0);
  let top = start;
  for (let i = tree.comments.length - 1; i >= 0; i--) {
    const comment = tree.comments[i];
    if (!comment || comment.span.start >= top) continue;
    const line = lineStart(tree.text, comment.span.start);
    const alone = tree.text.slice(line, comment.span.start).trim() === '';
    if (!alone || nextLine(tree.text, comment.span.end) !== top || column(comment.span.start) !== column(key))
      break;
    top = line;
  }
  return top;
}

/** Whole lines from `start` (a line's start) to the line that holds `end`. */
function cutLines(tree: Tree, start: number, end: number): Span {
  const { text } = tree;
  const keeps = end > 0 && text[end - 1] === '\n';
  const after = keeps ? end : nextLine(text, end);
  const unended = after === text.length && !text.endsWith('\n');
  if (!unended || start === 0) return { start, end: after };
  const newline = start - 1;
  return { start: text[newline - 1] === '\r' ? newline - 1 : newline, end: text.length };
}

/** Cuts the lines of a flow child that has them for itself; a comma left before the bracket is allowed in YAML. */
function flowLines(tree: Tree, child: Child, withComments: boolean): Edits {
  const { text } = tree;
  const line = lineStart(text, child.start);
  const comma = /^[ \t]*,/.exec(text.slice(child.end))?.[0].length ?? 0;
  const behind = text.slice(child.end + comma, lineEnd(text, child.end)).trim();
  if (text.slice(line, child.start).trim() !== '' || (behind !== '' && !behind.startsWith('#')))
    return undefined;
  return [{ span: cutLines(tree, withComments ? commentsAbove(tree, line) : line, child.end), text: '' }];
}

function fromFlow(tree: Tree, { node, index }: Level, child: Child, withComments: boolean): Edits {
  if (node.kind === 'map' && node.merges.length > 0) return undefined;
  const children = childrenOf(node);
  const next = children[index + 1];
  const previous = children[index - 1];
  const span = next
    ? { start: child.start, end: next.start }
    : previous
      ? { start: previous.end, end: child.end }
      : undefined;
  if (!span) return undefined;
  const commented = tree.comments.some(
    (comment) => comment.span.start >= span.start && comment.span.end <= span.end,
  );
  return commented ? flowLines(tree, child, withComments) : [{ span, text: '' }];
}

/** Takes the first field off the line of its dash: the next field moves up to it. */
function fromDashLine(tree: Tree, node: MapNode | SequenceNode, child: Child): Edits {
  const { text } = tree;
  const after = nextLine(text, lineEnd(text, child.end));
  const next = after + (/^[ ]*/.exec(text.slice(after))?.[0].length ?? 0);
  const sameMap =
    node.kind === 'map' && next < node.span.end && next - after === node.column && text[next] !== '#';
  return sameMap ? [{ span: { start: child.start, end: next }, text: '' }] : undefined;
}

function fromBlock(tree: Tree, { node }: Level, child: Child, withComments: boolean): Edits {
  if (actionAbove(tree, child.start) || actionBelow(tree, child.end)) return undefined;
  const line = lineStart(tree.text, child.start);
  if (tree.text.slice(line, child.start).trim() !== '') return fromDashLine(tree, node, child);
  return [{ span: cutLines(tree, withComments ? commentsAbove(tree, line) : line, child.end), text: '' }];
}

/**
 * Removes the field or item at `path` below `view`, and each parent below `view` that would be left empty.
 * `withComments`: also the comment lines directly above it. A comment behind it on its line always goes with it.
 */
export function removeField(view: View, path: readonly Step[], withComments = false): Edits {
  const way = levels(view, path);
  for (let level = way?.pop(); level && way; level = way.pop()) {
    const children = childrenOf(level.node);
    const child = children[level.index];
    if (!child) return undefined;
    const merges = level.node.kind === 'map' ? level.node.merges.length : 0;
    if (children.length + merges <= 1) continue;
    if (isReferred(view.tree, child.value)) return undefined;
    return level.node.flow
      ? fromFlow(view.tree, level, child, withComments)
      : fromBlock(view.tree, level, child, withComments);
  }
  return undefined;
}

function quotedAs(tree: Tree, pair: Pair, name: string): string {
  if (!pair.quoted) return formatScalar(name);
  return tree.text[pair.key.start] === "'" ? `'${name.replaceAll("'", "''")}'` : JSON.stringify(name);
}

/** Renames the key `pair`, in its kind of quotes. */
export function renameKey(tree: Tree, pair: Pair, name: string): readonly Edit[] {
  return [{ span: pair.key, text: quotedAs(tree, pair, name) }];
}

/** Puts `name: value` in the place of the field at `path` below `view`; comments behind it stay. */
export function replaceField(view: View, path: readonly Step[], name: string, value: Plain): Edits {
  const level = levels(view, path)?.at(-1);
  if (level?.node.kind !== 'map') return undefined;
  const pair = level.node.pairs[level.index];
  if (!pair || isReferred(view.tree, pair.value)) return undefined;
  const span = { start: pair.key.start, end: pairEnd(pair) };
  const { tree } = view;
  if (tree.text[span.end - 1] === '\n' || (level.node.flow && tree.text[level.node.span.start] !== '{'))
    return undefined;
  if (level.node.flow) {
    const json = pair.quoted;
    return [{ span, text: `${formatScalar(name, json)}: ${formatFlow(value, json)}` }];
  }
  const lines = pairLines(name, value, level.node.column, tree.style);
  return [{ span, text: lines.join(tree.style.endOfLine).trimStart() }];
}
