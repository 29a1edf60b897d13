/**
 * What the code of one top-level statement may see of the rest of its module: the names that it mentions, what they are
 * bound to, and so on through those. While that stays the same, what was found out about an unchanged chunk still holds.
 * Functions count by what they return, classes by what stands outside of their methods and by what their methods do to
 * attributes, variables also by what is done to them elsewhere, imports by what is known of what they bring; no more may
 * be asked of them by what is kept.
 */
import { type Chunk, type ClassDef, type FunctionDef, rootOf } from './ast.ts';
import { boundOf } from './bind.ts';
import type { ProjectElsewhere } from './elsewhere.ts';
import { touchedBy } from './fields.ts';
import type { Exchange } from './module-table.ts';
import type { Names } from './names.ts';
import type { Binding } from './scopes.ts';

/** Equal surroundings of two versions are the same object. */
export interface Surroundings {
  readonly facts: readonly unknown[];
}

/** The text of a class without its methods, and what these do to attributes. */
function outline(node: ClassDef, text: string): string {
  const { offset, length, parts } = rootOf(node.chunk);
  let out = `${touchedBy(node).join()}\n`;
  let at = offset;
  for (const part of parts) {
    out += text.slice(at, part.offset);
    at = part.offset + part.length;
  }
  return out + text.slice(at, offset + length);
}

function fact(binding: Binding, names: Names, text: string): unknown {
  if (binding.kind === 'function') {
    const node = binding.node as FunctionDef;
    return `def -> ${names.returnedReferences(node).join()} -> ${names.returned(node).join()}`;
  }
  if (binding.kind === 'class') return outline(binding.node as ClassDef, text);
  return binding;
}

/** What is known of one module-level name, and the names that this in turn depends on. */
interface Known {
  readonly facts: readonly unknown[];
  readonly mentioned: readonly ReadonlySet<string>[];
}

/** What is known of a version of a module. */
export interface Facts {
  /** By name; equal facts of two versions are the same list. */
  readonly known: Map<string, Known>;
  /** The chunks that mention a name. */
  readonly mentions: Map<string, Set<Chunk>>;
  /** Whether other files may have changed since, as `ProjectElsewhere` counts it. */
  readonly generation: number;
}

function same(a: readonly unknown[], b: readonly unknown[] | undefined): boolean {
  return a.length === b?.length && a.every((item, index) => item === b[index]);
}

/** Whether both mention the same names of `module`. */
function sameMentions(a: Known, b: Known, module: ReadonlyMap<string, unknown>): boolean {
  const of = ({ mentioned }: Known): Set<string> =>
    new Set(mentioned.flatMap((names) => [...names].filter((name) => module.has(name))));
  const [left, right] = [of(a), of(b)];
  return left.size === right.size && [...left].every((name) => right.has(name));
}

class Surveyor {
  readonly #names: Names;
  readonly #elsewhere: ProjectElsewhere;
  readonly #text: string;
  /** What was known before, for the names of which nothing is known now. */
  readonly #before: ReadonlyMap<string, Known>;
  readonly known: Map<string, Known>;

  /** `known`: what holds now. */
  constructor(
    names: Names,
    elsewhere: ProjectElsewhere,
    text: string,
    known: Map<string, Known>,
    before: ReadonlyMap<string, Known> = new Map(),
  ) {
    this.#names = names;
    this.#elsewhere = elsewhere;
    this.#text = text;
    this.#before = before;
    this.known = known;
  }

  #tokens(chunk: Chunk): unknown[] {
    return boundOf(rootOf(chunk)).imports.map((reference) => this.#elsewhere.token(reference));
  }

  /** What is known of `name` now; undefined where the module does not bind it. */
  #knownOf(name: string, before = this.#before.get(name)): Known | undefined {
    const bindings = this.#names.module.get(name);
    const done = this.known.get(name);
    if (done || !bindings) return done;
    const others = bindings.filter(({ kind }) => kind !== 'function' && kind !== 'import');
    const found: unknown[] = [name, this.#names.allChanges.below(name)];
    for (const binding of bindings) {
      found.push(fact(binding, this.#names, this.#text));
      if (binding.kind === 'import') found.push(this.#elsewhere.token(binding.reference ?? ''));
    }
    for (const { chunk } of others) found.push(...this.#tokens(chunk));
    const last = before?.facts;
    const known = {
      facts: last && same(found, last) ? last : found,
      mentioned: others.map(({ chunk }) => boundOf(rootOf(chunk)).free),
    };
    this.known.set(name, known);
    return known;
  }

  /** Looks at `name` again. Whether something else is known of it than before. */
  renew(name: string): boolean {
    const then = this.known.get(name);
    this.known.delete(name);
    const now = this.#knownOf(name, then);
    if (!now || !then) return now !== then;
    return now.facts !== then.facts || !sameMentions(now, then, this.#names.module);
  }

  /** Gives `chunk` its surroundings: the ones it has, where nothing in them changed. Whether something did. */
  survey(chunk: Chunk): boolean {
    const facts = this.#tokens(chunk);
    const seen = new Set<string>();
    const open: ReadonlySet<string>[] = [boundOf(chunk).free, STARS];
    for (let next = open.pop(); next; next = open.pop()) {
      for (const name of next) {
        if (seen.has(name)) continue;
        seen.add(name);
        const known = this.#knownOf(name);
        if (!known) continue;
        facts.push(known.facts);
        open.push(...known.mentioned);
      }
    }
    if (same(facts, chunk.surroundings?.facts)) return false;
    chunk.surroundings = { facts };
    return true;
  }
}

function exchangeMentions(mentions: Facts['mentions'], { gone, come }: Exchange): void {
  for (const chunk of gone)
    for (const name of boundOf(chunk).free) {
      const chunks = mentions.get(name);
      chunks?.delete(chunk);
      if (chunks?.size === 0) mentions.delete(name);
    }
  for (const chunk of come)
    for (const name of boundOf(chunk).free) {
      const chunks = mentions.get(name);
      if (chunks) chunks.add(chunk);
      else mentions.set(name, new Set([chunk]));
    }
}

/** The names that `chunk` binds in its module, or whose attributes and elements it changes. */
function touched(chunk: Chunk): string[] {
  const { scope, changes } = boundOf(chunk);
  return [...scope.bindings.keys(), ...changes.map(({ path }) => path.split('.', 1)[0] ?? path)];
}

/** The chunks that see something else since `changed`, which grows by the names that see it, too. */
function concerned(changed: Set<string>, mentions: Facts['mentions'], surveyor: Surveyor): Set<Chunk> {
  const found = new Set<Chunk>();
  for (const name of changed) {
    for (const chunk of mentions.get(name) ?? []) {
      if (found.has(chunk)) continue;
      found.add(chunk);
      // Who mentions a variable or a class sees all that it is made of; of a function, what it returns.
      for (const [bound, bindings] of boundOf(chunk).scope.bindings) {
        const isMadeOf = bindings.some(({ kind }) => kind !== 'function' && kind !== 'import');
        if (surveyor.renew(bound) || isMadeOf) changed.add(bound);
      }
    }
  }
  return found;
}

/**
 * Gives every chunk its surroundings: those of its last version where nothing in them changed since `before`, which is
 * used up. Only the chunks that came with `exchange`, and those that see a name of which something else is known now, are
 * looked at. Gives what is known now, and the chunks that see something else.
 */
export function surround(
  chunks: readonly Chunk[],
  exchange: Exchange,
  names: Names,
  elsewhere: ProjectElsewhere,
  text: string,
  before?: Facts,
): { readonly facts: Facts; readonly seeing: readonly Chunk[] } {
  const { generation } = elsewhere;
  const mentions = before?.mentions ?? new Map<string, Set<Chunk>>();
  exchangeMentions(mentions, exchange);
  if (before?.generation === generation) {
    const { known } = before;
    const { gone, come } = exchange;
    const surveyor = new Surveyor(names, elsewhere, text, known);
    const changed = [...new Set([...gone, ...come].flatMap(touched))].filter((name) => surveyor.renew(name));
    // What a star import brings concerns every chunk.
    if (!changed.includes('*')) {
      const all = new Set([...come, ...concerned(new Set(changed), mentions, surveyor)]);
      const seeing = [...all].filter((chunk) => surveyor.survey(chunk));
      return { facts: { known, mentions, generation }, seeing };
    }
  }
  const surveyor = new Surveyor(names, elsewhere, text, new Map(), before?.known);
  const seeing = chunks.filter((chunk) => surveyor.survey(chunk));
  return { facts: { known: surveyor.known, mentions, generation }, seeing };
}

/** A star import may bind any name. */
const STARS: ReadonlySet<string> = new Set(['*']);
