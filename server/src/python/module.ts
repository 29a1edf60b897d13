/** What a module binds and changes at its top level, gathered from its statements. Knows nothing of what names mean. */
import type { Chunk } from './ast.ts';
import { boundOf } from './bind.ts';
import { type Exchange, ModuleTable } from './module-table.ts';
import type { Binding, Change } from './scopes.ts';
import { broughtBy } from './tracking.ts';

/** Kept from version to version: who has an earlier one must not use it any more. */
export interface Module {
  readonly bindings: ModuleTable<Binding>;
  /** By the variable that the path of a change begins with. */
  readonly changes: ModuleTable<Change>;
  /** What imports bind, under one name for all. */
  readonly imports: ModuleTable<Binding>;
}

const IMPORTS = 'imports';

/** What the imports of `module` bind. */
export function importsOf({ imports }: Module): readonly Binding[] {
  return imports.items.get(IMPORTS) ?? [];
}

function importsIn(chunk: Chunk): [string, Binding[]][] {
  const found = [...boundOf(chunk).scope.bindings.values()]
    .flat()
    .filter(({ imported }) => imported !== undefined);
  return found.length === 0 ? [] : [[IMPORTS, found]];
}

function byRoot(changes: readonly Change[]): Map<string, Change[]> {
  const found = new Map<string, Change[]>();
  for (const change of changes) {
    const [root = ''] = change.path.split('.', 1);
    const list = found.get(root);
    if (list) list.push(change);
    else found.set(root, [change]);
  }
  return found;
}

/** The module after `exchange`: `before` renewed, or a new one of the chunks that came. */
export function moduleAfter(exchange: Exchange, before?: Module): Module {
  const module = before ?? {
    bindings: new ModuleTable((chunk) => boundOf(chunk).scope.bindings),
    changes: new ModuleTable((chunk) => byRoot(boundOf(chunk).changes)),
    imports: new ModuleTable(importsIn),
  };
  module.bindings.exchange(exchange);
  module.changes.exchange(exchange);
  module.imports.exchange(exchange);
  return module;
}

/** A name of a module may be bound to something else when a statement that binds it comes or goes. */
export const MODULE_NAMES = broughtBy((chunk) => boundOf(chunk).scope.bindings.keys());
