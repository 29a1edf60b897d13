/** Which other files of the workspace fix the versions that a dependency file leaves open. */
import type { Project, Source } from '../engine/types.ts';
import { dependencyFile, dependencyKind } from '../versions/dependency-file.ts';
import { exact, type Interval, intervalOf, maybeWithin } from '../versions/interval.ts';
import type { Requirement } from '../versions/requirement.ts';
import { spokenFor, statementsOf, together, versionsOf } from '../versions/versions.ts';

/** The files around one dependency file; looked up when first asked for, and then for all its requirements. */
export interface Around {
  /**
   * The lock file that names a package and is nearest: beside the file, or farther up where the file is a project, which
   * may be a member of a workspace. Lists are installed without looking at a lock of another folder.
   */
  lockOf(name: string): Source | undefined;
  /**
   * Whether a lock file, or a list of exact versions, fixes the version of a requirement. One that does not name the
   * package, or has a version that the requirement no longer lets through, is older than the requirement.
   */
  isFixed(requirement: Requirement): boolean;
  /** The version that the files beside this one and farther up agree on. */
  versionOf(name: string): string | undefined;
  /** Whether another project takes this one in by its path, so that the lock of the other holds. */
  isPartOfAnother(): boolean;
}

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

/** The dependency files beside `source` and farther up, the nearest first. */
function filesAbove(source: Source, project: Project): Source[] {
  const inside = `${spokenFor(source.path)}/`;
  return [...project.files('dependencies')]
    .map((file) => ({ file, folder: spokenFor(file.path) }))
    .filter(({ folder }) => folder === '' || inside.startsWith(`${folder}/`))
    .sort((a, b) => b.folder.length - a.folder.length)
    .map(({ file }) => file);
}

const FROZEN = /(^|[-_.])(lock(ed)?|freeze|frozen|pinned|pins|compiled)([-_.]|$)/i;

/** Lists of exact versions that go with `source`: compiled from it, frozen beside it, or named by `-c`. */
function listsFor(source: Source, project: Project): Source[] {
  const { kind, includes } = dependencyFile(source);
  const folder = folderOf(source.path);
  const compiled = source.path.replace(/\.in$/, '.txt');
  const named = new Set(includes.filter((each) => each.constraints).map(({ path }) => joined(folder, path)));
  return [...project.files('dependencies')].filter(({ path }) => {
    const other = dependencyKind(path);
    if (path === source.path || (other !== 'requirements' && other !== 'constraints')) return false;
    if (named.has(path)) return true;
    if (spokenFor(path) !== spokenFor(source.path)) return false;
    if (other === 'constraints' || FROZEN.test(path.slice(path.lastIndexOf('/') + 1))) return true;
    return kind === 'requirements' ? path === compiled : true;
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

/** What lies around `source`. */
export function around(source: Source, project: Project): Around {
  let known: readonly Source[] | undefined;
  let lists: readonly Source[] | undefined;
  const above = (): readonly Source[] => {
    known ??= filesAbove(source, project);
    return known;
  };
  const member = dependencyKind(source.path) === 'project';
  const lockOf = (name: string): Source | undefined =>
    above().find(
      (file) =>
        dependencyKind(file.path) === 'lock' &&
        (member || spokenFor(file.path) === spokenFor(source.path)) &&
        statementsOf(file, name).length > 0,
    );
  return {
    lockOf,
    versionOf: (name) => exact(versionsOf({ files: above }, source.path, name)),
    isFixed: (requirement) => {
      const { name } = requirement;
      const lock = lockOf(name);
      if (lock && fits(requirement, lockedVersions(lock, name))) return true;
      lists ??= listsFor(source, project);
      return lists.some((list) => {
        const pins = statementsOf(list, name).filter(({ locked }) => locked);
        return fits(requirement, together(pins, true));
      });
    },
    isPartOfAnother: () => {
      const folder = folderOf(source.path);
      const isProject = ({ path }: Source): boolean => dependencyKind(path) === 'project';
      return (
        isProject(source) &&
        [...project.files('dependencies')].some(
          (other) =>
            isProject(other) &&
            other.path !== source.path &&
            dependencyFile(other).requirements.some(
              ({ origin }) => origin?.kind === 'local' && joined(folderOf(other.path), origin.url) === folder,
            ),
        )
      );
    },
  };
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
      around(source, project).lockOf(name) === lock,
  );
}
