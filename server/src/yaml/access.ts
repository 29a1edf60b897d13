/**
 * Reading a tree by key and path, through aliases and merge keys, one step at a time: nothing is ever expanded, so an
 * alias bomb costs no more than its text. Knows no meaning of any key.
 */
import type { Scalar, Value } from '../engine/predicates.ts';
import type { Span } from '../engine/types.ts';
import type { MapNode, Node, Pair, Tree } from './nodes.ts';

/** A node as reached on some way. */
export interface View {
  readonly tree: Tree;
  /** Never an alias: those are followed. */
  readonly node: Exclude<Node, { kind: 'alias' }>;
  /** The alias through which it was reached: to be reported instead of the node, which must not be edited here. */
  readonly via?: Span;
  readonly depth: number;
}

/** More aliases than this on one way count as unknown. */
const DEEPEST = 300;

const UNKNOWN: View['node'] = {
  kind: 'scalar',
  span: { start: 0, end: 0 },
  style: 'plain',
  value: null,
  empty: true,
  templated: true,
};

function view(tree: Tree, node: Node, via: Span | undefined, depth: number): View {
  let at = node;
  let through = via;
  let steps = depth;
  while (at.kind === 'alias') {
    through ??= at.span;
    if (!at.target || ++steps > DEEPEST) return { tree, node: UNKNOWN, via: through, depth: steps };
    at = at.target;
  }
  if (steps > DEEPEST) return { tree, node: UNKNOWN, depth: steps, ...(through ? { via: through } : {}) };
  return through ? { tree, node: at, via: through, depth: steps } : { tree, node: at, depth: steps };
}

/** The whole document; undefined when it is empty or unreadable. */
export function rootOf(tree: Tree): View | undefined {
  return tree.root ? view(tree, tree.root, undefined, 0) : undefined;
}

/** A field that is there. */
export interface Entry {
  readonly name: string;
  /** Where to report the key: the key itself, or the alias that brought it in. */
  readonly key: Span;
  /** The map itself holds the pair: no alias or merge key lies between. */
  readonly own: boolean;
  readonly pair: Pair;
  readonly value: View;
}

function entry(holder: View, pair: Pair, own: boolean): Entry {
  const key = holder.via ?? pair.key;
  return {
    name: pair.name,
    key,
    own,
    pair,
    value: view(holder.tree, pair.value, holder.via, holder.depth + 1),
  };
}

/** The maps that `<<` of `map` brings in, in order of precedence; a map met before is not visited again. */
function mergedMaps(holder: View, map: MapNode, seen: Set<Node>): View[] {
  const found: View[] = [];
  for (const merge of map.merges) {
    const source = view(holder.tree, merge, holder.via, holder.depth + 1);
    const sources =
      source.node.kind === 'sequence'
        ? source.node.items.map((i) => view(holder.tree, i.value, source.via, source.depth))
        : [source];
    for (const one of sources) {
      if (seen.has(one.node)) continue;
      seen.add(one.node);
      found.push(one);
      if (one.node.kind === 'map') found.push(...mergedMaps(one, one.node, seen));
    }
  }
  return found;
}

function merged(holder: View): View[] {
  const { node } = holder;
  return node.kind === 'map' && node.merges.length > 0 ? mergedMaps(holder, node, new Set([node])) : [];
}

/** Every field of a map, merged ones last; of several with one name the first that counts. Empty for other nodes. */
export function entries(holder: View): Entry[] {
  const { node } = holder;
  if (node.kind !== 'map') return [];
  const list = node.pairs.map((pair) => entry(holder, pair, holder.via === undefined));
  const sources = merged(holder);
  if (sources.length === 0) return list;
  const names = new Set(list.map(({ name }) => name));
  for (const source of sources) {
    if (source.node.kind !== 'map') continue;
    for (const pair of source.node.pairs) {
      if (names.has(pair.name)) continue;
      names.add(pair.name);
      list.push(entry(source, pair, false));
    }
  }
  return list;
}

/** The items of a sequence; empty for other nodes. */
export function items(holder: View): View[] {
  const { node } = holder;
  return node.kind === 'sequence'
    ? node.items.map((item) => view(holder.tree, item.value, holder.via, holder.depth + 1))
    : [];
}

/** Why a field cannot be had: surely not there, perhaps put there by a template, or its value is not known. */
export type Missing = 'absent' | 'maybe';

/** The field `name` of `holder`. Of a key written twice in a template (two branches) the value is not known. */
export function field(holder: View, name: string): Entry | Missing {
  const { node } = holder;
  if (node.kind === 'scalar') return node.templated ? 'maybe' : 'absent';
  if (node.kind === 'sequence') return node.open ? 'maybe' : 'absent';
  const own = node.pairs.filter((pair) => pair.name === name && !pair.templated);
  const last = own.at(-1);
  if (last) {
    const found = entry(holder, last, holder.via === undefined);
    const twice = own.length > 1 && holder.tree.templated;
    return twice
      ? { ...found, value: { ...found.value, node: { ...UNKNOWN, span: last.value.span } } }
      : found;
  }
  let open = node.open;
  for (const source of merged(holder)) {
    if (source.node.kind !== 'map') {
      open = true;
      continue;
    }
    const pair = source.node.pairs.findLast((p) => p.name === name && !p.templated);
    if (pair) return entry(source, pair, false);
    open ||= source.node.open;
  }
  return open ? 'maybe' : 'absent';
}

/** One step of a bound path: a field's name or an item's index. */
export type Step = string | number;

/** What is to be found at the end of a path. */
export interface Place {
  readonly value: Value;
  /** The path with every `*` bound; a `*` that found nothing stays. */
  readonly path: readonly Step[];
  /** The node; undefined when it is not there. */
  readonly view?: View;
  /** The key of the last field of the path, or the item's own value; undefined when it is not there. */
  readonly key?: Span;
  /** The key of the deepest field on the path that is there, for reporting what is missing. */
  readonly nearest?: Span;
}

/** A view's value. A collection is known; its value is its text, so that it equals no scalar a rule names. */
export function knownValue({ node, tree }: View): Value {
  if (node.kind !== 'scalar')
    return { state: 'known', value: tree.text.slice(node.span.start, node.span.end) };
  return node.templated ? { state: 'unknown' } : { state: 'known', value: node.value };
}

interface Way {
  readonly path: readonly Step[];
  readonly key?: Span;
  readonly nearest?: Span;
}

function missing(state: Missing, way: Way, rest: readonly string[]): Place {
  return { value: { state }, path: [...way.path, ...rest], ...(way.nearest ? { nearest: way.nearest } : {}) };
}

/** Children for `*`: items of a sequence or values of a map. */
function children(holder: View, way: Way): { view: View; way: Way }[] {
  if (holder.node.kind === 'sequence') {
    return items(holder).map((item, index) => ({
      view: item,
      way: { ...way, path: [...way.path, index], key: item.via ?? item.node.span },
    }));
  }
  return entries(holder).map(({ name, key, value }) => ({
    view: value,
    way: { path: [...way.path, name], key, nearest: key },
  }));
}

function walk(holder: View, rest: readonly string[], way: Way): Place[] {
  const [name, ...after] = rest;
  if (name === undefined) return [{ ...way, value: knownValue(holder), view: holder }];
  if (name === '*') {
    const list = children(holder, way).flatMap((child) => walk(child.view, after, child.way));
    const open = holder.node.kind === 'scalar' ? holder.node.templated : holder.node.open;
    return open ? [...list, missing('maybe', way, rest)] : list;
  }
  const found = field(holder, name);
  if (typeof found === 'string') return [missing(found, way, rest)];
  return walk(found.value, after, { path: [...way.path, name], key: found.key, nearest: found.key });
}

/**
 * What stands at a dotted path below `holder`; `*` stands for every item of a sequence or field of a map, so there may
 * be none or many. A sequence or map that a template may add to yields one more place, in state `maybe`.
 */
export function places(holder: View, path: string): Place[] {
  return walk(holder, path === '' ? [] : path.split('.'), { path: [] });
}

/** The node at a dotted path without `*`; undefined when it is not there. */
export function nodeAt(holder: View, path: string): View | undefined {
  return places(holder, path)[0]?.view;
}

/** The node at a bound path; undefined when it is not there. */
export function follow(holder: View, path: readonly Step[]): View | undefined {
  let at: View | undefined = holder;
  for (const step of path) {
    if (!at) return undefined;
    if (typeof step === 'number') at = items(at)[step];
    else {
      const found: Entry | Missing = field(at, step);
      at = typeof found === 'string' ? undefined : found.value;
    }
  }
  return at;
}

/** A scalar as the author wrote it, without quotes (`1.10` stays `1.10`); undefined when templated or a collection. */
export function textOf({ node, tree }: View): string | undefined {
  if (node.kind !== 'scalar' || node.templated) return undefined;
  return typeof node.value === 'string' ? node.value : tree.text.slice(node.span.start, node.span.end);
}

/** The scalar at a path, undefined when absent, templated, unknown or a collection. */
export function scalarAt(holder: View, path: string): Scalar | undefined {
  const found = nodeAt(holder, path);
  return found && found.node.kind === 'scalar' && !found.node.templated ? found.node.value : undefined;
}

/** Where to report a node: the alias it came through, or its own text. */
export function spanOf({ node, via }: View): Span {
  return via ?? node.span;
}
