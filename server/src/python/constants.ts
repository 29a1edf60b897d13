/**
 * What is known of a value without running the program, also where it is written in another file of the project. Three
 * answers: known, partly known (a text with holes), unknown; nothing is guessed.
 */
import type { Scalar, Value } from '../engine/predicates.ts';
import type { Expression } from './ast.ts';
import { attributeValue } from './fields.ts';
import type { Names } from './names.ts';
import { isReference, plain } from './reference.ts';
import type { Binding } from './scopes.ts';

/** Longer chains of constants are not followed. */
const DEEPEST = 12;

/** Nor more pieces looked at for one text. */
const LONGEST = 1000;

/** A text whose holes are `undefined`. */
export type Template = readonly (string | undefined)[];

/** A part of a text: known, unknown, or what an import brings. */
export type Piece = string | { readonly reference: string } | undefined;

/** A value as its own file knows it. */
export type Literal = number | boolean | null | readonly Piece[];

/** A value once all imports are followed. */
export type Known = number | boolean | null | (string | undefined)[];

const HOLE: readonly Piece[] = [undefined];

/** Pieces of paths put together as Python does: what stands before an absolute path is dropped. */
function joinPath(parts: readonly (readonly Piece[])[]): readonly Piece[] {
  let joined: readonly Piece[] = [];
  for (const part of parts) {
    const [first] = part;
    const last = joined.at(-1);
    if (joined.length === 0 || (typeof first === 'string' && first.startsWith('/'))) joined = part;
    else if (typeof last === 'string' && last.endsWith('/')) joined = [...joined, ...part];
    else joined = [...joined, '/', ...part];
  }
  return joined;
}

const JOINS = new Set(['os.path.join', 'posixpath.join']);
const PATHS = new Set(['pathlib.Path', 'pathlib.PurePath', 'pathlib.PosixPath', 'pathlib.PurePosixPath']);

/** The one assignment that gives a name its value, when nothing else may. */
function onlyValue(bindings: readonly Binding[] | undefined): Expression | undefined {
  const [binding, ...others] = bindings ?? [];
  return binding?.kind === 'assign' && others.length === 0 ? binding.value : undefined;
}

/**
 * The expression that `node` stands for when it is a name assigned once, or an attribute that a class or its maker gives
 * a value; `node` itself otherwise.
 */
export function meaning(node: Expression, names: Names, depth = 0): Expression {
  if (depth > DEEPEST) return node;
  const value =
    node.kind === 'name'
      ? onlyValue(names.bindings(node))
      : node.kind === 'attribute'
        ? (onlyValue(names.selfAttribute(node)) ?? attributeValue(node, names, depth))
        : undefined;
  return value ? meaning(value, names, depth + 1) : node;
}

/** What `node` is another name for, of another file: `^.config:MODEL`; undefined where it may be anything else. */
export function referenceOf(node: Expression, names: Names, depth = 0): string | undefined {
  const meant = meaning(node, names, depth);
  if (depth > DEEPEST) return undefined;
  switch (meant.kind) {
    case 'name': {
      const bindings = names.bindings(meant);
      const [binding, ...others] = bindings ?? [];
      if (bindings && (others.length > 0 || binding?.kind !== 'import')) return undefined;
      const [reference, ...more] = bindings ? [binding?.reference] : names.references(meant);
      return more.length === 0 && reference !== undefined && isReference(reference) ? reference : undefined;
    }
    case 'attribute': {
      if (names.changes(meant.value).has(`.${meant.attr}`) || names.changes(meant.value).has(''))
        return undefined;
      const base = referenceOf(meant.value, names, depth + 1);
      return base === undefined ? undefined : `${base}.${meant.attr}`;
    }
    case 'call': {
      const base = meant.args.length === 0 ? referenceOf(meant.func, names, depth + 1) : undefined;
      return base === undefined ? undefined : `${base}()`;
    }
    default:
      return undefined;
  }
}

interface Reading {
  readonly names: Names;
  left: number;
}

function callPieces(node: Expression & { kind: 'call' }, reading: Reading, depth: number): readonly Piece[] {
  const { func, args } = node;
  const again = (e: Expression): readonly Piece[] => piecesOf(e, reading, depth + 1);
  const called = reading.names.references(func).map(plain);
  if (args.length === 0 || args.some((a) => a.name !== undefined || a.star !== undefined)) return HOLE;
  const parts = args.map((a) => again(a.value));
  if (called.some((name) => JOINS.has(name) || PATHS.has(name))) return joinPath(parts);
  if (func.kind === 'attribute' && func.attr === 'joinpath') return joinPath([again(func.value), ...parts]);
  return called.includes('str') || called.includes('os.fspath') ? (parts[0] ?? HOLE) : HOLE;
}

function piecesOf(node: Expression, reading: Reading, depth: number): readonly Piece[] {
  const { names } = reading;
  if (depth > DEEPEST || --reading.left < 0) return HOLE;
  const again = (e: Expression): readonly Piece[] => piecesOf(e, reading, depth + 1);
  const meant = meaning(node, names);
  switch (meant.kind) {
    case 'string':
      return [meant.value];
    case 'number':
      return [String(meant.value)];
    case 'fstring':
      return meant.parts.flatMap((part) => (typeof part === 'string' ? [part] : again(part)));
    case 'binary':
      if (meant.op === '+') return [...again(meant.left), ...again(meant.right)];
      if (meant.op === '/') return joinPath([again(meant.left), again(meant.right)]);
      return HOLE;
    case 'name':
    case 'attribute': {
      const reference = referenceOf(meant, names);
      return reference === undefined ? HOLE : [{ reference }];
    }
    case 'call':
      return callPieces(meant, reading, depth);
    default:
      return HOLE;
  }
}

/** The text of `node`, as far as it is known. */
export function template(node: Expression, names: Names): Template {
  return piecesOf(node, { names, left: LONGEST }, 0).flatMap((piece) => {
    if (typeof piece !== 'object') return [piece];
    const value = names.valueBehind(piece.reference, node);
    return typeof value === 'number' ? [String(value)] : Array.isArray(value) ? value : [undefined];
  });
}

/** A template's text when it has no holes. */
export function whole(parts: Template): string | undefined {
  return parts.every((part) => part !== undefined) ? parts.join('') : undefined;
}

function scalar(node: Expression): Scalar | undefined {
  switch (node.kind) {
    case 'number':
      return node.value;
    case 'constant':
      return node.value;
    case 'unary': {
      const inner = scalar(node.operand);
      if (node.op === '-' && typeof inner === 'number') return -inner;
      if (node.op === 'not' && typeof inner === 'boolean') return !inner;
      return undefined;
    }
    default:
      return undefined;
  }
}

/** The value of `node`: known for literals, constants and texts made of them. */
export function constantOf(node: Expression, names: Names): Value {
  const meant = meaning(node, names);
  const plainValue = scalar(meant);
  if (plainValue !== undefined) return { state: 'known', value: plainValue };
  const reference = referenceOf(meant, names);
  const value = reference === undefined ? undefined : names.valueBehind(reference, node);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null)
    return { state: 'known', value };
  const text = whole(template(node, names));
  if (text !== undefined) return { state: 'known', value: text };
  return isTrue(meant) ? { state: 'unknown', truth: true } : { state: 'unknown' };
}

/** Whether Python takes `node`, which is no scalar, for true: something stands in it. */
function isTrue(node: Expression): boolean {
  switch (node.kind) {
    case 'list':
    case 'tuple':
    case 'set':
      return node.items.some(({ kind }) => kind !== 'starred');
    case 'dict':
      return node.entries.some(({ key }) => key !== undefined);
    case 'fstring':
      return node.parts.some((part) => typeof part === 'string' && part !== '');
    case 'comprehension':
      return node.of === 'generator';
    default:
      return node.kind === 'lambda';
  }
}

/** More text of one constant is not told to other files. */
const MOST_TEXT = 2000;

/** The value of `node` as this file alone knows it; undefined where nothing is known. */
export function literalOf(node: Expression, names: Names): Literal | undefined {
  const meant = meaning(node, names);
  const plainValue = scalar(meant);
  if (plainValue !== undefined && typeof plainValue !== 'string') return plainValue;
  const pieces = piecesOf(node, { names, left: LONGEST }, 0);
  const length = pieces.reduce((sum, piece) => sum + (typeof piece === 'string' ? piece.length : 1), 0);
  const known = pieces.some((piece) => piece !== undefined);
  return known && length <= MOST_TEXT ? pieces : undefined;
}
