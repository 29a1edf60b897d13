/** Which other files of the workspace fix the versions that a dependency file leaves open. */
import type { Project, Source } from '../engine/types.ts';
import { dependencyFile, dependencyKind } from '../versions/dependency-file.ts';
import { type Interval, intervalOf, maybeWithin } from '../versions/interval.ts';
import type { Requirement } from '../versions/requirement.ts';
import { spokenFor, statementsOf, together } from '../versions/versions.ts';

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** `a/b/../c.txt` -> `a/c.txt`. */
function joined(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function isLock({ path }: Source): boolean {
  return dependencyKind(path) === 'lock';
}

/** The lock file that names the package `name` and is nearest to `source`, beside it or farther up. */
export function lockOf(source: Source, name: string, project: Project): Source | undefined {
  const locks = [...project.files('dependencies')].filter(
    (each) => isLock(each) && statementsOf(each, name).length > 0,
  );
  for (let folder = spokenFor(source.path); ; folder = folderOf(folder)) {
    const here = locks.find(({ path }) => folderOf(path) === folder);
    if (here || folder === '') return here;
  }
}

/** The versions that `lock` has of `name`. */
export function lockedVersions(lock: Source, name: string): Interval | undefined {
  return together(statementsOf(lock, name), true);
}

/** Whether the requirement of a lock is stated by a file that the lock belongs to, which then speaks for it. */
export function isStatedFor(lock: Source, name: string, project: Project): boolean {
  return [...project.files('dependencies')].some(
    (source) =>
      /^(project|requirements|environment)$/.test(dependencyKind(source.path)) &&
      statementsOf(source, name).length > 0 &&
      lockOf(source, name, project) === lock,
  );
}

const FROZEN = /(^|[-_.])(lock(ed)?|freeze|frozen|pinned|pins|compiled)([-_.]|$)/i;

/** Lists of exact versions that go with `source`: compiled from it, frozen beside it, or named by `-c`. */
function listsFor(source: Source, project: Project): Source[] {
  const { kind, includes } = dependencyFile(source);
  const folder = folderOf(source.path);
  const stem = source.path.replace(/\.(in|txt)$/, '');
  const named = new Set(includes.filter((each) => each.constraints).map(({ path }) => joined(folder, path)));
  return [...project.files('dependencies')].filter(({ path }) => {
    const other = dependencyKind(path);
    if (path === source.path || (other !== 'requirements' && other !== 'constraints')) return false;
    if (named.has(path)) return true;
    if (spokenFor(path) !== spokenFor(source.path)) return false;
    if (other === 'constraints' || FROZEN.test(path.slice(path.lastIndexOf('/') + 1))) return true;
    return source.path.endsWith('.in') ? path === `${stem}.txt` : kind !== 'requirements';
  });
}

/** A version that the statement itself lets through. */
function fits({ constraints }: Requirement, version: Interval | undefined): boolean {
  if (!version) return false;
  const { low, high } = intervalOf(constraints);
  return maybeWithin(version, {
    ...(low === undefined ? {} : { from: low }),
    ...(high === undefined ? {} : { through: high }),
  });
}

/**
 * Whether a lock file, or a list of exact versions, fixes the version of a requirement. One that does not name the
 * package, or has a version that the requirement no longer lets through, is older than the requirement.
 */
export function isFixedElsewhere(source: Source, requirement: Requirement, project: Project): boolean {
  const { name } = requirement;
  const lock = lockOf(source, name, project);
  if (lock && fits(requirement, lockedVersions(lock, name))) return true;
  return listsFor(source, project).some((list) => {
    const pins = statementsOf(list, name).filter(({ locked }) => locked);
    return fits(requirement, together(pins, true));
  });
}
