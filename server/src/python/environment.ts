/**
 * What the code of one function may see of the rest of its module: module-level names and what they are bound to. While
 * it stays the same, what was found out about an unchanged chunk still holds. Other functions count by what they
 * return, classes by what stands outside of their methods; no more may be asked of them by what is kept.
 */
import type { ClassDef, FunctionDef } from './ast.ts';
import { rootOf } from './ast.ts';
import type { Names } from './names.ts';
import type { Binding } from './scopes.ts';

/** Equal environments of two versions are the same object. */
export interface Environment {
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

/** The environment of a module; `previous` itself when nothing changed. */
export function environmentOf(names: Names, text: string, previous?: Environment): Environment {
  const facts: unknown[] = [];
  for (const [name, bindings] of names.module) {
    facts.push(name);
    for (const binding of bindings) facts.push(fact(binding, names, text));
  }
  const same =
    previous?.facts.length === facts.length && facts.every((item, index) => item === previous.facts[index]);
  return same ? previous : { facts };
}
