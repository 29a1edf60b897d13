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

/** What is known of the names of a module; equal facts of two versions are the same list. */
export type Facts = ReadonlyMap<string, readonly unknown[]>;

function same(a: readonly unknown[], b: readonly unknown[] | undefined): boolean {
  return a.length === b?.length && a.every((item, index) => item === b[index]);
}

/** Gives every chunk its surroundings: those of its last version where nothing in them changed since `before`. */
export function surround(
  chunks: readonly Chunk[],
  names: Names,
  elsewhere: ProjectElsewhere,
  text: string,
  before?: Facts,
): Facts {
  const tokens = (chunk: Chunk): unknown[] =>
    boundOf(rootOf(chunk)).imports.map((reference) => elsewhere.token(reference));
  const { module } = names;
  const table = new Map<string, Known>();
  const knownOf = (name: string, bindings: readonly Binding[]): Known => {
    const old = table.get(name);
    if (old) return old;
    const others = bindings.filter(({ kind }) => kind !== 'function' && kind !== 'import');
    const found: unknown[] = [name, names.allChanges.below(name)];
    for (const binding of bindings) {
      found.push(fact(binding, names, text));
      if (binding.kind === 'import') found.push(elsewhere.token(binding.reference ?? ''));
    }
    for (const { chunk } of others) found.push(...tokens(chunk));
    const last = before?.get(name);
    const known = {
      facts: last && same(found, last) ? last : found,
      mentioned: others.map(({ chunk }) => boundOf(rootOf(chunk)).names),
    };
    table.set(name, known);
    return known;
  };
  for (const chunk of chunks) {
    const facts = tokens(chunk);
    const seen = new Set<string>();
    const open: ReadonlySet<string>[] = [boundOf(chunk).names, STARS];
    for (let next = open.pop(); next; next = open.pop()) {
      for (const name of next) {
        const bindings = module.get(name);
        if (!bindings || seen.has(name)) continue;
        seen.add(name);
        const known = knownOf(name, bindings);
        facts.push(known.facts);
        open.push(...known.mentioned);
      }
    }
    if (!same(facts, chunk.surroundings?.facts)) chunk.surroundings = { facts };
  }
  return new Map([...table].map(([name, { facts }]) => [name, facts]));
}

/** A star import may bind any name. */
const STARS: ReadonlySet<string> = new Set(['*']);
