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
  readonly chunks: readonly Chunk[];
  /** By name; equal facts of two versions are the same list. */
  readonly known: Map<string, Known>;
  /** How many chunks mention a name. */
  readonly mentions: Map<string, number>;
  /** Whether other files may have changed since, as `ProjectElsewhere` counts it. */
  readonly generation: number;
}

function same(a: readonly unknown[], b: readonly unknown[] | undefined): boolean {
  return a.length === b?.length && a.every((item, index) => item === b[index]);
}

/** The chunks that went and those that came: what lies between what both versions begin and end with. */
function exchanged(
  a: readonly Chunk[],
  b: readonly Chunk[],
): { gone: readonly Chunk[]; come: readonly Chunk[] } {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return { gone: a.slice(start, a.length - end), come: b.slice(start, b.length - end) };
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
  readonly #before: ReadonlyMap<string, Known>;
  readonly known: Map<string, Known>;

  /** `known`: what still holds of `before`. */
  constructor(
    names: Names,
    elsewhere: ProjectElsewhere,
    text: string,
    before: ReadonlyMap<string, Known>,
    known = new Map<string, Known>(),
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
  knownOf(name: string): Known | undefined {
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
    const last = this.#before.get(name)?.facts;
    const known = {
      facts: last && same(found, last) ? last : found,
      mentioned: others.map(({ chunk }) => boundOf(rootOf(chunk)).names),
    };
    this.known.set(name, known);
    return known;
  }

  /** Gives `chunk` its surroundings: the ones it has, where nothing in them changed. */
  survey(chunk: Chunk): void {
    const facts = this.#tokens(chunk);
    const seen = new Set<string>();
    const open: ReadonlySet<string>[] = [boundOf(chunk).names, STARS];
    for (let next = open.pop(); next; next = open.pop()) {
      for (const name of next) {
        if (seen.has(name)) continue;
        seen.add(name);
        const known = this.knownOf(name);
        if (!known) continue;
        facts.push(known.facts);
        open.push(...known.mentioned);
      }
    }
    if (!same(facts, chunk.surroundings?.facts)) chunk.surroundings = { facts };
  }
}

function count(mentions: Map<string, number>, chunk: Chunk, by: number): void {
  for (const name of boundOf(chunk).names) mentions.set(name, (mentions.get(name) ?? 0) + by);
}

/** The names that `chunk` binds in its module, or whose attributes and elements it changes. */
function touched(chunk: Chunk): string[] {
  const { scope, changes } = boundOf(chunk);
  return [...scope.bindings.keys(), ...changes.map(({ path }) => path.split('.', 1)[0] ?? path)];
}

/**
 * Gives every chunk its surroundings: those of its last version where nothing in them changed since `before`, which is
 * used up. Where the chunks that came and went leave every name with what was known of it, the others are not looked at.
 */
export function surround(
  chunks: readonly Chunk[],
  names: Names,
  elsewhere: ProjectElsewhere,
  text: string,
  before?: Facts,
): Facts {
  const { generation } = elsewhere;
  const surveyor = new Surveyor(names, elsewhere, text, before?.known ?? new Map());
  if (before && before.generation === generation) {
    const { gone, come } = exchanged(before.chunks, chunks);
    const { known, mentions } = before;
    for (const chunk of gone) count(mentions, chunk, -1);
    const all = new Set([...gone, ...come].flatMap(touched));
    const quiet = [...all].every((name) => {
      const now = surveyor.knownOf(name);
      const then = known.get(name);
      // A name that came, went or changed concerns those that mention it.
      if (name !== '*' && (mentions.get(name) ?? 0) === 0) return true;
      if (!now || !then) return now === then;
      return now.facts === then.facts && sameMentions(now, then, names.module);
    });
    for (const chunk of come) count(mentions, chunk, 1);
    if (quiet) {
      for (const name of all) known.delete(name);
      for (const [name, now] of surveyor.known) known.set(name, now);
      const rest = new Surveyor(names, elsewhere, text, known, known);
      for (const chunk of come) rest.survey(chunk);
      return { chunks, known, mentions, generation };
    }
  }
  const mentions = new Map<string, number>();
  for (const chunk of chunks) {
    surveyor.survey(chunk);
    count(mentions, chunk, 1);
  }
  return { chunks, known: surveyor.known, mentions, generation };
}

/** A star import may bind any name. */
const STARS: ReadonlySet<string> = new Set(['*']);
