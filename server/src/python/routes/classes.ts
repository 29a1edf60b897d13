/** The classes of a file by the names that `Names` gives them, and what they derive from. */
import type { ClassDef, Expression } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonFile } from '../file.ts';
import { gathered, lookedUp, perFile } from '../memo.ts';

/** Longer chains of inheritance are not followed. */
const DEEPEST = 8;

function fullName(node: ClassDef): string {
  const names = [node.name];
  for (let scope = node.scope?.parent; scope; scope = scope.parent)
    if (scope.node && scope.node.kind !== 'lambda') names.unshift(scope.node.name);
  return `.${names.join('.')}`;
}

const allClasses = gathered((_file, chunk) => boundOf(chunk).classes);

/** All classes of a file by full name, `.Net`; of two with one name the later. */
const classesOf: (file: PythonFile) => ReadonlyMap<string, ClassDef> = perFile(
  (file) => new Map(allClasses(file).map((node) => [fullName(node), node])),
);

/** The class of a file by its full name. */
export const classBy = lookedUp(classesOf);

/** The class of this file that `node` names. */
export function classNamed(file: PythonFile, node: Expression): ClassDef | undefined {
  for (const name of file.names.resolve(node)) {
    const found = classBy(file, name);
    if (found) return found;
  }
  return undefined;
}

/** The class and those of this file that it derives from, itself first. */
export function lineage(file: PythonFile, node: ClassDef): readonly ClassDef[] {
  const found: ClassDef[] = [];
  const visit = (cls: ClassDef): void => {
    if (found.includes(cls) || found.length > DEEPEST) return;
    found.push(cls);
    for (const base of cls.bases) {
      const local = base.name === undefined ? classNamed(file, base.value) : undefined;
      if (local) visit(local);
    }
  };
  visit(node);
  return found;
}

/** Full names of the bases of `node` and of those bases that this file defines; `Base[T]` counts as `Base`. */
export function basesOf(file: PythonFile, node: ClassDef): readonly string[] {
  return lineage(file, node).flatMap((cls) =>
    cls.bases.flatMap((base) => {
      if (base.name !== undefined) return [];
      const { value } = base;
      return file.names.resolve(value.kind === 'subscript' ? value.value : value);
    }),
  );
}
