/** Where a variable lives that the code at hand has not bound: in the module, in a function around, or nowhere. */
import type { Expression, FunctionDef, Lambda, Name } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import type { Binding, Scope } from '../scopes.ts';
import { variableSymbol } from './symbols.ts';
import { NOTHING, symbolic, type Value } from './value.ts';

const PLAIN = new Set<Expression['kind']>(['string', 'number', 'constant']);

/** Whether a variable may hold what somebody handed in: not an import, nor a constant. */
function varies({ kind, value }: Binding): boolean {
  if (kind === 'import' || kind === 'star' || kind === 'function' || kind === 'class') return false;
  return kind !== 'assign' || value === undefined || !PLAIN.has(value.kind);
}

/** The scope of the code that a scope inside of it belongs to. */
function homeOf(scope: Scope): Scope {
  let home = scope;
  while (home.parent && home.kind === 'comprehension') home = home.parent;
  return home;
}

function functionsAmong(bindings: readonly Binding[]): Value {
  const callables = bindings.flatMap(({ kind, node }) =>
    kind === 'function' && node?.kind === 'function' ? [{ code: node }] : [],
  );
  return callables.length > 0 && callables.length === bindings.length ? { ...NOTHING, callables } : NOTHING;
}

/** What `node` holds, which no statement before it has bound in `owner`; `undefined` for the module's own code. */
export function unbound(node: Name, file: PythonFile, owner: FunctionDef | Lambda | undefined): Value {
  const { place, id } = node;
  if (!place) return NOTHING;
  const own = owner?.scope ?? undefined;
  for (let scope: Scope | undefined = place.scope; scope; scope = scope.parent) {
    if (scope.kind === 'class' && scope !== place.scope) continue;
    if (scope.kind === 'module') {
      const bindings = file.names.moduleBindings(id);
      if (bindings.length === 0) return NOTHING;
      if (owner && bindings.some(varies)) return symbolic(variableSymbol(id, true));
      return functionsAmong(bindings);
    }
    const bindings = scope.bindings.get(id);
    if (!bindings) continue;
    if (bindings.every(({ kind }) => kind === 'function')) return functionsAmong(bindings);
    const local = homeOf(scope) === own || scope.kind === 'comprehension' || scope.kind === 'class';
    return local || !owner ? NOTHING : symbolic(variableSymbol(id, false));
  }
  return NOTHING;
}

/** The symbol of a variable that is declared `global` or `nonlocal` where it is assigned; undefined for a local one. */
export function declaredElsewhere(node: Name): string | undefined {
  for (
    let scope = node.place?.scope;
    scope;
    scope = scope.kind === 'comprehension' ? scope.parent : undefined
  ) {
    const where = scope.elsewhere.get(node.id);
    if (where) return variableSymbol(node.id, where === 'global');
  }
  return undefined;
}
