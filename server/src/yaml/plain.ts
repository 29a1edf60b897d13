/**
 * A small, fully known part of a tree -> plain data, for fixes that copy it. Refuses what is templated or large, so
 * that no alias bomb is ever expanded.
 */
import { entries, items, textOf, type View } from './access.ts';
import type { Plain } from './format.ts';

const MOST = 200;

function read(view: View, budget: { left: number }): Plain | undefined {
  if (budget.left-- <= 0) return undefined;
  const { node } = view;
  if (node.kind === 'scalar') {
    if (node.templated) return undefined;
    return typeof node.value === 'string' || node.value === null ? node.value : writable(view);
  }
  if (node.open) return undefined;
  if (node.kind === 'sequence') {
    const list = items(view).map((item) => read(item, budget));
    return list.some((item) => item === undefined) ? undefined : (list as Plain[]);
  }
  const map: Record<string, Plain> = {};
  for (const { name, pair, value } of entries(view)) {
    const item = pair.templated ? undefined : read(value, budget);
    if (item === undefined) return undefined;
    map[name] = item;
  }
  return map;
}

/** Numbers and booleans whose text is not what would be written again (`0777`, `yes`) stay text. */
function writable({ node, tree }: View): Plain {
  const written = tree.text.slice(node.span.start, node.span.end);
  const value = node.kind === 'scalar' ? node.value : null;
  return String(value) === written ? value : written;
}

/** The data under `view`; undefined when any of it is not known, or when it is more than a few lines. */
export function plainOf(view: View): Plain | undefined {
  return read(view, { left: MOST });
}

/** A map's scalars as text by key, e.g. labels; undefined when any is not known. */
export function textsOf(view: View): Record<string, string> | undefined {
  if (view.node.kind !== 'map' || view.node.open) return undefined;
  const texts: Record<string, string> = {};
  for (const { name, pair, value } of entries(view)) {
    const text = pair.templated ? undefined : textOf(value);
    if (text === undefined) return undefined;
    texts[name] = text;
  }
  return texts;
}
