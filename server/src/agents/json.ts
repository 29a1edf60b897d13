/**
 * JSON with comments and trailing commas, as editors and agents read their settings, with the places of everything.
 * Wraps the parser: nothing else knows it. Never fails: what is broken is left out, and named in a gap.
 */
import { createScanner, type Node, type ParseError, parseTree, visit } from 'jsonc-parser';
import type { Comment, Gap, Span } from '../engine/types.ts';

export interface JsonMember {
  readonly key: string;
  /** With its quotes. */
  readonly keySpan: Span;
  /** Undefined where it is still to be written. */
  readonly value: Json | undefined;
}

export type Json = { readonly span: Span } & (
  | { readonly kind: 'object'; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly items: readonly Json[] }
  /** `plain`: what stands between the quotes is the text itself. */
  | { readonly kind: 'text'; readonly text: string; readonly plain: boolean }
  | { readonly kind: 'other'; readonly value: number | boolean | null }
);

export interface JsonFile {
  readonly root: Json | undefined;
  readonly comments: readonly Comment[];
  readonly gaps: readonly Gap[];
}

/** The parser goes one call deeper for each bracket. */
const DEEPEST = 200;

function isTooDeep(text: string): boolean {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    const first = text[scanner.getTokenOffset()];
    if (first === '{' || first === '[') depth++;
    if (first === '}' || first === ']') depth--;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** The parser counts one character too many where a comment has just begun. */
function spanOf(
  { offset, length }: { readonly offset: number; readonly length: number },
  text: string,
): Span {
  return { start: offset, end: Math.min(offset + length, text.length) };
}

function memberOf(node: Node, text: string): JsonMember[] {
  const [key, value] = node.children ?? [];
  if (key === undefined) return [];
  return [{ key: String(key.value), keySpan: spanOf(key, text), value: value && lower(value, text) }];
}

function lower(node: Node, text: string): Json {
  const span = spanOf(node, text);
  const children = node.children ?? [];
  switch (node.type) {
    case 'object':
      return { kind: 'object', span, members: children.flatMap((child) => memberOf(child, text)) };
    case 'array':
      return { kind: 'array', span, items: children.map((child) => lower(child, text)) };
    case 'string': {
      const value = String(node.value);
      const plain = text.slice(span.start + 1, span.end - 1) === value;
      return { kind: 'text', span, text: value, plain };
    }
    default:
      return { kind: 'other', span, value: node.value as number | boolean | null };
  }
}

/** Reads `text`. In time proportional to it. */
export function readJson(text: string): JsonFile {
  if (isTooDeep(text))
    return {
      root: undefined,
      comments: [],
      gaps: [{ reason: `brackets are nested deeper than ${DEEPEST}` }],
    };
  const comments: Comment[] = [];
  visit(text, {
    onComment: (offset, length) =>
      comments.push({
        span: spanOf({ offset, length }, text),
        text: text.slice(offset, offset + length),
      }),
  });
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const [first] = errors;
  const gaps: Gap[] = first
    ? [{ reason: 'not valid JSON from here on', span: spanOf(first, text), syntax: true }]
    : [];
  return { root: root && lower(root, text), comments, gaps };
}

/** The member of an object under `key`; of several the last, as parsers have it. */
export function memberAt(node: Json | undefined, key: string): JsonMember | undefined {
  return node?.kind === 'object' ? node.members.findLast((member) => member.key === key) : undefined;
}

/** The value under a path of keys. */
export function valueAt(node: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((at, key) => memberAt(at, key)?.value, node);
}

/** The text of `node`; undefined where it is none. */
export function textAt(node: Json | undefined): string | undefined {
  return node?.kind === 'text' ? node.text : undefined;
}

/** The items of a list; none where it is no list. */
export function itemsAt(node: Json | undefined): readonly Json[] {
  return node?.kind === 'array' ? node.items : [];
}

/** Everything in `node`, outer before inner, with the keys that lead to it. */
export function* walkJson(
  node: Json | undefined,
  path: readonly string[] = [],
): Generator<{ readonly node: Json; readonly path: readonly string[] }> {
  if (!node) return;
  yield { node, path };
  if (node.kind === 'object')
    for (const { key, value } of node.members) yield* walkJson(value, [...path, key]);
  if (node.kind === 'array') for (const item of node.items) yield* walkJson(item, path);
}
