/** What variables of other files hold: constants, settings, tables that are imported by name. */
import type { Attribute, Name } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import { definedElsewhere } from '../other-files.ts';
import { untracked } from '../tracking.ts';
import { abroad } from './application.ts';
import { ownObject } from './classes.ts';
import { fileAt, isForeign } from './files.ts';
import { toldAs } from './kinds.ts';
import { moduleVariable } from './module-variables.ts';
import { stepOf } from './run.ts';
import { NOTHING, retold, type Value } from './value.ts';

/** What the objects of a class carry that it puts there itself. */
function objectOf(name: string, file: PythonFile): Value | undefined {
  const [binding, ...more] = file.names.moduleBindings(name);
  return binding?.node?.kind === 'class' && more.length === 0 ? ownObject(file, binding.node) : undefined;
}

/**
 * The value of a variable of another file of the project that `node` names; nothing where it names none. What that file
 * takes from still others is not looked at, so that files which import each other come to an end.
 */
export function foreignVariable(node: Name | Attribute, file: PythonFile): Value {
  const root = node.kind === 'name' ? node : node.value;
  if (root.kind !== 'name' || isForeign(file)) return NOTHING;
  if (!file.names.bindings(root)?.some(({ kind }) => kind === 'import')) return NOTHING;
  const found = definedElsewhere(file, node);
  const other = found && fileAt(found.path, file);
  if (!found || !other) return NOTHING;
  const { name, made } = found;
  const value = untracked(() => (made ? objectOf(name, other) : moduleVariable(other, name)));
  if (!value) return NOTHING;
  return abroad(retold(value, (trail) => toldAs(trail, stepOf(other, trail))));
}
