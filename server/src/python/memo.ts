/** Facts that are worked out once for each version of a file, when they are first asked for. */
import type { PythonFile } from './file.ts';

/** `compute`, once per file. */
export function perFile<T>(compute: (file: PythonFile) => T): (file: PythonFile) => T {
  const known = new WeakMap<PythonFile, { readonly value: T }>();
  return (file) => {
    const found = known.get(file) ?? { value: compute(file) };
    known.set(file, found);
    return found.value;
  };
}

/** `compute`, once per file and object in it. */
export function perNode<K extends object, T>(
  compute: (file: PythonFile, node: K) => T,
): (file: PythonFile, node: K) => T {
  const tables = perFile(() => new Map<K, { readonly value: T }>());
  return (file, node) => {
    const table = tables(file);
    const found = table.get(node) ?? { value: compute(file, node) };
    table.set(node, found);
    return found.value;
  };
}
