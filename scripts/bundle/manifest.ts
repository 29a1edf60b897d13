/** Keeps what the bundles say about themselves out of `package.json`, and the rest of it out of the bundles. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { ROOT } from '../rules.ts';

const FIELDS = ['name', 'publisher', 'version'] as const;

/** Resolves an import of the project's `package.json` to the fields above. */
export function manifestPlugin(): Plugin {
  return {
    name: 'parapet-manifest',
    setup(build) {
      build.onLoad({ filter: /[\\/]package\.json$/ }, ({ path }) => {
        if (path !== join(ROOT, 'package.json')) return undefined;
        const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
        const fields = Object.fromEntries(FIELDS.map((field) => [field, manifest[field]]));
        return { contents: JSON.stringify(fields), loader: 'json' };
      });
    },
  };
}
