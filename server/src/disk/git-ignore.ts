/**
 * What git ignores: `.gitignore` of every folder on the way, and `.git/info/exclude`. Knows nothing of languages or
 * findings.
 */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** The patterns that hold in one folder, those of the folders above included. */
export interface IgnoreRules {
  /** The folder that the patterns' paths start from. */
  readonly base: string;
  readonly matcher: Ignore;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Absent or unreadable: no patterns from there.
    return undefined;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The root of the work tree that `folder` lies in, or undefined outside of git. */
export function workTree(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (statSync(join(at, '.git'), { throwIfNoEntry: false })) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** Git's own folder of a work tree; in linked work trees and submodules `.git` is a file that says where. */
function gitFolder(root: string): string {
  const own = join(root, '.git');
  if (isFolder(own)) return own;
  const linked = /^gitdir: (.*)$/m.exec(textOf(own) ?? '')?.[1];
  if (linked === undefined) return own;
  const folder = resolve(root, linked.trim());
  const common = textOf(join(folder, 'commondir'));
  return common === undefined ? folder : resolve(folder, common.trim());
}

/** `pattern` of a file in folder `from` (relative to the base, `/` between folders), as a pattern of the base. */
function rebased(pattern: string, from: string): string {
  if (from === '') return pattern;
  const negated = pattern.startsWith('!');
  const body = negated ? pattern.slice(1) : pattern;
  const folder = from.replace(/[\\*?[\]! #]/g, '\\$&');
  const anchored = body.slice(0, -1).includes('/');
  const path = anchored ? `/${folder}/${body.replace(/^\//, '')}` : `/${folder}/**/${body}`;
  return negated ? `!${path}` : path;
}

function patternsIn(text: string, from: string): string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => rebased(line, from));
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}

/** `rules` with those of `folder`'s own .gitignore added; the same object when it has none. */
export function withFolder(rules: IgnoreRules, folder: string): IgnoreRules {
  const text = textOf(join(folder, '.gitignore'));
  if (text === undefined) return rules;
  const patterns = patternsIn(text, slashed(relative(rules.base, folder)));
  return { base: rules.base, matcher: ignore().add(rules.matcher).add(patterns) };
}

/** What holds in `folder` by the folders above it, its own .gitignore left out. */
export function rulesAbove(folder: string): IgnoreRules {
  const base = workTree(folder) ?? folder;
  const exclude = textOf(join(gitFolder(base), 'info', 'exclude')) ?? '';
  let rules: IgnoreRules = { base, matcher: ignore().add(patternsIn(exclude, '')) };
  const between = relative(base, folder)
    .split(/[\\/]/)
    .filter((part) => part !== '');
  for (let depth = 0; depth < between.length; depth++) {
    rules = withFolder(rules, join(base, ...between.slice(0, depth)));
  }
  return rules;
}

/** No patterns but those that are found from `folder` on: for an ignored folder that is asked for by name. */
export function onlyFrom(folder: string): IgnoreRules {
  return { base: folder, matcher: ignore() };
}

/** Whether git ignores the file or folder at `path`. */
export function isIgnored({ base, matcher }: IgnoreRules, path: string, folder: boolean): boolean {
  const inside = slashed(relative(base, path));
  if (inside === '' || !ignore.isPathValid(inside)) return false;
  return matcher.ignores(folder ? `${inside}/` : inside);
}

/** Whether git ignores the file at `path`, which may lie anywhere. */
export function ignoresFile(path: string): boolean {
  const folder = dirname(path);
  return isIgnored(withFolder(rulesAbove(folder), folder), path, false);
}
