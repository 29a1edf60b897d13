/**
 * The parser's nodes -> our tree: tight spans, names as written, aliases joined to their anchors. The only file that
 * knows the node classes of the `yaml` package. Knows no schema beyond YAML's own.
 */
import {
  type Alias,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type ParsedNode,
  type YAMLMap,
  type YAMLSeq,
  type Scalar as YamlScalar,
} from 'yaml';
import type { Scalar } from '../engine/predicates.ts';
import type { AliasNode, Item, MapNode, Node, Pair, ScalarNode, SequenceNode } from './nodes.ts';
import { type LineAction, MASK } from './templates.ts';

/** Nothing that a person writes nests deeper; below it everything counts as unknown. */
const DEEPEST = 200;

export interface Lowered {
  readonly root: Node | undefined;
  /** Layout, as far as the document shows any. */
  readonly step: number | undefined;
  readonly dash: number | undefined;
}

interface Context {
  /** With template actions hidden. */
  readonly text: string;
  readonly lines: readonly LineAction[];
  readonly anchors: Map<string, Node>;
  step: number | undefined;
  dash: number | undefined;
}

const STYLES: Readonly<Record<string, ScalarNode['style']>> = {
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'block',
  BLOCK_FOLDED: 'block',
};

/** Column of `offset`; a byte order mark takes none. */
function columnOf(text: string, offset: number): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return offset - start - (start === 0 && text.startsWith('\uFEFF') ? 1 : 0);
}

function emptyAt(offset: number, templated = false): ScalarNode {
  return {
    kind: 'scalar',
    span: { start: offset, end: offset },
    style: 'plain',
    value: null,
    empty: true,
    templated,
  };
}

function hasAction(context: Context, start: number, end: number): boolean {
  const written = context.text.slice(start, end);
  if (written.includes(MASK)) return true;
  return written.includes('\n') && context.lines.some(({ span }) => span.start >= start && span.end <= end);
}

function known(node: YamlScalar, written: string): Scalar {
  const { value } = node;
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  return node.source ?? written;
}

/** The end of a scalar's content: a block scalar that keeps its last line ends (`|+`) ends after them, no other does. */
function scalarEnd(text: string, start: number, end: number): number {
  const written = text.slice(start, end);
  if (/^[|>]\d?\+/.test(written)) return end;
  return start + written.trimEnd().length;
}

/** Right behind the colon, dash or anchor that an empty value at `offset` follows. */
function signBefore(text: string, offset: number): number {
  let at = offset;
  while (text[at - 1] === ' ' || text[at - 1] === '\t') at--;
  return at;
}

function scalar(node: YamlScalar.Parsed, context: Context): ScalarNode {
  const [start, valueEnd] = node.range;
  const style = STYLES[node.type ?? ''] ?? 'plain';
  if (start === valueEnd) return emptyAt(signBefore(context.text, start));
  const end = style === 'block' ? scalarEnd(context.text, start, valueEnd) : valueEnd;
  const value = known(node, context.text.slice(start, end));
  return {
    kind: 'scalar',
    span: { start, end },
    style,
    value,
    empty: false,
    templated: hasAction(context, start, end),
  };
}

function alias(node: Alias.Parsed, context: Context): AliasNode {
  const [start, end] = node.range;
  return { kind: 'alias', span: { start, end }, target: context.anchors.get(node.source) };
}

/** A key as written. Of a half-typed line joined to the next key only the last line counts. */
function keyOf(node: ParsedNode, context: Context): Omit<Pair, 'value'> {
  const [start, end] = node.range;
  const written = context.text.slice(start, end);
  const templated = written.includes(MASK);
  if (isScalar(node) && node.type !== 'PLAIN') {
    return { name: String(node.value), key: { start, end }, quoted: true, templated };
  }
  const line = written.slice(written.lastIndexOf('\n') + 1).trimStart();
  return {
    name: line.trimEnd(),
    key: { start: end - line.length, end: end - line.length + line.trimEnd().length },
    quoted: false,
    templated,
  };
}

function learnStyle(context: Context, column: number, value: Node): void {
  if (value.kind === 'map' && !value.flow && context.step === undefined && value.column > column)
    context.step = value.column - column;
  if (value.kind === 'sequence' && !value.flow && context.dash === undefined)
    context.dash = Math.max(0, value.column - column);
}

function map(node: YAMLMap.Parsed, context: Context, depth: number): MapNode {
  const [start, end] = node.range;
  const flow = node.flow === true;
  const column = columnOf(context.text, start);
  const pairs: Pair[] = [];
  const merges: Node[] = [];
  let last = start;
  for (const item of node.items) {
    if (!item.key) continue;
    const key = keyOf(item.key, context);
    const value = item.value ? lower(item.value, context, depth + 1) : emptyAt(key.key.end);
    const pair: Pair = { ...key, value };
    last = Math.max(last, key.key.end, value.span.end);
    if (pair.name === '<<' && !pair.quoted) merges.push(value);
    else pairs.push(pair);
    if (!flow) learnStyle(context, column, value);
  }
  const open = pairs.some((pair) => pair.templated);
  return { kind: 'map', span: { start, end: flow ? end : last }, flow, column, pairs, merges, open };
}

/** The dash of the item whose value starts at `value`, looked for from the end of the item before it. */
function dashBefore(text: string, from: number, value: number): number {
  for (let at = from; at < value; at++) {
    const sign = text[at];
    if (sign === '-') return at;
    if (sign !== '#') continue;
    const newline = text.indexOf('\n', at);
    if (newline < 0) break;
    at = newline;
  }
  return value;
}

function sequence(node: YAMLSeq.Parsed, context: Context, depth: number): SequenceNode {
  const [start, end] = node.range;
  const flow = node.flow === true;
  const items: Item[] = [];
  let last = start;
  for (const item of node.items) {
    const child = isPair(item) ? (item as unknown as { value: ParsedNode | null }).value : item;
    if (!child) continue;
    const value = lower(child, context, depth + 1);
    const from = flow ? value.span.start : dashBefore(context.text, last, value.span.start);
    items.push({ start: from, value });
    last = Math.max(from + (flow ? 0 : 1), value.span.end);
  }
  return {
    kind: 'sequence',
    span: { start, end: flow ? end : last },
    flow,
    column: columnOf(context.text, start),
    items,
    open: false,
  };
}

/** `node` as ours. An alias inside its own anchor has no target, so the tree has no circles. */
function lower(node: ParsedNode, context: Context, depth: number): Node {
  if (depth > DEEPEST) return emptyAt(node.range[0], true);
  if (isAlias(node)) return alias(node, context);
  const anchor = node.anchor;
  if (anchor !== undefined) context.anchors.delete(anchor);
  let lowered: Node;
  if (isMap(node)) lowered = map(node, context, depth);
  else if (isSeq(node)) lowered = sequence(node, context, depth);
  else lowered = scalar(node, context);
  if (anchor === undefined) return lowered;
  const anchored = { ...lowered, anchor };
  context.anchors.set(anchor, anchored);
  return anchored;
}

/** The tree under `node`; `text` is the masked text that was parsed. */
export function lowerDocument(node: ParsedNode | null, text: string, lines: readonly LineAction[]): Lowered {
  const context: Context = { text, lines, anchors: new Map(), step: undefined, dash: undefined };
  const root = node ? lower(node, context, 0) : undefined;
  return { root, step: context.step, dash: context.dash };
}
