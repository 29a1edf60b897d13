/** Where a variable lives that the code at hand has not bound: in the module, in a function around, or nowhere. */
import type { Expression, FunctionDef, Lambda, Name, Statement } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonFile } from '../file.ts';
import { gathered, lookedUp, perFile } from '../memo.ts';
import { type Binding, type Change, functionOf, type Scope } from '../scopes.ts';
import { expressionsOf, innerStatements } from '../statements.ts';
import { walk } from '../walk.ts';
import type { State } from './state.ts';
import { variableSymbol } from './symbols.ts';
import { bounded, type Callable, NOTHING, symbolic, type Value } from './value.ts';

const PLAIN = new Set<Expression['kind']>(['string', 'number', 'constant', 'lambda']);

/** Whether a variable may hold what somebody handed in: not an import, nor a constant. */
function varies({ kind, value }: Binding): boolean {
  if (kind === 'import' || kind === 'star' || kind === 'function' || kind === 'class') return false;
  return kind !== 'assign' || value === undefined || !PLAIN.has(value.kind);
}

/** The function that a change stands in and the variable that it changes, where that is bound outside of the function. */
export function changedAround({ path, place }: Change): { owner: FunctionDef; name: string } | undefined {
  const owner = functionOf(place.scope);
  const name = /^\w+/u.exec(path)?.[0] ?? '';
  return owner?.scope && !owner.scope.bindings.has(name) ? { owner, name } : undefined;
}

/** The names whose attributes functions set from outside, which others may read: `g.user`, `Settings.url`. */
const changedNames = gathered((_, chunk) =>
  boundOf(chunk).changes.flatMap((change): string[] => {
    const found = change.what.startsWith('.') ? changedAround(change) : undefined;
    return found ? [found.name] : [];
  }),
);

const isShared = lookedUp(
  perFile((file) => new Map(changedNames(file).map((name): [string, true] => [name, true]))),
);

/** The scope of the code that a scope inside of it belongs to. */
function homeOf(scope: Scope): Scope {
  let home = scope;
  while (home.parent && home.kind === 'comprehension') home = home.parent;
  return home;
}

function functionsAmong(bindings: readonly Binding[]): Value {
  const callables = bindings.flatMap(({ kind, node, value }): readonly Callable[] => {
    if (kind === 'function' && node?.kind === 'function') return [{ code: node }];
    return kind === 'assign' && value?.kind === 'lambda' ? [{ code: value }] : [];
  });
  return callables.length > 0 && callables.length === bindings.length ? { ...NOTHING, callables } : NOTHING;
}

const mentioned = new WeakMap<FunctionDef | Lambda, ReadonlySet<string>>();

function gather(statement: Statement, names: Set<string>): void {
  for (const expression of expressionsOf(statement))
    walk(expression, (node) => {
      if (node.kind === 'name') names.add(node.id);
      return true;
    });
  for (const inner of innerStatements(statement)) gather(inner, names);
}

/** The names that occur in a function. */
function namesIn(code: FunctionDef | Lambda): ReadonlySet<string> {
  const known = mentioned.get(code);
  if (known) return known;
  const names = new Set<string>();
  if (code.kind === 'function') for (const statement of code.body) gather(statement, names);
  else
    walk(code.body, (node) => {
      if (node.kind === 'name') names.add(node.id);
      return true;
    });
  mentioned.set(code, names);
  return names;
}

/** A variable of a function around the one that `owner` is, by its name. */
function aroundBy(name: string, owner: FunctionDef | Lambda | undefined): Value | undefined {
  for (let scope = owner?.scope?.parent; scope; scope = scope.parent)
    if (scope.kind === 'function' && scope.bindings.has(name)) return symbolic(variableSymbol(name, false));
  return undefined;
}

/** The variables around a function that it may use, as they are where `owner` makes it. */
export function capturedBy(
  code: FunctionDef | Lambda,
  state: State,
  owner: FunctionDef | Lambda | undefined,
): ReadonlyMap<string, Value> {
  const captured = new Map<string, Value>();
  for (const name of namesIn(code)) {
    const value = state.get(name) ?? aroundBy(name, owner);
    if (value && value !== NOTHING && name !== (code.kind === 'function' ? code.name : ''))
      captured.set(name, bounded(value));
  }
  return captured;
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
      if (owner && (bindings.some(varies) || isShared(file, id))) return symbolic(variableSymbol(id, true));
      return functionsAmong(bindings);
    }
    const bindings = scope.bindings.get(id);
    if (!bindings) continue;
    if (bindings.every(({ kind }) => kind === 'function')) return functionsAmong(bindings);
    // What an import names is asked of the file that defines it.
    if (bindings.every(({ kind }) => kind === 'import')) return NOTHING;
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
