/**
 * Line arithmetic on a document's text, shared by all edits. Offsets count from the start of the document.
 */
import type { Edit } from '../engine/types.ts';
import type { MapNode, Node, Pair, SequenceNode, Tree } from './nodes.ts';

/** Start of the line that holds `offset`. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** End of the line that holds `offset`, before its line end. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  const end = newline < 0 ? text.length : newline;
  return end > offset && text[end - 1] === '\r' ? end - 1 : end;
}

/** Start of the line after the one that ends at `end`; the text's end after the last line. */
export function nextLine(text: string, end: number): number {
  const newline = text.indexOf('\n', end);
  return newline < 0 ? text.length : newline + 1;
}

/** Where a field's content ends on its last line; a field without value ends behind its colon. */
export function pairEnd({ key, value }: Pair): number {
  return Math.max(key.end, value.span.end);
}

/** One child of a collection: a field from its key, or an item from its dash. */
export interface Child {
  readonly start: number;
  readonly end: number;
  readonly value: Node;
}

export function childrenOf(node: MapNode | SequenceNode): Child[] {
  if (node.kind === 'map')
    return node.pairs.map((pair) => ({ start: pair.key.start, end: pairEnd(pair), value: pair.value }));
  return node.items.map(({ start, value }) => ({
    start,
    end: Math.max(start + (node.flow ? 0 : 1), value.span.end),
    value,
  }));
}

/**
 * Inserts `text` at `at` as a replacement of the character before it. So two fixes that would write different things
 * at one place clash, as they must, instead of being put one behind the other.
 */
export function insertion(tree: Tree, at: number, text: string): Edit {
  const code = tree.text.charCodeAt(at - 1);
  const start = Math.max(0, at - (code >= 0xdc00 && code <= 0xdfff ? 2 : 1));
  return { span: { start, end: at }, text: tree.text.slice(start, at) + text };
}

/** Puts `lines` below the line on which content ends at `end`; its trailing comment stays on it. */
export function linesBelow(tree: Tree, end: number, lines: readonly string[]): Edit {
  const { text, style } = tree;
  if (end > 0 && text[end - 1] === '\n')
    return insertion(tree, end, lines.map((line) => line + style.endOfLine).join(''));
  return insertion(tree, lineEnd(text, end), lines.map((line) => style.endOfLine + line).join(''));
}

/** How far in the first line that an insertion adds stands; a list item stands deeper than a key in its column. */
function depthOf(added: string): number {
  const line = added.replace(/^[\r\n]+/, '');
  const column = line.length - line.trimStart().length;
  return 2 * column + (line.trimStart().startsWith('-') ? 1 : 0);
}

/** What an insertion puts behind the text that it repeats (see `insertion`); undefined for an edit that writes anew. */
function inserted({ text }: Tree, edit: Edit): string | undefined {
  const kept = text.slice(edit.span.start, edit.span.end);
  const added = edit.text.startsWith(kept) ? edit.text.slice(kept.length) : undefined;
  // `1` -> `10` begins with what it replaces as well, and what is put behind a colon is its one value.
  const more = kept === ':' ? /^[\r\n]/ : kept === '\n' ? /^/ : /^[\s,]/;
  return added !== undefined && more.test(added) ? added : undefined;
}

/** Two overlapping edits as one: insertions at one place, or an insertion behind what the other writes anew. */
function joint(tree: Tree, a: Edit, b: Edit): Edit | undefined {
  if (a.span.end !== b.span.end) return undefined;
  const [behindA, behindB] = [inserted(tree, a), inserted(tree, b)];
  if (behindA === undefined)
    return behindB === undefined ? undefined : { span: a.span, text: a.text + behindB };
  if (behindB === undefined) return { span: b.span, text: b.text + behindA };
  const parts = [behindA, behindB].sort((one, other) => depthOf(other) - depthOf(one));
  return { span: a.span, text: tree.text.slice(a.span.start, a.span.end) + parts.join('') };
}

/**
 * `edits` of one fix with insertions at the same place made one: what goes into the innermost collection comes first,
 * for all of them end there. Undefined when edits overlap in another way.
 */
export function together(tree: Tree, edits: readonly Edit[]): readonly Edit[] | undefined {
  const joined: Edit[] = [];
  for (const edit of edits) {
    const index = joined.findIndex(
      (other) => other.span.start < edit.span.end && edit.span.start < other.span.end,
    );
    const other = joined[index];
    if (!other) joined.push(edit);
    else if (other.text === edit.text && other.span.end === edit.span.end) continue;
    else {
      const one = joint(tree, other, edit);
      if (!one) return undefined;
      joined[index] = one;
    }
  }
  return joined;
}

const ACTION_LINE = /^[ \t]*(?:\{\{|\{%)/;

/** Whether the first line with content after `offset`'s line starts with a template action: nothing can be put before it. */
export function actionBelow(tree: Tree, offset: number): boolean {
  if (!tree.templated) return false;
  const rest = tree.text.slice(nextLine(tree.text, offset)).replace(/^(?:[ \t]*\r?\n)+/, '');
  return ACTION_LINE.test(rest);
}

/** Whether the last line with content before `offset`'s line starts with a template action. */
export function actionAbove(tree: Tree, offset: number): boolean {
  if (!tree.templated) return false;
  const above = tree.text.slice(0, lineStart(tree.text, offset)).trimEnd();
  return ACTION_LINE.test(above.slice(above.lastIndexOf('\n') + 1));
}
