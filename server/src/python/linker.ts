/**
 * Follows references through the interfaces of the project's modules, to the name or the value that is behind them in
 * the end. A file of the project is meant only if it has what is asked of it: a program that works asks for nothing
 * else, so `import datasets` beside a `datasets.py` without `load_dataset` means the library where that is called.
 * Imports may go round in circles, and chains may be long: what takes too many steps is unknown.
 */
import type { Neighbours, Source } from '../engine/types.ts';
import type { Known, Literal } from './constants.ts';
import { type Export, INTERFACE, type Interface } from './interface.ts';
import { type Module, Modules } from './modules.ts';
import { isReference, plain, splitReference } from './reference.ts';

/** Longer chains of re-exports are not followed, nor more steps taken for one question. */
const DEEPEST = 30;
const LONGEST = 300;

/** More pieces of one text are not put together. */
const MOST_PIECES = 500;

/** Where a reference leads in one step. */
type Place =
  | { readonly kind: 'module'; readonly module: Module & { readonly path: string } }
  | {
      readonly kind: 'export';
      readonly path: string;
      readonly own: string;
      readonly module: string;
      readonly found: Export;
      /** What is asked of it: `()`, `.x.y()`. */
      readonly rest: string;
    }
  /** The project's own, and nothing else is known. */
  | { readonly kind: 'own'; readonly name: string }
  /** Brought in by `import *` from libraries. */
  | { readonly kind: 'outside'; readonly names: readonly string[] };

/** What a file of the project defines: `.Loader().read` in the file at `path`. */
export interface Definition {
  readonly path: string;
  readonly name: string;
}

interface Kept<T> {
  readonly value: T;
  readonly hops: number;
  readonly steps: number;
}

function dotted(module: string, rest: string): string {
  return module === '.' && rest.startsWith('.') ? rest : module + rest;
}

function trail(rest: readonly string[]): string {
  return rest.map((part) => (/^[([]/.test(part) ? part : `.${part}`)).join('');
}

export class Linker {
  readonly #neighbours: Neighbours;
  readonly #from: Source;
  readonly #modules: Modules;
  readonly #kept = new Map<string, Kept<unknown>>();
  readonly #busy = new Set<string>();
  #steps = 0;
  #deepest = 0;
  #cuts = 0;

  /** For the references in `from`. */
  constructor(neighbours: Neighbours, from: Source) {
    this.#neighbours = neighbours;
    this.#from = from;
    this.#modules = new Modules((path) => neighbours.has(path, from));
  }

  /** The full names behind a reference of the file; none where `import *` surely does not bring it. */
  names(reference: string): readonly string[] {
    const { module, star } = splitReference(reference);
    if (!star && this.#modules.find(module, this.#from.path).length === 0) return [plain(reference)];
    this.#steps = 0;
    const names = [...new Set(this.#names(reference, this.#from.path))];
    return names.length > 0 || star ? names : [this.#ownName(reference)];
  }

  /** The file that defines what is behind a reference, and its name there; undefined where that is not one file's. */
  definition(reference: string): Definition | undefined {
    this.#steps = 0;
    return this.#definition(reference, this.#from.path);
  }

  /** The value behind a reference of the file. */
  value(reference: string): Known | undefined {
    this.#steps = 0;
    return this.#value(reference, this.#from.path);
  }

  /** How a reference of the file is called when it leads in a circle: certainly not as something outside. */
  #ownName(reference: string): string {
    const { module, rest } = splitReference(reference);
    const [first] = this.#modules.find(module, this.#from.path);
    return first ? dotted(first.name, trail(rest)) : plain(reference);
  }

  #interface(path: string): Interface | undefined {
    return this.#neighbours.digest(INTERFACE, path, this.#from);
  }

  /**
   * `work`, unless it is already going on or goes too far: then `none`. What such a cut left its mark on is not kept, and
   * what is kept counts as if it were worked out anew, so that answers do not depend on what was asked before.
   */
  #follow<T>(key: string, none: T, work: () => T): T {
    const depth = this.#busy.size;
    const kept = this.#kept.get(key) as Kept<T> | undefined;
    if (kept && depth + kept.hops <= DEEPEST && this.#steps + kept.steps <= LONGEST) {
      this.#steps += kept.steps;
      this.#deepest = Math.max(this.#deepest, depth + kept.hops);
      return kept.value;
    }
    if (this.#busy.has(key) || depth >= DEEPEST || this.#steps >= LONGEST) {
      this.#cuts++;
      return none;
    }
    const deepest = this.#deepest;
    const before = this.#steps++;
    const cuts = this.#cuts;
    this.#deepest = depth + 1;
    this.#busy.add(key);
    const value = work();
    this.#busy.delete(key);
    if (this.#cuts === cuts)
      this.#kept.set(key, { value, hops: this.#deepest - depth, steps: this.#steps - before });
    this.#deepest = Math.max(deepest, this.#deepest);
    return value;
  }

  #place(reference: string, path: string): Place | undefined {
    return this.#follow<Place | undefined>(`place\n${path}\n${reference}`, undefined, () => {
      const { module, rest, star } = splitReference(reference);
      const candidates = this.#modules.find(module, path);
      for (const candidate of candidates) {
        const place = star ? this.#starred(candidate, rest) : this.#inside(candidate, rest, true);
        if (place) return place;
      }
      const [first] = candidates.filter((candidate) => candidate.path !== undefined);
      if (star && first) return { kind: 'outside', names: [] };
      return first && module.startsWith('.')
        ? { kind: 'own', name: dotted(first.name, trail(rest)) }
        : undefined;
    });
  }

  /** What `import *` of `module` brings under the first of `rest`. */
  #starred(module: Module, rest: readonly string[]): Place | undefined {
    const known = module.path === undefined ? undefined : this.#interface(module.path);
    const name = /^[^([]*/.exec(rest[0] ?? '')?.[0] ?? '';
    const isPublic = known?.all?.includes(name) ?? !name.startsWith('_');
    return known && isPublic ? this.#inside(module, rest, false) : undefined;
  }

  /** What `module` has under `rest`; undefined where it surely has not. */
  #inside(module: Module, rest: readonly string[], submodules: boolean): Place | undefined {
    const { path } = module;
    const [first, ...more] = rest;
    if (first === undefined)
      return path === undefined ? undefined : { kind: 'module', module: { ...module, path } };
    const name = /^[^([]*/.exec(first)?.[0] ?? '';
    const known = path === undefined ? undefined : this.#interface(path);
    const found = known?.exports.get(name);
    if (found && path !== undefined) {
      const asked = first.slice(name.length) + trail(more);
      const own = dotted(module.name, `.${name}`);
      return { kind: 'export', path, own, module: module.name, found, rest: asked };
    }
    const child = submodules && name === first ? this.#modules.child(module, name) : undefined;
    const below = child && this.#inside(child, more, true);
    if (below) return below;
    if (child?.path !== undefined) return { kind: 'own', name: dotted(child.name, trail(more)) };
    if (path === undefined) return undefined;
    const starred = known && this.#throughStars(known, path, rest);
    if (starred) return starred;
    return !known || known.open ? { kind: 'own', name: dotted(module.name, trail(rest)) } : undefined;
  }

  #throughStars({ stars }: Interface, path: string, rest: readonly string[]): Place | undefined {
    const outside: string[] = [];
    for (const star of stars) {
      const reference = `${star}${trail(rest)}`;
      const cuts = this.#cuts;
      const place = this.#place(reference, path);
      if (place && place.kind !== 'outside') return place;
      if (this.#cuts === cuts) outside.push(...(place?.names ?? [plain(reference)]));
    }
    return outside.length > 0 ? { kind: 'outside', names: outside } : undefined;
  }

  #names(reference: string, path: string): readonly string[] {
    return this.#follow<readonly string[]>(`names\n${path}\n${reference}`, [], () => {
      const cuts = this.#cuts;
      const place = this.#place(reference, path);
      if (!place) return this.#cuts === cuts ? [plain(reference)] : [];
      if (place.kind === 'module') return [place.module.name];
      if (place.kind === 'own') return [place.name];
      if (place.kind === 'outside') return place.names;
      const { found, own, module, rest } = place;
      if (found.names.length === 0) return [own + rest];
      return found.names.flatMap((name) => {
        if (isReference(name)) return this.#names(name + rest, place.path);
        return [(name.startsWith('.') ? dotted(module, name) : name) + rest];
      });
    });
  }

  #definition(reference: string, path: string): Definition | undefined {
    return this.#follow<Definition | undefined>(`definition\n${path}\n${reference}`, undefined, () => {
      const place = this.#place(reference, path);
      if (place?.kind !== 'export') return undefined;
      const [name, ...others] = place.found.names;
      // A value that is no function and no class, or one of a library, is defined where it gets its name.
      const here =
        place.rest === ''
          ? { path: place.path, name: place.own.slice(place.own.lastIndexOf('.')) }
          : undefined;
      if (name === undefined || others.length > 0) return here;
      if (isReference(name)) return this.#definition(name + place.rest, place.path) ?? here;
      return name.startsWith('.') ? { path: place.path, name: name + place.rest } : undefined;
    });
  }

  #value(reference: string, path: string): Known | undefined {
    return this.#follow<Known | undefined>(`value\n${path}\n${reference}`, undefined, () => {
      const place = this.#place(reference, path);
      if (place?.kind !== 'export') return undefined;
      const { found, rest } = place;
      if (rest === '' && found.value !== undefined) return this.#complete(found.value, place.path);
      if (found.alias !== undefined) return this.#value(found.alias + rest, place.path);
      const field = found.fields?.get(/^(?:\(\))?\.(\w+)$/.exec(rest)?.[1] ?? '');
      return field === undefined ? undefined : this.#complete(field, place.path);
    });
  }

  /** A literal of the file at `path`, with the texts that it takes from elsewhere put in. */
  #complete(literal: Literal, path: string): Known | undefined {
    if (typeof literal !== 'object' || literal === null) return literal;
    const pieces = literal.flatMap((piece): (string | undefined)[] => {
      if (typeof piece !== 'object') return [piece];
      const value = this.#value(piece.reference, path);
      return typeof value === 'number' ? [String(value)] : Array.isArray(value) ? value : [undefined];
    });
    return pieces.length > MOST_PIECES ? [undefined] : pieces;
  }
}
