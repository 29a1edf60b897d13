/**
 * Tables that other files of the project make: what their functions and methods return, what their variables and the
 * attributes of their objects hold. Only the names of columns come back; how they are found out is the asker's business.
 */
import type { Call, Expression } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import { sameElements } from '../memo.ts';
import { askThere, definedElsewhere, type There } from '../other-files.ts';
import { returnedBy } from '../returns.ts';
import type { Binding } from '../scopes.ts';

/** The columns of the table at `node`, an expression of `file`. */
type Columns = (node: Expression, file: PythonFile) => readonly string[];

const NONE: readonly string[] = [];

function same(a: readonly string[] = NONE, b: readonly string[] = NONE): boolean {
  return sameElements(a, b);
}

function ofBindings(bindings: readonly Binding[], file: PythonFile, columns: Columns): readonly string[] {
  return bindings.flatMap(({ kind, value }) => (kind === 'assign' && value ? columns(value, file) : NONE));
}

function ofReturns(code: Binding['node'], file: PythonFile, columns: Columns): readonly string[] {
  return code?.kind === 'function' ? returnedBy(code).flatMap((value) => columns(value, file)) : NONE;
}

/** What an object of a class of another file holds or gives under a name. */
function ofMember(
  object: Expression,
  member: string,
  called: boolean,
  file: PythonFile,
  columns: Columns,
): readonly string[] {
  const found = definedElsewhere(file, object);
  if (!found?.made) return NONE;
  const question = ({ file: there, binding: { node } }: There): readonly string[] => {
    if (node?.kind !== 'class') return NONE;
    if (!called) return ofBindings(node.scope?.attributes.get(member) ?? [], there, columns);
    const methods = node.scope?.bindings.get(member) ?? [];
    return methods.flatMap((method) => ofReturns(method.node, there, columns));
  };
  return askThere(file, found, `columns .${member}${called ? '()' : ''}`, question, same) ?? NONE;
}

/** The columns of the table that a name or attribute brings from another file. */
export function columnsBrought(
  node: Expression & { kind: 'name' | 'attribute' },
  file: PythonFile,
  columns: Columns,
): readonly string[] {
  const found = definedElsewhere(file, node);
  if (found && !found.made) {
    const question = ({ file: there, binding }: There): readonly string[] =>
      ofBindings([binding], there, columns);
    return askThere(file, found, 'columns', question, same) ?? NONE;
  }
  return node.kind === 'attribute' ? ofMember(node.value, node.attr, false, file, columns) : NONE;
}

/** The columns of the table that a function or method of another file gives back. */
export function columnsReturned({ func }: Call, file: PythonFile, columns: Columns): readonly string[] {
  const found = definedElsewhere(file, func);
  if (found && !found.made) {
    const question = ({ file: there, binding }: There): readonly string[] =>
      ofReturns(binding.node, there, columns);
    return askThere(file, found, 'columns ()', question, same) ?? NONE;
  }
  return func.kind === 'attribute' ? ofMember(func.value, func.attr, true, file, columns) : NONE;
}
