/**
 * Objects that the processes of one job send each other: the function that unpickles them also collects them from the others,
 * which run the same program. By which calls, stands in `rules/models/artefact-origins.yaml`.
 */
import { type Call, rootOf } from './ast.ts';
import { boundCall, callsOwned } from './call-index.ts';
import type { PythonFile } from './file.ts';
import { originTable } from './origin-table.ts';
import { functionOf } from './scopes.ts';

/** Whether the function around `call` collects from the other processes of its job what it reads from memory. */
export function isOfOwnProcesses(file: PythonFile, call: Call): boolean {
  const bound = boundCall(call);
  const owner = bound && functionOf(bound.place.scope);
  if (!owner || !/s$/.test(lastName(call))) return false;
  const { exchanges } = originTable(file.tables);
  return callsOwned(rootOf(call.chunk), owner).some(({ call: other }) =>
    file.names.resolve(other.func).some((name) => exchanges.find(name).length > 0),
  );
}

/** `loads` reads from memory, `load` a file. */
function lastName({ func }: Call): string {
  if (func.kind === 'attribute') return func.attr;
  return func.kind === 'name' ? func.id : '';
}
