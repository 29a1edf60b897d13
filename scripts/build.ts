/**
 * Bundles the extension, the language server and the command line into `dist/`, with the grammars beside them.
 * `node scripts/build.ts` builds for use, `--debug` unminified with source maps.
 */
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { manifestPlugin } from './bundle/manifest.ts';
import { notices } from './bundle/notices.ts';
import { ruleSetPlugin } from './bundle/ruleset.ts';
import { WASM } from './grammars.ts';
import { ROOT } from './rules.ts';

interface Bundle {
  readonly entry: string;
  readonly options?: BuildOptions;
}

/** Name in `dist/` -> where it starts. */
const BUNDLES: Readonly<Record<string, Bundle>> = {
  extension: { entry: 'client/src/extension.ts', options: { external: ['vscode'] } },
  server: { entry: 'server/src/lsp/main.ts' },
  cli: { entry: 'server/src/cli/main.ts', options: { banner: { js: '#!/usr/bin/env node' } } },
};

const SHARED: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  absWorkingDir: ROOT,
  logLevel: 'silent',
  legalComments: 'none',
  // The CommonJS files of these packages are the ones that find their own folder in a CommonJS bundle.
  // The UMD file of `jsonc-parser` hides its own parts from a bundler.
  alias: {
    'web-tree-sitter': join(ROOT, 'node_modules/web-tree-sitter/web-tree-sitter.cjs'),
    'jsonc-parser': join(ROOT, 'node_modules/jsonc-parser/lib/esm/main.js'),
  },
  define: { 'import.meta.dirname': '__dirname' },
};

/** What a build made: paths of the bundles, and their sizes in bytes by name. */
export interface Built {
  readonly folder: string;
  readonly sizes: Readonly<Record<string, number>>;
}

/**
 * Builds every bundle into `folder`. Throws with esbuild's or the rule loader's words when one fails; the files of an
 * earlier build then stay as they were.
 */
export async function buildAll(options: { debug?: boolean; folder?: string } = {}): Promise<Built> {
  const { debug = false, folder = join(ROOT, 'dist') } = options;
  mkdirSync(folder, { recursive: true });
  const sizes: Record<string, number> = {};
  const results = await Promise.all(
    Object.entries(BUNDLES).map(async ([name, bundle]) => {
      const entry = join(ROOT, bundle.entry);
      const outfile = join(folder, `${name}.js`);
      const result = await build({
        ...SHARED,
        ...bundle.options,
        entryPoints: [entry],
        outfile,
        plugins: [ruleSetPlugin(), manifestPlugin()],
        minify: !debug,
        sourcemap: debug ? 'linked' : false,
        write: false,
        metafile: true,
      });
      return { name, files: result.outputFiles, inputs: Object.keys(result.metafile.inputs) };
    }),
  );
  for (const { name, files } of results) {
    for (const file of files) {
      replaceFile(file.path, file.contents);
      if (file.path.endsWith(`${name}.js`)) sizes[name] = file.contents.length;
    }
  }
  for (const { file, from } of Object.values(WASM)) replaceFile(join(folder, file), readFileSync(from));
  const used = [
    ...results.flatMap(({ inputs }) => inputs),
    ...Object.values(WASM).map(({ from }) => relative(ROOT, from)),
  ];
  replaceFile(
    join(folder, 'THIRD-PARTY-NOTICES.txt'),
    notices(used.map((file) => file.replaceAll('\\', '/'))),
  );
  // The bundles are CommonJS, the project is not.
  replaceFile(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  chmodSync(join(folder, 'cli.js'), 0o755);
  return { folder, sizes };
}

/** A rename is atomic: whoever starts a bundle while it is rebuilt gets the old or the new one, never half of one. */
function replaceFile(path: string, contents: string | Uint8Array): void {
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, contents);
  renameSync(fresh, path);
}

if (process.argv[1] === import.meta.filename) {
  try {
    const { folder, sizes } = await buildAll({ debug: process.argv.includes('--debug') });
    for (const [name, bytes] of Object.entries(sizes)) {
      console.log(`${join(folder, `${name}.js`)}  ${Math.round(bytes / 1024)} KB`);
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
