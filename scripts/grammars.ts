/** Where the wasm files come from when Parapet runs from source; the build copies the same files beside the bundles. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GrammarFiles } from '../server/src/grammar/grammars.ts';

const modules = join(import.meta.dirname, '../node_modules');

/** File name in `dist/` -> path in the package that carries it. */
export const WASM: Readonly<Record<keyof GrammarFiles, { readonly file: string; readonly from: string }>> = {
  runtime: { file: 'web-tree-sitter.wasm', from: join(modules, 'web-tree-sitter/web-tree-sitter.wasm') },
  python: {
    file: 'tree-sitter-python.wasm',
    from: join(modules, 'tree-sitter-python/tree-sitter-python.wasm'),
  },
  bash: { file: 'tree-sitter-bash.wasm', from: join(modules, 'tree-sitter-bash/tree-sitter-bash.wasm') },
};

export function grammarFiles(): GrammarFiles {
  return {
    runtime: readFileSync(WASM.runtime.from),
    python: readFileSync(WASM.python.from),
    bash: readFileSync(WASM.bash.from),
  };
}
