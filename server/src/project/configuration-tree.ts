/**
 * A configuration as it is written, every part with its place: what the YAML and the TOML reader hand over. Knows
 * neither syntax nor what the keys mean.
 */
import type { Span } from '../engine/types.ts';

/** A value at its place. `source` is the text as written, where the syntax has it: `1.30` stays `1.30`. */
export type Written =
  | { readonly kind: 'scalar'; readonly value: unknown; readonly source: string; readonly span: Span }
  | { readonly kind: 'list'; readonly items: readonly Written[]; readonly span: Span }
  | { readonly kind: 'map'; readonly entries: readonly Entry[]; readonly span: Span };

export interface Entry {
  readonly key: string;
  readonly span: Span;
  readonly value: Written;
}

/** Something wrong at a place, in one sentence. `meant`: what the place probably should say. */
export interface Problem {
  readonly span: Span;
  readonly message: string;
  readonly meant?: string;
}

export interface WrittenConfiguration {
  /** Undefined where nothing is configured: an empty file, a pyproject.toml of other tools. */
  readonly root: Written | undefined;
  readonly problems: readonly Problem[];
}
