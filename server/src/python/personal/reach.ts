/**
 * Which top-level statements of a file may touch a table at all: those that load one, and those that mention a name
 * that may lead to one. Spares the others the walk; knows nothing of columns.
 */
import type { Chunk } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonFile } from '../file.ts';
import type { Origins } from './origins.ts';

/** The chunks that may touch a table, in the order of the text. */
export function reachedChunks(file: PythonFile, origins: Origins): readonly Chunk[] {
  const mentioning = new Map<string, Chunk[]>();
  for (const chunk of file.chunks) {
    for (const name of boundOf(chunk).names) {
      const list = mentioning.get(name);
      if (list) list.push(chunk);
      else mentioning.set(name, [chunk]);
    }
  }
  const open = file.chunks.filter((chunk) =>
    boundOf(chunk).calls.some(({ call }) => origins.at(call) !== undefined),
  );
  const reached = new Set(open);
  for (let chunk = open.pop(); chunk; chunk = open.pop()) {
    for (const name of boundOf(chunk).scope.bindings.keys()) {
      for (const other of mentioning.get(name) ?? []) {
        if (reached.has(other)) continue;
        reached.add(other);
        open.push(other);
      }
    }
  }
  return file.chunks.filter((chunk) => reached.has(chunk));
}
