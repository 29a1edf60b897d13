/**
 * What the code of one top-level statement may see of the rest of its module: the names that it mentions, what they are
 * bound to, and so on through those. While that stays the same, what was found out about an unchanged chunk still holds.
 * Functions count by what they return, classes by what stands outside of their methods; no more may be asked of them
 * by what is kept.
 */
import { type Chunk, type ClassDef, type FunctionDef, rootOf } from './ast.ts';
import { boundOf } from './bind.ts';
import type { Names } from './names.ts';
import type { Binding } from './scopes.ts';

/** Equal surroundings of two versions are the same object. */
export interface Surroundings {
  readonly facts: readonly unknown[];
}

/** The text of a class without its methods. */
function outline(node: ClassDef, text: string): string {
  const { offset, length, parts } = rootOf(node.chunk);
  let out = '';
  let at = offset;
  for (const part of parts) {
    out += text.slice(at, part.offset);
    at = part.offset + part.length;
  }
  return out + text.slice(at, offset + length);
}

function fact(binding: Binding, names: Names, text: string): unknown {
  if (binding.kind === 'function') return `def -> ${names.returned(binding.node as FunctionDef).join()}`;
  if (binding.kind === 'class') return outline(binding.node as ClassDef, text);
  return binding;
}

/** What is known of one module-level name, and the names that this in turn depends on. */
interface Known {
  readonly facts: readonly unknown[];
  readonly mentioned: readonly ReadonlySet<string>[];
}

/** Gives every chunk its surroundings: those of its last version where nothing in them changed. */
export function surround(chunks: readonly Chunk[], names: Names, text: string): void {
  const table = new Map<string, Known>();
  const knownOf = (name: string, bindings: readonly Binding[]): Known => {
    const old = table.get(name);
    if (old) return old;
    const others = bindings.filter(({ kind }) => kind !== 'function' && kind !== 'import');
    const known = {
      facts: [name, ...bindings.map((binding) => fact(binding, names, text))],
      mentioned: others.map(({ chunk }) => boundOf(rootOf(chunk)).names),
    };
    table.set(name, known);
    return known;
  };
  for (const chunk of chunks) {
    const facts: unknown[] = [];
    const seen = new Set<string>();
    const open: ReadonlySet<string>[] = [boundOf(chunk).names, STARS];
    for (let next = open.pop(); next; next = open.pop()) {
      for (const name of next) {
        const bindings = names.module.get(name);
        if (!bindings || seen.has(name)) continue;
        seen.add(name);
        const known = knownOf(name, bindings);
        facts.push(...known.facts);
        open.push(...known.mentioned);
      }
    }
    const old = chunk.surroundings?.facts;
    const same = old?.length === facts.length && facts.every((item, index) => item === old[index]);
    if (!same) chunk.surroundings = { facts };
  }
}

/** A star import may bind any name. */
const STARS: ReadonlySet<string> = new Set(['*']);
