/** Edits that take one thing out of a list or dictionary that is written out, with the comma that goes with it. */
import type { Edit, Span } from '../engine/types.ts';
import { type Call, type Expression, rootOf, type Sequence, spanOf } from './ast.ts';
import { boundOf } from './bind.ts';
import { constantOf, meaning } from './constants.ts';
import { type PythonFile, textFrom } from './file.ts';
import { expressionsOf } from './statements.ts';
import { walk } from './walk.ts';

/** Takes `spans[index]` of what stands in `node` out; undefined where a comment would lose what it is about. */
function withoutOne(
  file: PythonFile,
  node: Expression,
  spans: readonly Span[],
  index: number,
): Edit[] | undefined {
  const text = textFrom(file, node);
  const own = spans[index];
  if (!own) return undefined;
  if (spans.length === 1) {
    const { start, end } = spanOf(node);
    const inner = { start: start + 1, end: end - 1 };
    return text.slice(inner.start, inner.end).includes('#') ? undefined : [{ span: inner, text: '' }];
  }
  const before = spans[index - 1];
  const after = spans[index + 1];
  const span = after
    ? { start: own.start, end: after.start }
    : { start: before?.end ?? own.start, end: own.end };
  const gone = text.slice(span.start, own.start) + text.slice(own.end, span.end);
  if (gone.includes('#')) return undefined;
  return [{ span, text: '' }];
}

/** The list that is written around `item`. */
function listAround(item: Expression): Sequence | undefined {
  let found: Sequence | undefined;
  for (const { statement } of boundOf(rootOf(item.chunk)).statements)
    for (const expression of expressionsOf(statement))
      walk(expression, (node) => {
        if (node.kind === 'list' && node.items.includes(item)) found ??= node;
        return found === undefined;
      });
  return found;
}

/** Takes `call` out of the list that it is an item of. */
export function withoutItem(file: PythonFile, call: Call): Edit[] | undefined {
  const list = listAround(call);
  return list && withoutOne(file, list, list.items.map(spanOf), list.items.indexOf(call));
}

/** Takes the only text that `pattern` fits out of the list that `node` is. */
export function withoutText(file: PythonFile, node: Expression, pattern: string): Edit[] | undefined {
  const list = meaning(node, file.names);
  if (list.kind !== 'list' || !file.contains(list)) return undefined;
  const wanted = new RegExp(pattern, 'u');
  const fitting = list.items.filter((item) => {
    const value = constantOf(item, file.names);
    return value.state === 'known' && wanted.test(String(value.value));
  });
  const [only, ...more] = fitting;
  if (!only || more.length > 0) return undefined;
  return withoutOne(file, list, list.items.map(spanOf), list.items.indexOf(only));
}

/** Takes the entry with `value` out of a dictionary that is written out. */
export function withoutEntry(file: PythonFile, node: Expression, value: Expression): Edit[] | undefined {
  if (node.kind !== 'dict') return undefined;
  const spans = node.entries.map((entry) => ({
    start: spanOf(entry.key ?? entry.value).start,
    end: spanOf(entry.value).end,
  }));
  const index = node.entries.findIndex((entry) => entry.value === value);
  return node.entries[index]?.key ? withoutOne(file, node, spans, index) : undefined;
}
