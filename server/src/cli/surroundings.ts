/**
 * Files that say something about the scanned ones without being scanned: dependency files and Parapet's configuration,
 * beside and above them. What is above the folder that paths start from counts as lying in it, the nearest such folder
 * alone.
 */
import { readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { Language } from '../engine/types.ts';
import { classify } from '../project/classify.ts';
import type { Found } from './walk.ts';

const TELLING: readonly Language[] = ['dependencies', 'configuration'];

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    // A folder that cannot be listed has nothing to offer here; the walk names it where it matters.
    return [];
  }
}

function tellingIn(folder: string, names: readonly string[], language: Language): string[] {
  return names.map((name) => join(folder, name)).filter((path) => classify(path, '') === language);
}

/** The folder that the paths of `file` start from. */
function rootOf({ path, inside }: Found): string {
  return path.slice(0, path.length - inside.length).replace(/(?<=.)[\\/]$/, '') || dirname(path);
}

/** From the folder above `root` on, the files of the first folder that has some, not beyond the repository. */
function nearestAbove(root: string, language: Language): string[] {
  let names = namesIn(root);
  let folder = root;
  let here = tellingIn(folder, names, language);
  while (here.length === 0 && !names.includes('.git') && dirname(folder) !== folder) {
    folder = dirname(folder);
    names = namesIn(folder);
    here = tellingIn(folder, names, language);
  }
  return folder === root ? [] : here;
}

/** The files around `files`, each once, those of `files` left out. */
export function surroundingsOf(files: readonly Found[]): Found[] {
  const scanned = new Set(files.map(({ path }) => path));
  const found = new Map<string, Found>();
  const add = (path: string, inside: string): void => {
    if (!scanned.has(path) && !found.has(path))
      found.set(path, { path, inside: inside.replaceAll('\\', '/') });
  };
  const seen = new Set<string>();
  for (const file of files) {
    const root = rootOf(file);
    for (let folder = dirname(file.path); !seen.has(folder); folder = dirname(folder)) {
      seen.add(folder);
      const names = namesIn(folder);
      for (const language of TELLING) {
        for (const path of tellingIn(folder, names, language)) add(path, relative(root, path));
      }
      if (folder === root) {
        const above = TELLING.flatMap((language) => nearestAbove(root, language));
        for (const path of above) add(path, basename(path));
        break;
      }
    }
  }
  return [...found.values()];
}
