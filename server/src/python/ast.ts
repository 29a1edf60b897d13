/**
 * Our own small Python syntax tree. Rules, detectors and taint see only this; nothing after `lower.ts` knows
 * tree-sitter.
 *
 * Offsets inside a node are relative to its chunk (one top-level statement), so that a chunk whose text did not
 * change is reused wherever it moved to. `spanOf` gives the place in the file.
 */
import type { Span } from '../engine/types.ts';
import type { Bound, Place, Scope } from './scopes.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * A top-level statement with everything known of it alone. The methods of a class are parts of it: chunks of their
 * own, so that a keystroke in one method leaves the others as they are.
 */
export interface Chunk {
  /** Another number for each chunk. */
  readonly serial: number;
  /** Where the chunk starts in the file. Changes when text above it changes. */
  offset: number;
  readonly length: number;
  readonly body: readonly Statement[];
  readonly parts: readonly Chunk[];
  /** The chunk that this one is a part of. */
  owner?: Chunk;
  /** Relative to the chunk; those of its parts are theirs. */
  readonly comments: readonly Span[];
  /** Parts that the parser could not make sense of, relative to the chunk. */
  readonly errors: readonly Span[];
  /** Whether it or one of its parts has errors. */
  readonly broken: boolean;
  /** What the chunk binds and calls; set once by `bind.ts`. */
  bound?: Bound;
  /** What it may see of its module; the same object as long as it is the same. */
  surroundings?: Surroundings;
  /** Whether it stands in no version any more. */
  gone?: boolean;
}

interface At {
  readonly chunk: Chunk;
  readonly start: number;
  readonly end: number;
  /** What `Names` last made of it, and what that answer holds for. A field, because it is read on every keystroke. */
  answer?: {
    readonly ground: object;
    readonly root: Chunk;
    /** With imports as references, and what they come to in the end. */
    readonly references: readonly string[];
    names?: readonly string[];
    readonly whole: boolean;
  };
}

/** Moves a chunk and its parts by `delta` UTF-16 units. */
export function shift(chunk: Chunk, delta: number): void {
  chunk.offset += delta;
  for (const part of chunk.parts) shift(part, delta);
}

/** The top-level chunk that `chunk` lies in. */
export function rootOf(chunk: Chunk): Chunk {
  let root = chunk;
  while (root.owner) root = root.owner;
  return root;
}

/** `chunks` and all their parts. */
export function withParts(chunks: readonly Chunk[]): Chunk[] {
  return chunks.flatMap((chunk) => [chunk, ...withParts(chunk.parts)]);
}

/** The place of a node in its file. */
export function spanOf(node: At): Span {
  return { start: node.chunk.offset + node.start, end: node.chunk.offset + node.end };
}

export interface Name extends At {
  readonly kind: 'name';
  readonly id: string;
  /** Where the name is looked up; set once by `bind.ts`. */
  place?: Place;
}
export interface Attribute extends At {
  readonly kind: 'attribute';
  readonly value: Expression;
  readonly attr: string;
}
export interface Argument extends At {
  readonly kind: 'argument';
  readonly name?: string;
  readonly star?: '*' | '**';
  readonly value: Expression;
}
export interface Call extends At {
  readonly kind: 'call';
  readonly func: Expression;
  readonly args: readonly Argument[];
  /** Offset (relative) of the closing parenthesis, or of where it would stand. */
  readonly close: number;
}
/** A string or bytes literal without holes; adjacent literals are one. `value` is decoded. */
export interface Str extends At {
  readonly kind: 'string';
  readonly value: string;
  readonly bytes: boolean;
  /** More than one literal side by side. */
  readonly joined: boolean;
  /** Written with three quotes. */
  readonly triple: boolean;
}
/** An f-string, or adjacent literals with at least one; the holes are expressions. */
export interface FString extends At {
  readonly kind: 'fstring';
  readonly parts: readonly (string | Expression)[];
}
export interface Num extends At {
  readonly kind: 'number';
  readonly value: number;
}
export interface Constant extends At {
  readonly kind: 'constant';
  readonly value: boolean | null | undefined;
}
export interface Sequence extends At {
  readonly kind: 'list' | 'tuple' | 'set';
  readonly items: readonly Expression[];
}
export interface DictEntry {
  /** Absent for `**other`. */
  readonly key?: Expression;
  readonly value: Expression;
}
export interface Dict extends At {
  readonly kind: 'dict';
  readonly entries: readonly DictEntry[];
}
export interface Binary extends At {
  readonly kind: 'binary';
  readonly op: string;
  readonly left: Expression;
  readonly right: Expression;
}
/** `and`, `or`. */
export interface Bool extends At {
  readonly kind: 'bool';
  readonly op: string;
  readonly left: Expression;
  readonly right: Expression;
}
export interface Compare extends At {
  readonly kind: 'compare';
  readonly ops: readonly string[];
  readonly operands: readonly Expression[];
}
export interface Unary extends At {
  readonly kind: 'unary';
  readonly op: string;
  readonly operand: Expression;
}
export interface Conditional extends At {
  readonly kind: 'conditional';
  readonly test: Expression;
  readonly consequent: Expression;
  readonly alternative: Expression;
}
export interface Lambda extends At {
  readonly kind: 'lambda';
  readonly params: readonly Param[];
  readonly body: Expression;
  scope?: Scope;
}
export interface Subscript extends At {
  readonly kind: 'subscript';
  readonly value: Expression;
  readonly index: readonly Expression[];
}
/** `*x`, `**x`, `await x`, `yield x`: one value and a mark. */
export interface Wrapped extends At {
  readonly kind: 'starred' | 'await' | 'yield';
  readonly value: Expression | undefined;
}
export interface Comprehension extends At {
  readonly kind: 'comprehension';
  readonly of: 'list' | 'set' | 'dict' | 'generator';
  /** One expression; key and value for a dict. */
  readonly element: readonly Expression[];
  readonly clauses: readonly { readonly target: Expression; readonly iterable: Expression }[];
  readonly conditions: readonly Expression[];
}
export interface Walrus extends At {
  readonly kind: 'walrus';
  readonly target: Name;
  readonly value: Expression;
}
/** Anything else; what is inside is still seen. */
export interface OtherExpression extends At {
  readonly kind: 'other';
  readonly children: readonly Expression[];
}

export type Expression =
  | Name
  | Attribute
  | Call
  | Str
  | FString
  | Num
  | Constant
  | Sequence
  | Dict
  | Binary
  | Bool
  | Compare
  | Unary
  | Conditional
  | Lambda
  | Subscript
  | Wrapped
  | Comprehension
  | Walrus
  | OtherExpression;

export interface Param extends At {
  readonly kind: 'param';
  readonly name: string;
  readonly annotation?: Expression;
  readonly default?: Expression;
  readonly star?: '*' | '**';
}

export interface ExpressionStatement extends At {
  readonly kind: 'expression';
  readonly value: Expression;
}
export interface Assign extends At {
  readonly kind: 'assign';
  readonly targets: readonly Expression[];
  /** Absent for a bare annotation. */
  readonly value?: Expression;
  readonly annotation?: Expression;
  /** `+=` and its like. */
  readonly op?: string;
}
export interface ImportedName {
  /** `torch.nn` of `import torch.nn`, `load` of `from torch import load`; `*`. */
  readonly name: string;
  readonly alias?: string;
}
export interface Import extends At {
  readonly kind: 'import';
  readonly names: readonly ImportedName[];
}
export interface ImportFrom extends At {
  readonly kind: 'import-from';
  /** With its leading dots. */
  readonly module: string;
  readonly names: readonly ImportedName[];
}
export interface If extends At {
  readonly kind: 'if';
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}
export interface While extends At {
  readonly kind: 'while';
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}
export interface For extends At {
  readonly kind: 'for';
  readonly target: Expression;
  readonly iterable: Expression;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}
export interface Handler {
  readonly type?: Expression;
  readonly name?: string;
  readonly body: readonly Statement[];
}
export interface Try extends At {
  readonly kind: 'try';
  readonly body: readonly Statement[];
  readonly handlers: readonly Handler[];
  readonly otherwise: readonly Statement[];
  readonly final: readonly Statement[];
}
export interface With extends At {
  readonly kind: 'with';
  readonly items: readonly { readonly context: Expression; readonly target?: Expression }[];
  readonly body: readonly Statement[];
}
export interface Match extends At {
  readonly kind: 'match';
  readonly subject: Expression;
  readonly cases: readonly (readonly Statement[])[];
  /** The names that the pattern of each case binds. */
  readonly captures: readonly (readonly string[])[];
}
export interface FunctionDef extends At {
  readonly kind: 'function';
  readonly name: string;
  /** Of the name, relative to the chunk. */
  readonly nameSpan: Span;
  readonly params: readonly Param[];
  readonly returns?: Expression;
  readonly decorators: readonly Expression[];
  readonly body: readonly Statement[];
  readonly async: boolean;
  /** The scope of the body; set once by `bind.ts`, like the class's. */
  scope?: Scope;
}
export interface ClassDef extends At {
  readonly kind: 'class';
  readonly name: string;
  readonly nameSpan: Span;
  readonly bases: readonly Argument[];
  readonly decorators: readonly Expression[];
  readonly body: readonly Statement[];
  scope?: Scope;
}
export interface Return extends At {
  readonly kind: 'return' | 'raise';
  readonly value?: Expression;
}
export interface Scoping extends At {
  readonly kind: 'global' | 'nonlocal';
  readonly names: readonly string[];
}
/** `del`, `assert`, `pass`, `break`, `continue`, `exec` and what the parser could not place. */
export interface OtherStatement extends At {
  readonly kind: 'other-statement';
  readonly word: string;
  readonly expressions: readonly Expression[];
  readonly body: readonly Statement[];
}

export type Statement =
  | ExpressionStatement
  | Assign
  | Import
  | ImportFrom
  | If
  | While
  | For
  | Try
  | With
  | Match
  | FunctionDef
  | ClassDef
  | Return
  | Scoping
  | OtherStatement;

export type Node = Expression | Argument | Param | Statement;
