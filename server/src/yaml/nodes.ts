/**
 * The tree that rules see of one YAML document. Offsets count from the start of the document's own text, so that a
 * tree stays valid when the document moves in its file. Knows no parser and no meaning of any key.
 */

import type { Scalar } from '../engine/predicates.ts';
import type { Comment, Gap, Span } from '../engine/types.ts';

export type Node = MapNode | SequenceNode | ScalarNode | AliasNode;

/** `span` is tight: it ends with the last character of the content, never with a line end. */
interface Located {
  readonly span: Span;
  readonly anchor?: string;
}

export interface Pair {
  /** As written for a plain key (`on` stays `on`), unquoted for a quoted one. */
  readonly name: string;
  /** Quotes included. */
  readonly key: Span;
  readonly quoted: boolean;
  /** The key holds a template action: its name is not known. */
  readonly templated: boolean;
  readonly value: Node;
}

export interface MapNode extends Located {
  readonly kind: 'map';
  readonly flow: boolean;
  /** Of the keys of a block map. */
  readonly column: number;
  /** In order, merge keys (`<<`) left out. */
  readonly pairs: readonly Pair[];
  /** What `<<` brings in, in order. */
  readonly merges: readonly Node[];
  /** A template action may put more keys here. */
  open: boolean;
}

export interface Item {
  /** Of the dash of a block sequence, else of the value. */
  readonly start: number;
  readonly value: Node;
}

export interface SequenceNode extends Located {
  readonly kind: 'sequence';
  readonly flow: boolean;
  /** Of the dashes of a block sequence. */
  readonly column: number;
  readonly items: readonly Item[];
  /** A template action may put more items here. */
  open: boolean;
}

export interface ScalarNode extends Located {
  readonly kind: 'scalar';
  readonly style: 'plain' | 'single' | 'double' | 'block';
  /** By the rules of the YAML version; dates and binary data stay text. */
  readonly value: Scalar;
  /** Nothing is written: `key:`. The span is the empty place where a value would go. */
  readonly empty: boolean;
  /** The value is or may be put in by a template action, so it is not known. */
  templated: boolean;
}

export interface AliasNode extends Located {
  readonly kind: 'alias';
  /** Undefined when no such anchor stands above. May lead back to a node that holds this alias. */
  readonly target: Node | undefined;
}

/** How the author lays out block collections. */
export interface Style {
  readonly endOfLine: string;
  /** Columns from a key to the keys of the map under it. */
  readonly step: number;
  /** Columns from a key to the dashes of the sequence under it; 0 for many hand-written manifests. */
  readonly dash: number;
}

export interface Tree {
  /** The document's text with its template actions in place. */
  readonly text: string;
  readonly root: Node | undefined;
  readonly comments: readonly Comment[];
  /** What the parser could not make sense of; the rest of the tree holds what it could. */
  readonly gaps: readonly Gap[];
  /** Where the parser first lost its way; what stands behind may not be where the author meant it. */
  readonly brokenAt: number | undefined;
  readonly templated: boolean;
  readonly style: Style;
}
