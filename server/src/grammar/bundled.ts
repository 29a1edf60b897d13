/**
 * The grammars as the bundles carry them: wasm files in the bundle's own folder. For entry points only; knows nothing
 * of what is parsed.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadGrammars } from './grammars.ts';

/** Loads the grammars that lie beside the running bundle. Rejects when a wasm file is missing. */
export async function loadBundledGrammars(): Promise<void> {
  const read = (file: string): Promise<Uint8Array> => readFile(join(import.meta.dirname, file));
  const [runtime, python, bash] = await Promise.all([
    read('web-tree-sitter.wasm'),
    read('tree-sitter-python.wasm'),
    read('tree-sitter-bash.wasm'),
  ]);
  await loadGrammars({ runtime, python, bash });
}
