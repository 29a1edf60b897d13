/** The bundles for tests that run them: built once more when a source is newer than they are. */
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildAll } from '../../scripts/build.ts';
import { ROOT } from '../../scripts/rules.ts';

const SOURCES = ['{client,server,scripts}/**/*.ts', 'rules/**/*.{yaml,json}', 'package.json'];
const BUNDLES = ['extension.js', 'server.js', 'cli.js'];

function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Resolves when `dist/` is at least as new as every source. */
export async function freshBundles(): Promise<void> {
  const newest = Math.max(...globSync(SOURCES, { cwd: ROOT }).map((file) => changedAt(join(ROOT, file))));
  const oldest = Math.min(...BUNDLES.map((file) => changedAt(join(ROOT, 'dist', file))));
  if (oldest < newest) await buildAll();
}
