/**
 * One walk of a tree-sitter cursor into plain objects. Crossing into WebAssembly costs more than anything done
 * afterwards, so each node is visited once, nothing is asked that its type or its parent's says already, and what nobody
 * needs is left out.
 */
import type { Language, TreeCursor } from 'web-tree-sitter';
import type { Chunk } from './ast.ts';

/** A node as tree-sitter has it; offsets are absolute UTF-16. Of anonymous nodes (`=`, `and`) some are left out. */
export interface RawNode {
  readonly type: string;
  readonly named: boolean;
  readonly field: string | null;
  readonly start: number;
  readonly end: number;
  readonly missing: boolean;
  readonly children: readonly RawNode[];
  /** A method that did not change since the last version; it was not walked again. */
  readonly reused: Chunk | undefined;
}

/** The chunk of an earlier version that may stand for the node at `start`, in absolute UTF-16 offsets. */
export type Reuse = (start: number, end: number) => Chunk | undefined;

/** What is known of the tree that a cursor walks. */
export interface Walk {
  /** Whether it may have syntax errors: only then a node may be missing, or in a place where it does not belong. */
  readonly broken: boolean;
  readonly reuse: Reuse;
}

/** Nodes whose inside nobody needs. */
const LEAVES = new Set([
  'identifier',
  'integer',
  'float',
  'comment',
  'string_content',
  'string_start',
  'string_end',
  'dotted_name',
]);

const METHODS = new Set(['function_definition', 'decorated_definition']);

/** Nodes whose children have no fields that anybody asks for. */
const FIELDLESS = new Set([
  'argument_list',
  'block',
  'dictionary',
  'expression_list',
  'expression_statement',
  'list',
  'parameters',
  'parenthesized_expression',
  'return_statement',
  'string',
  'tuple',
  'type',
]);

/** Nodes whose anonymous children say what they do. */
const OPERATIONS = new Set([
  'augmented_assignment',
  'binary_operator',
  'boolean_operator',
  'comparison_operator',
  'unary_operator',
]);

/** Other anonymous nodes that are looked at. */
const SIGNS = new Set([')', 'async']);

/** What a type of nodes is, by its number. */
interface Kind {
  readonly type: string;
  readonly named: boolean;
  readonly leaf: boolean;
  readonly method: boolean;
  readonly fieldless: boolean;
  readonly operation: boolean;
  readonly sign: boolean;
}

function kindOf(type: string, named: boolean): Kind {
  return {
    type,
    named,
    leaf: !named || LEAVES.has(type),
    method: METHODS.has(type),
    fieldless: FIELDLESS.has(type),
    operation: OPERATIONS.has(type),
    sign: SIGNS.has(type),
  };
}

const ERROR = kindOf('ERROR', true);
const kinds = new WeakMap<Language, readonly Kind[]>();

function kindsOf(language: Language): readonly Kind[] {
  const known = kinds.get(language);
  if (known) return known;
  const made = Array.from(language.types, (type, id) => kindOf(type ?? '', language.nodeTypeIsNamed(id)));
  kinds.set(language, made);
  return made;
}

/** Deeper nesting than this is cut off: no one writes it, and recursion must stay inside the stack. */
const DEEPEST = 400;

const NONE: readonly RawNode[] = [];

class Reader {
  readonly #cursor: TreeCursor;
  readonly #walk: Walk;
  readonly #kinds: readonly Kind[];
  readonly #fields: readonly (string | null)[];
  /** The nodes around the one at hand, the outermost first. */
  readonly #above: Kind[] = [];

  constructor(cursor: TreeCursor, walk: Walk, language: Language) {
    this.#cursor = cursor;
    this.#walk = walk;
    this.#kinds = kindsOf(language);
    this.#fields = language.fields;
  }

  /** The node under the cursor, or undefined where nobody needs it. */
  read(): RawNode | undefined {
    const cursor = this.#cursor;
    const { broken } = this.#walk;
    const kind = this.#kinds[cursor.nodeTypeId] ?? ERROR;
    const parent = this.#above.at(-1);
    if (!kind.named && !kind.sign && !broken && !parent?.operation) return undefined;
    const start = cursor.startIndex;
    const end = cursor.endIndex;
    const reused = kind.method ? this.#reused(start, end) : undefined;
    const { type, named } = kind;
    return {
      type,
      named,
      field: !parent || parent.fieldless ? null : (this.#fields[cursor.currentFieldId] ?? null),
      start,
      end,
      missing: broken && cursor.nodeIsMissing,
      children: reused || kind.leaf ? NONE : this.#children(kind),
      reused,
    };
  }

  #children(kind: Kind): readonly RawNode[] {
    const above = this.#above;
    const cursor = this.#cursor;
    if (above.length >= DEEPEST || !cursor.gotoFirstChild()) return NONE;
    const children: RawNode[] = [];
    above.push(kind);
    do {
      const node = this.read();
      if (node) children.push(node);
    } while (cursor.gotoNextSibling());
    above.pop();
    cursor.gotoParent();
    return children;
  }

  /**
   * The chunk that the node under the cursor was before. Only as a method it is a part of its own: not behind decorators
   * that are new, nor where errors took its class away.
   */
  #reused(start: number, end: number): Chunk | undefined {
    const above = this.#above;
    if (above.at(-1)?.type !== 'block' || above.at(-2)?.type !== 'class_definition') return undefined;
    const old = this.#walk.reuse(start, end);
    return old && !(this.#walk.broken && this.#cursor.currentNode.hasError) ? old : undefined;
  }
}

/** Copies the nodes under `cursor` and all below them, from this sibling to the last. */
export function readTrees(cursor: TreeCursor, walk: Walk, language: Language): RawNode[] {
  const reader = new Reader(cursor, walk, language);
  const found: RawNode[] = [];
  do {
    const node = reader.read();
    if (node?.named) found.push(node);
  } while (cursor.gotoNextSibling());
  return found;
}

/** The first child with the field `name`. */
export function child(node: RawNode, name: string): RawNode | undefined {
  return node.children.find((c) => c.field === name);
}

/** All children with the field `name`. */
export function childrenOf(node: RawNode, name: string): RawNode[] {
  return node.children.filter((c) => c.field === name);
}

/** The named children, comments and errors left out. */
export function named(node: RawNode): RawNode[] {
  return node.children.filter((c) => c.named && c.type !== 'comment' && c.type !== 'ERROR');
}
