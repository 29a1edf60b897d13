/**
 * Edits that put something into a document: a field with its missing parents, a list item, another document.
 * Every other byte stays. `undefined` means that it cannot be done here without harm: through an alias, where a
 * template may write the same, or into a shape that is not a map.
 */
import type { Edit } from '../engine/types.ts';
import { field, type Step, type View } from './access.ts';
import { formatFlow, formatScalar, itemLines, type Plain, pairLines } from './format.ts';
import type { MapNode, Pair, ScalarNode, SequenceNode, Tree } from './nodes.ts';
import { actionBelow, childrenOf, insertion, linesBelow } from './positions.ts';

export type Edits = readonly Edit[] | undefined;

/** `value` inside maps for each of `path`. */
function nested(path: readonly Step[], value: Plain): Plain {
  return path.reduceRight<Plain>((inner, step) => ({ [String(step)]: inner }), value);
}

function isJson(map: MapNode): boolean {
  return map.pairs.length > 0 && map.pairs.every((pair) => pair.quoted);
}

/** The whole document is JSON: what is put in must be, too. */
function isJsonDocument({ root }: Tree): boolean {
  return root?.kind === 'map' && root.flow && isJson(root);
}

/** Adds the text of a field or item to a flow collection, laid out as its last child is. */
function intoFlow(tree: Tree, node: MapNode | SequenceNode, written: string): Edits {
  const { text } = tree;
  const [opening, closing] = node.kind === 'map' ? ['{', '}'] : ['[', ']'];
  if (text[node.span.start] !== opening || text[node.span.end - 1] !== closing) return undefined;
  const children = childrenOf(node);
  const last = children.at(-1);
  const inner = { start: node.span.start + 1, end: node.span.end - 1 };
  if (!last) {
    if (text.slice(inner.start, inner.end).trim() !== '') return undefined;
    // Brackets and all: two fixes that fill the same `{}` must clash.
    return [{ span: node.span, text: node.kind === 'map' ? `{ ${written} }` : `[${written}]` }];
  }
  if (node.kind === 'map' && node.merges.length > 0) return undefined;
  const before = text.slice(children.at(-2)?.end ?? inner.start, last.start);
  const space = before.includes('\n')
    ? tree.style.endOfLine + before.slice(before.lastIndexOf('\n') + 1)
    : ' ';
  // A comma behind the last child stays behind the last one, so that another insertion here can follow.
  const comma = /^\s*,/.exec(text.slice(last.end, inner.end))?.[0];
  return comma === undefined
    ? [insertion(tree, last.end, `,${space}${written}`)]
    : [insertion(tree, last.end + comma.length, `${space}${written},`)];
}

function addPair(tree: Tree, map: MapNode, name: string, value: Plain): Edits {
  if (map.open) return undefined;
  if (map.flow) {
    const json = isJson(map) || isJsonDocument(tree);
    return intoFlow(tree, map, `${formatScalar(name, json)}: ${formatFlow(value, json)}`);
  }
  if (actionBelow(tree, map.span.end)) return undefined;
  return [linesBelow(tree, map.span.end, pairLines(name, value, map.column, tree.style))];
}

/** A new scalar in place of `old`, in its kind of quotes. */
function replaceScalar(old: ScalarNode, value: Plain): Edits {
  if (value !== null && typeof value === 'object') return undefined;
  if (old.templated || old.style === 'block') return undefined;
  if (old.empty) return [{ span: old.span, text: ` ${formatScalar(value)}` }];
  if (typeof value === 'string' && old.style === 'double')
    return [{ span: old.span, text: JSON.stringify(value) }];
  if (typeof value === 'string' && old.style === 'single')
    return [{ span: old.span, text: `'${value.replaceAll("'", "''")}'` }];
  return [{ span: old.span, text: formatScalar(value) }];
}

/** Gives `key:` without a value its first one. */
function fillEmpty(tree: Tree, map: MapNode, pair: Pair, empty: ScalarNode, value: Plain): Edits {
  if (empty.anchor !== undefined || empty.templated) return undefined;
  if (value === null || typeof value !== 'object') return replaceScalar(empty, value);
  if (map.flow) {
    return [insertion(tree, empty.span.start, ` ${formatFlow(value, isJson(map))}`)];
  }
  if (actionBelow(tree, pair.key.end)) return undefined;
  const [, ...lines] = pairLines(pair.name, value, map.column, tree.style);
  return lines.length === 0
    ? [{ span: empty.span, text: ` ${formatFlow(value)}` }]
    : [linesBelow(tree, pair.key.end, lines)];
}

function addItem(tree: Tree, node: SequenceNode, item: Plain): Edits {
  if (node.open) return undefined;
  const json =
    isJsonDocument(tree) ||
    (node.items.length > 0 &&
      node.items.every(({ value }) => value.kind === 'scalar' && value.style === 'double'));
  if (node.flow) return intoFlow(tree, node, formatFlow(item, json));
  if (actionBelow(tree, node.span.end)) return undefined;
  return [linesBelow(tree, node.span.end, itemLines(item, node.column, tree.style))];
}

/** Adds what the sequence lacks of the scalars of `list`, in one edit. */
function addScalars(tree: Tree, node: SequenceNode, list: readonly Plain[]): Edits {
  const there = new Set(node.items.map(({ value }) => (value.kind === 'scalar' ? value.value : undefined)));
  const lacking = list.filter((item) => item === null || typeof item === 'object' || !there.has(item));
  const [first, ...more] = lacking;
  if (first === undefined || more.length > 0) return undefined;
  return addItem(tree, node, first);
}

function step(view: View, index: number): View | undefined {
  const item = view.node.kind === 'sequence' ? view.node.items[index] : undefined;
  if (!item || item.value.kind === 'alias') return undefined;
  return { ...view, node: item.value, depth: view.depth + 1 };
}

/** `{}` or `[]`, with nothing but space in it. */
function isEmptyFlow({ text }: Tree, node: MapNode | SequenceNode): boolean {
  return /^(?:\{\s*\}|\[\s*\])$/.test(text.slice(node.span.start, node.span.end));
}

/**
 * Sets the field at `path` below `view`. Parents that are missing are created; a list adds to the list that stands
 * there the one item it lacks. A scalar keeps its kind of quotes.
 */
export function setField(view: View, path: readonly Step[], value: Plain): Edits {
  const [name, ...rest] = path;
  const { tree, node } = view;
  if (view.via || name === undefined) return undefined;
  if (typeof name === 'number') {
    const item = step(view, name);
    return item ? setField(item, rest, value) : undefined;
  }
  if (node.kind !== 'map') return undefined;
  const found = field(view, name);
  if (found === 'maybe') return undefined;
  if (found === 'absent' || !found.own) {
    if (found !== 'absent' && rest.length > 0) return undefined;
    return addPair(tree, node, name, nested(rest, value));
  }
  const child = found.value;
  if (child.via) return undefined;
  if (child.node.kind === 'scalar' && child.node.empty)
    return fillEmpty(tree, node, found.pair, child.node, nested(rest, value));
  if (rest.length > 0) return setField(child, rest, value);
  if (child.node.kind === 'scalar') return replaceScalar(child.node, value);
  if (isEmptyFlow(tree, child.node) && value !== null && typeof value === 'object')
    return [{ span: child.node.span, text: formatFlow(value, isJsonDocument(tree)) }];
  return child.node.kind === 'sequence' && Array.isArray(value)
    ? addScalars(tree, child.node, value)
    : undefined;
}

/** Adds `item` to the list at `path` below `view`; the list and its parents are created when missing. */
export function appendItem(view: View, path: readonly Step[], item: Plain): Edits {
  const [name, ...rest] = path;
  if (view.via) return undefined;
  if (name === undefined)
    return view.node.kind === 'sequence' ? addItem(view.tree, view.node, item) : undefined;
  if (typeof name === 'number') {
    const next = step(view, name);
    return next ? appendItem(next, rest, item) : undefined;
  }
  const found = field(view, name);
  if (typeof found === 'string') return setField(view, path, [item]);
  if (!found.own || found.value.via) return undefined;
  const { node } = found.value;
  if (node.kind === 'scalar') return node.empty ? setField(view, path, [item]) : undefined;
  return appendItem(found.value, rest, item);
}

/**
 * Appends `document` (lines, each ended) as a document of its own behind the one of `tree`. Nothing is appended to a
 * templated document: it may stand inside an action.
 */
export function appendDocument(tree: Tree, document: string): Edits {
  if (tree.templated) return undefined;
  const { text, style } = tree;
  const at = text.length;
  const addition = `---${style.endOfLine}${document}`;
  if (text === '' || text.endsWith('\n')) return [{ span: { start: at, end: at }, text: addition }];
  return [{ span: { start: at, end: at }, text: style.endOfLine + addition.trimEnd() }];
}
