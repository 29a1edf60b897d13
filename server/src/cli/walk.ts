/**
 * Finds the files to scan. Files that are named are always taken; in folders, what git ignores, what the configuration
 * excludes and what is somebody else's code is left out, and counted. What ought to be read and cannot be is named.
 */
import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { type IgnoreRules, isIgnored, onlyFrom, rulesAbove, withFolder } from '../disk/git-ignore.ts';
import { classify } from '../project/classify.ts';

/** A file to scan. */
export interface Found {
  readonly path: string;
  /** Its path from the folder that was asked for, with `/`: what rules about context look at. */
  readonly inside: string;
}

/** A file or folder that was not read, and why, in words for the user. */
export interface Skipped {
  readonly path: string;
  readonly reason: string;
}

export interface Walked {
  readonly files: readonly Found[];
  readonly skipped: readonly Skipped[];
  /** Paths that do not exist. */
  readonly missing: readonly string[];
  readonly leftOut: LeftOut;
  /** Whether folders were walked: then the files are all there are, and otherwise some that were named. */
  readonly folders: boolean;
}

/** Folders that are left out by name, and how many files and folders git or the configuration leave out. */
export interface LeftOut {
  readonly folders: readonly string[];
  readonly byGit: number;
  readonly byConfiguration: number;
}

/** Whether the configuration leaves out a path; `folder` tells what it is. */
export type Excluded = (path: string, folder: boolean) => boolean;

/** Folders of other people's code, of tools and of what was built. */
const LEFT_OUT: ReadonlySet<string> = new Set(
  `.git .hg .svn node_modules bower_components venv .venv site-packages __pypackages__ __pycache__ dist .eggs .tox .nox
   .mypy_cache .ruff_cache .pytest_cache .ipynb_checkpoints .terraform`.split(/\s+/),
);

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'it is gone, or a link to nothing',
  ELOOP: 'its symbolic links go in a circle',
  ENAMETOOLONG: 'its path is too long',
};

/** Why the file system refused, in words. */
export function refusal(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return WORDS[code] ?? (error instanceof Error ? error.message : String(error));
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}

/** Whether `path` is `folder` or lies in it; both absolute. */
export function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
}

/** The path as the user knows it: from `cwd`, or absolute outside of it; `/` between folders. */
export function shownPath(path: string, cwd: string): string {
  return (isWithin(path, cwd) ? relative(cwd, path) || '.' : path).replaceAll('\\', '/');
}

/** Walks `paths`, taken from the folder `cwd`. */
export function walk(paths: readonly string[], cwd: string, excluded: Excluded): Walked {
  const files = new Map<string, Found>();
  const skipped: Skipped[] = [];
  const missing: string[] = [];
  const leftOut = { folders: new Set<string>(), byGit: 0, byConfiguration: 0 };
  const folders: string[] = [];
  const links: string[] = [];

  const add = (path: string, root: string): void => {
    if (!files.has(path)) files.set(path, { path, inside: relative(root, path).replaceAll('\\', '/') });
  };

  const enter = (folder: string, root: string, above: IgnoreRules): void => {
    const rules = withFolder(above, folder);
    let entries: Dirent[];
    try {
      entries = readdirSync(folder, { withFileTypes: true }).sort(byName);
    } catch (error) {
      skipped.push({ path: folder, reason: refusal(error) });
      return;
    }
    if (entries.some((entry) => entry.name === 'pyvenv.cfg')) {
      leftOut.folders.add(basename(folder));
      return;
    }
    for (const entry of entries) {
      const path = join(folder, entry.name);
      const isFolder = entry.isDirectory();
      if (!isFolder && !entry.isSymbolicLink() && (!entry.isFile() || classify(path, '') === undefined))
        continue;
      if (isFolder && LEFT_OUT.has(entry.name)) leftOut.folders.add(entry.name);
      else if (isIgnored(rules, path, isFolder)) leftOut.byGit++;
      else if (excluded(path, isFolder)) leftOut.byConfiguration++;
      else if (isFolder) enter(path, root, rules);
      else if (entry.isSymbolicLink()) links.push(path);
      else add(path, root);
    }
  };

  for (const given of paths) {
    const path = resolve(cwd, given);
    let stats: Stats | undefined;
    try {
      stats = statSync(path, { throwIfNoEntry: false });
    } catch (error) {
      skipped.push({ path, reason: refusal(error) });
      continue;
    }
    if (!stats) missing.push(given);
    else if (stats.isDirectory()) {
      folders.push(path);
      const above = rulesAbove(path);
      enter(path, isWithin(path, cwd) ? cwd : path, isIgnored(above, path, true) ? onlyFrom(path) : above);
    } else add(path, isWithin(path, cwd) ? cwd : dirname(path));
  }
  return {
    files: [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
    skipped: [...skipped, ...links.flatMap((link) => linkedAway(link, folders))],
    missing,
    leftOut: { ...leftOut, folders: [...leftOut.folders].sort() },
    folders: folders.length > 0,
  };
}

/**
 * Links are not followed: what they lead to is scanned under its own name if it lies in `folders`, and a circle cannot
 * arise. A link that leads elsewhere, to something Parapet would read, is named.
 */
function linkedAway(link: string, folders: readonly string[]): Skipped[] {
  try {
    const target = realpathSync(link);
    if (folders.some((folder) => isWithin(target, realpathSync(folder)))) return [];
    const readable = statSync(target).isDirectory() || classify(link, '') !== undefined;
    return readable
      ? [{ path: link, reason: 'it is a symbolic link to something outside of what is scanned' }]
      : [];
  } catch (error) {
    return classify(link, '') === undefined ? [] : [{ path: link, reason: refusal(error) }];
  }
}
