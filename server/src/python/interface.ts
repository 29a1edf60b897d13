/**
 * The interface of a module: what importers may learn of it, name by name. Read from the module's text alone, so that it
 * is the same for all of them; what it takes from other modules stands in it as references.
 */
import type { Digest, Source } from '../engine/types.ts';
import { rootOf } from './ast.ts';
import { type Literal, literalOf, referenceOf } from './constants.ts';
import { fieldsOf } from './fields.ts';
import { Names } from './names.ts';
import { type Parsed, parse } from './parse.ts';
import type { Binding } from './scopes.ts';
import type { Surroundings } from './surroundings.ts';

export interface Export {
  /** What it may stand for: `^torch:load`, `.f` for what the module defines; empty when unknown. */
  readonly names: readonly string[];
  /** Its value, or the only thing that it is another name for; given only where nothing else may be assigned. */
  readonly value?: Literal;
  readonly alias?: string;
  /** What is known of its attributes, if it is a class or an object of one. */
  readonly fields?: ReadonlyMap<string, Literal>;
}

export interface Interface {
  readonly exports: ReadonlyMap<string, Export>;
  /** References of what `import *` brings in. */
  readonly stars: readonly string[];
  /** `__all__`, where it is a plain list. */
  readonly all: readonly string[] | undefined;
  /** It may have names that are not listed. */
  readonly open: boolean;
}

/** Of a module with more names, or a longer text, nothing is said. */
const MOST_NAMES = 3000;
const LONGEST = 1_000_000;

const UNKNOWN: Interface = { exports: new Map(), stars: [], all: undefined, open: true };

function exportOf(name: string, bindings: readonly Binding[], names: Names): Export {
  const found = { names: names.lastingNames(name) };
  const [binding, ...others] = bindings;
  if (!binding || others.length > 0) return found;
  const fields = fieldsOf(binding, names);
  if (fields.size > 0) return { ...found, fields };
  if (binding.kind === 'import' && binding.reference !== undefined)
    return { ...found, alias: binding.reference };
  if (binding.kind !== 'assign' || !binding.value) return found;
  const alias = referenceOf(binding.value, names);
  if (alias !== undefined) return { ...found, alias };
  const value = literalOf(binding.value, names);
  return value === undefined ? found : { ...found, value };
}

/** What was told of a name, and what that rests on. */
interface Told {
  readonly surroundings: Surroundings | undefined;
  readonly changes: string;
  readonly found: Export;
}

const told = new WeakMap<Binding, Told>();

/** What is told of a name; the same as before where it is bound once, and nothing around it changed. */
function keptExport(name: string, bindings: readonly Binding[], names: Names): Export {
  const [binding, ...others] = bindings;
  const { surroundings } = binding ? rootOf(binding.chunk) : {};
  if (!binding || !surroundings || others.length > 0) return exportOf(name, bindings, names);
  const changes = names.allChanges.below(name);
  const old = told.get(binding);
  if (old && old.surroundings === surroundings && old.changes === changes) return old.found;
  const found = exportOf(name, bindings, names);
  told.set(binding, { surroundings, changes, found });
  return found;
}

/** The texts of `__all__ = ["a", "b"]`; undefined where there is none, or another. */
function listedNames(bindings: readonly Binding[] | undefined): readonly string[] | undefined {
  const [binding, ...others] = bindings ?? [];
  const value = others.length === 0 ? binding?.value : undefined;
  if (value?.kind !== 'list' && value?.kind !== 'tuple') return undefined;
  const texts = value.items.flatMap((item) => (item.kind === 'string' ? [item.value] : []));
  return texts.length === value.items.length ? texts : undefined;
}

/** The interface of the module whose names are `names`. */
export function interfaceOf(names: Names): Interface {
  const { module } = names;
  if (module.size > MOST_NAMES) return UNKNOWN;
  const exports = new Map<string, Export>();
  for (const [name, bindings] of module)
    if (name !== '*') exports.set(name, keptExport(name, bindings, names));
  return {
    exports,
    stars: (module.get('*') ?? []).flatMap(({ reference }) => reference ?? []),
    all: listedNames(module.get('__all__')),
    open: module.has('__getattr__') || names.uses('globals'),
  };
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Map && b instanceof Map)
    return a.size === b.size && [...a].every(([key, value]) => b.has(key) && same(value, b.get(key)));
  const one = Object.entries(a);
  const other = new Map<string, unknown>(Object.entries(b));
  return (
    one.length === other.size && one.every(([key, value]) => other.has(key) && same(value, other.get(key)))
  );
}

/** The file that was read last, so that it need not be parsed once more for its interface. */
let atHand: { readonly source: Source; readonly names: Names } | undefined;

/** Says that `names` are those of `source`, until the next file is read. */
export function keepAtHand(source: Source, names: Names): void {
  atHand = { source, names };
}

/** Texts of so many characters in all stay parsed after their interface was read, because their own turn may come. */
const MOST_PARSED = 4_000_000;

/** Parsed for their interface only; what was parsed last stands last. */
const parsedBefore = new Map<Source, Parsed>();
let parsedLength = 0;

function keepParsed(source: Source, parsed: Parsed): void {
  parsedBefore.set(source, parsed);
  parsedLength += source.text.length;
  for (const [oldest] of parsedBefore) {
    if (parsedLength <= MOST_PARSED) break;
    takeParsed(oldest);
  }
}

/** What was parsed of `source` when its interface was read; from now on it belongs to the caller. */
export function takeParsed(source: Source): Parsed | undefined {
  const parsed = parsedBefore.get(source);
  if (parsedBefore.delete(source)) parsedLength -= source.text.length;
  return parsed;
}

export const INTERFACE: Digest<Interface> = {
  read: (source) => {
    if (atHand?.source === source) return interfaceOf(atHand.names);
    if (source.text.length > LONGEST || source.text.includes('\0')) return UNKNOWN;
    try {
      const parsed = parse(source.text);
      keepParsed(source, parsed);
      return interfaceOf(new Names(parsed.chunks));
    } catch {
      // A text that the parser gives up on says nothing; the gap is reported where the file itself is analysed.
      return UNKNOWN;
    }
  },
  same,
};
