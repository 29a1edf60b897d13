/** The licences of the packages that end up in the bundles, as those licences ask for. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../rules.ts';

const IN_PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/** The packages that `files` (paths from the project's root, with `/`) belong to, as folders. */
function packageFolders(files: Iterable<string>): string[] {
  const folders = new Set<string>();
  for (const file of files) {
    const folder = IN_PACKAGE.exec(file)?.[1];
    if (folder !== undefined) folders.add(folder);
  }
  return [...folders].sort();
}

function notice(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  const files = globSync('{LICENSE,License,LICENCE,license}*', { cwd: join(ROOT, folder) });
  const text = files[0] === undefined ? '' : readFileSync(join(ROOT, folder, files[0]), 'utf8').trim();
  return [`${manifest.name} ${manifest.version} (${manifest.license})`, text].join('\n\n').trim();
}

/** One notice per package and version, in the order of their names. `files`: what the bundles were made of. */
export function notices(files: Iterable<string>): string {
  const unique = new Set(packageFolders(files).map(notice));
  return `${[...unique].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
