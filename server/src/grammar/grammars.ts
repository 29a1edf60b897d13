/**
 * The tree-sitter grammars, loaded once at start-up from bytes that the caller brings (the bundle's folder, the test's
 * node_modules, a browser). The only file that starts the WebAssembly runtime.
 */
import { Language, Parser } from 'web-tree-sitter';

/** The wasm files: tree-sitter's runtime and the grammars. */
export interface GrammarFiles {
  readonly runtime: Uint8Array;
  readonly python: Uint8Array;
  readonly bash: Uint8Array;
}

export type GrammarName = 'python' | 'bash';

const parsers = new Map<GrammarName, Parser>();

/** Loads the runtime and all grammars. Call once, before the first analysis; a second call does nothing. */
export async function loadGrammars(files: GrammarFiles): Promise<void> {
  if (parsers.size > 0) return;
  await Parser.init({ wasmBinary: files.runtime });
  for (const name of ['python', 'bash'] as const) {
    const parser = new Parser();
    parser.setLanguage(await Language.load(files[name]));
    parsers.set(name, parser);
  }
}

/** The parser of a grammar. Throws when `loadGrammars` has not finished: a programming error, not a user's. */
export function parserOf(name: GrammarName): Parser {
  const parser = parsers.get(name);
  if (!parser) throw new Error('the grammars are not loaded');
  return parser;
}
