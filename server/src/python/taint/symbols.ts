/**
 * Symbols: what a function is given, before anybody gives it. `@0` is the first parameter, `@0.key` an attribute of it,
 * `@0["a"]` an item, `@0[*]` any item; `@g:name` a variable of the module, `@n:name` one of the functions around. A
 * symbol stands among the kinds that a value carries, and is replaced where the function is called. Only texts.
 */
import type { Kind } from './kinds.ts';

/** What a call gives of something that is still to be known. */
export function pendingSymbol(place: string): Kind {
  return `@c:${place}`;
}

/** `.key`, `["a"]`, `[0]`, `[*]`, and `.method()` for what a method gives. */
export type Segment = string;

/** Any item of a container. */
export const ANY = '[*]';

/** The keys of a dictionary: its values may be anybody's while its keys are written in the code. */
export const KEYS = '.{}';

/** What was written into a stream, or what it was made of: its name is not made of that. */
export const CONTENT: Segment = '.#written';

/** What a loop over a value gives: items of a list, keys of a dictionary. Nothing is written there. */
export const EACH = '[~]';

/** Attributes and items of attributes and items beyond this many are not told apart. */
const DEEPEST = 3;

export interface SymbolParts {
  /** The number of a parameter, `g:name`, `n:name`, or `c:place` of a call. */
  readonly root: string;
  readonly path: readonly Segment[];
}

export function isSymbol(kind: Kind): boolean {
  return kind.startsWith('@');
}

export function parameterSymbol(index: number): Kind {
  return `@${index}`;
}

/** A variable of the module, or of a function around. */
export function variableSymbol(name: string, ofModule: boolean): Kind {
  return `@${ofModule ? 'g' : 'n'}:${name}`;
}

const SEGMENTS = /\.\w+(?:\(\))?|\.\{\}|\.#\w+|\[(?:\*|~|[-\d.e+]+|"(?:[^"\\]|\\.)*")\]/gu;

const parsed = new Map<Kind, SymbolParts>();

/** A symbol taken apart. */
export function symbolOf(kind: Kind): SymbolParts {
  const known = parsed.get(kind);
  if (known) return known;
  const root = /^@([gnc]:\w+|\d+)/u.exec(kind)?.[1] ?? '';
  const path = kind.slice(root.length + 1).match(SEGMENTS) ?? [];
  const made = { root, path };
  if (parsed.size > 100_000) parsed.clear();
  parsed.set(kind, made);
  return made;
}

/** The symbol of an attribute or item; undefined where it lies too deep to be told from the whole. */
export function extended(kind: Kind, segment: Segment): Kind | undefined {
  return symbolOf(kind).path.length < DEEPEST ? kind + segment : undefined;
}
