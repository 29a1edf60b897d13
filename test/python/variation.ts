/**
 * Python programs that mean the same as another: other names, other texts, another order of what does not depend on
 * each other. Seeded, so that a failure can be repeated.
 */

import { applyEdits } from '../../server/src/engine/edits.ts';
import type { Edit, Span } from '../../server/src/engine/types.ts';
import {
  type Expression,
  type FunctionDef,
  type Name,
  type Statement,
  spanOf,
} from '../../server/src/python/ast.ts';
import { boundOf } from '../../server/src/python/bind.ts';
import { parse } from '../../server/src/python/parse.ts';
import { expressionsOf } from '../../server/src/python/statements.ts';
import { walk } from '../../server/src/python/walk.ts';

/** Random numbers in [0, 1) that a seed repeats. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** `list` in another order. */
export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const mixed = [...list];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const moved = mixed[last] as T;
    mixed[last] = mixed[other] as T;
    mixed[other] = moved;
  }
  return mixed;
}

const SYLLABLES = ['ba', 'do', 'fi', 'ku', 'la', 'mo', 'ne', 'pi', 'ru', 'so', 'ta', 'vu', 'we', 'zo'];

/** A word that means nothing. */
export function word(random: () => number): string {
  return Array.from({ length: 3 }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]).join('');
}

/** All statements of `text`, and all expressions in them. */
function nodesOf(text: string): { statements: Statement[]; expressions: Expression[] } {
  const { chunks } = parse(text);
  const statements = chunks.flatMap((chunk) => boundOf(chunk).statements.map(({ statement }) => statement));
  const expressions: Expression[] = [];
  for (const statement of statements) {
    for (const outermost of expressionsOf(statement)) {
      walk(outermost, (node) => {
        expressions.push(node);
        return true;
      });
    }
    const targets = statement.kind === 'with' ? statement.items.flatMap(({ target }) => target ?? []) : [];
    expressions.push(...targets);
  }
  return { statements, expressions };
}

function renamed(span: Span, from: string, names: ReadonlyMap<string, string>, suffix = false): Edit[] {
  const to = names.get(from);
  if (to === undefined) return [];
  const start = suffix ? span.end - from.length : span.start;
  return [{ span: { start, end: start + from.length }, text: to }];
}

/** `text` with the identifiers of `names` renamed wherever they stand as identifiers. */
export function rename(text: string, names: ReadonlyMap<string, string>): string {
  const { statements, expressions } = nodesOf(text);
  const edits = expressions.flatMap((node): Edit[] => {
    if (node.kind === 'name') return renamed(spanOf(node), (node as Name).id, names);
    return node.kind === 'attribute' ? renamed(spanOf(node), node.attr, names, true) : [];
  });
  for (const statement of statements) {
    if (statement.kind !== 'function' && statement.kind !== 'class') continue;
    const { nameSpan, chunk, name } = statement;
    edits.push(
      ...renamed({ start: nameSpan.start + chunk.offset, end: nameSpan.end + chunk.offset }, name, names),
    );
    for (const param of statement.kind === 'function' ? (statement as FunctionDef).params : [])
      edits.push(...renamed(spanOf(param), param.name, names));
  }
  return applyEdits(text, edits);
}

/** `text` with the contents of its plain strings changed by `change`; undefined leaves one as it is. */
export function retext(text: string, change: (content: string) => string | undefined): string {
  const edits = nodesOf(text).expressions.flatMap((node): Edit[] => {
    if (node.kind !== 'string' || node.joined) return [];
    const content = change(node.value);
    const { start, end } = spanOf(node);
    const quotes = /^\w*("""|'''|"|')/.exec(text.slice(start, end));
    if (content === undefined || !quotes?.[1]) return [];
    return [{ span: { start: start + quotes[0].length, end: end - quotes[1].length }, text: content }];
  });
  return applyEdits(text, edits);
}

/** `text` with the groups of whole lines that statements take put into the order of `order`; comments above go with them. */
export function reorder(text: string, groups: readonly Span[], order: readonly number[]): string {
  const texts = groups.map(({ start, end }) => text.slice(start, end));
  const edits = groups.map((span, index): Edit => ({ span, text: texts[order[index] ?? index] ?? '' }));
  return applyEdits(text, edits);
}
