/**
 * Which bindings of a variable may hold at a place: what was bound before it in the same run of code, or what is left
 * once the code around has run. Knows scopes and blocks, not what is bound.
 */
import { type Binding, classOf, encloses, functionOf, type Place, type Scope } from './scopes.ts';

/** Comprehensions and class bodies run where they stand, unlike functions. */
export function sameRun(outer: Scope, inner: Scope): boolean {
  for (let scope: Scope | undefined = inner; scope; scope = scope.parent) {
    if (scope === outer || (outer.kind === 'module' && scope.kind === 'module')) return true;
    if (scope.kind === 'function' || scope.kind === 'lambda') return false;
  }
  return false;
}

function position(binding: Binding): number {
  return binding.chunk.offset + binding.start;
}

/** Bindings that may reach `use`: going back from it, up to the first one that surely ran. */
export function reaching(list: readonly Binding[], use: number, place: Place): readonly Binding[] {
  if (list.length === 1) return list;
  const found: Binding[] = [];
  for (const binding of [...list].sort((a, b) => position(b) - position(a))) {
    if (position(binding) > use) continue;
    found.push(binding);
    if (encloses(binding.block, place.block)) break;
  }
  return found.length > 0 ? found : list;
}

/** Bindings that may hold once the scope's own code has run. */
export function lasting(list: readonly Binding[]): readonly Binding[] {
  if (list.length === 1) return list;
  const found: Binding[] = [];
  for (const binding of [...list].sort((a, b) => position(b) - position(a))) {
    found.push(binding);
    if (binding.block.parent === undefined) break;
  }
  return found;
}

/** The scope that binds the variable `id` where it stands, the class for `self`; undefined for the module. */
export function homeOf(id: string, { scope }: Place): Scope | undefined {
  if (functionOf(scope)?.params[0]?.name === id) return classOf(scope) ?? functionOf(scope)?.scope;
  for (let s: Scope | undefined = scope; s && s.kind !== 'module'; s = s.parent)
    if (s.bindings.has(id) && (s.kind !== 'class' || s === scope)) return s;
  return undefined;
}
