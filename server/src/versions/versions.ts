/**
 * Which version of a package the code at a path runs with, from the dependency files of the workspace. The nearest
 * folder that names the package decides, a lock file before ranges; contradictions and silence mean unknown.
 */
import type { Project, Source } from '../engine/types.ts';
import { dependencyFile, dependencyKind } from './dependency-file.ts';
import { ANY, type Interval, intersect, intervalOf, union } from './interval.ts';
import { normalize, type Requirement } from './requirement.ts';

const byName = new WeakMap<Source, ReadonlyMap<string, readonly Requirement[]>>();

/** What one dependency file states of a package, by its normalised name. */
export function statementsOf(source: Source, name: string): readonly Requirement[] {
  let known = byName.get(source);
  if (!known) {
    const lists = new Map<string, Requirement[]>();
    for (const requirement of dependencyFile(source).requirements) {
      const list = lists.get(requirement.name);
      if (list) list.push(requirement);
      else lists.set(requirement.name, [requirement]);
    }
    known = lists;
    byName.set(source, known);
  }
  return known.get(name) ?? [];
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** The folder that a dependency file speaks for: `requirements/base.txt` for the one that holds `requirements/`. */
export function spokenFor(path: string): string {
  const folder = folderOf(path);
  return /(^|\/)(requirements|reqs|deps)$/.test(folder) ? folderOf(folder) : folder;
}

/**
 * What statements of one file leave together. For one environment all of them hold, so that two pins contradict each
 * other; of several environments, groups, or packages of a lock, any may be the one.
 */
export function together(statements: readonly Requirement[], lock: boolean): Interval | undefined {
  const cases = new Map<unknown, Interval[]>();
  for (const statement of statements) {
    const key = lock ? statement : `${statement.group ?? ''}\0${statement.marker ?? ''}`;
    const interval = statement.opaque ? ANY : intervalOf(statement.constraints);
    cases.set(key, [...(cases.get(key) ?? []), interval]);
  }
  return cases.size === 0 ? undefined : [...cases.values()].map((all) => intersect(...all)).reduce(union);
}

function stated(
  sources: readonly Source[],
  name: string,
  wanted: (requirement: Requirement) => boolean = () => true,
): Interval | undefined {
  const found = sources.flatMap((source) => {
    const lock = dependencyKind(source.path) === 'lock';
    return together(statementsOf(source, name).filter(wanted), lock) ?? [];
  });
  return found.length === 0 ? undefined : found.reduce(union);
}

/** What the lock files among `sources` say; a list with exact versions counts as one where there is no other. */
function lockedIn(sources: readonly Source[], name: string): Interval | undefined {
  const lock = stated(
    sources.filter(({ path }) => dependencyKind(path) === 'lock'),
    name,
  );
  if (lock) return lock;
  const lists = sources.filter(({ path }) => /^(requirements|constraints)$/.test(dependencyKind(path)));
  const pins = stated(lists, name, ({ locked }) => locked);
  const ranges = stated(sources, name, ({ locked }) => !locked);
  return pins && ranges ? intersect(pins, ranges) : pins;
}

/**
 * The versions of `name` (any spelling) that code at `path` may meet; `ANY` when nothing is known. A lock file farther
 * up narrows a range that a nearer file states, as in workspaces.
 */
export function versionsOf(project: Project, path: string, name: string): Interval {
  const wanted = normalize(name);
  const sources = [...project.files('dependencies')];
  let range: Interval | undefined;
  for (
    let folder: string | undefined = folderOf(path);
    folder !== undefined;
    folder = folder === '' ? undefined : folderOf(folder)
  ) {
    const here = sources.filter((source) => spokenFor(source.path) === folder);
    const lock = lockedIn(here, wanted);
    if (lock) return range ? intersect(lock, range) : lock;
    range ??= stated(here, wanted);
  }
  return range ?? ANY;
}
