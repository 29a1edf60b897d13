// Turns the suite into the one CommonJS file that VS Code's extension host loads. Knows nothing of how it is run.
import { basename, join } from 'node:path';
import { build } from 'esbuild';

/** Bundles the test entry `entry` into `folder` and returns the path of the file that exports `run`. */
export async function bundleSuite(entry: string, folder: string): Promise<string> {
  // The project's packages are ES modules; `.cjs` says that this file is none.
  const outfile = join(folder, `${basename(entry, '.ts')}.cjs`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'silent',
  });
  return outfile;
}
