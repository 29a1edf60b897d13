/**
 * Which version of a package the code at a path runs with, from the dependency files of the workspace. The nearest
 * folder that names the package decides, a lock file before ranges; contradictions and silence mean unknown.
 */
import type { Project, Source } from '../engine/types.ts';
import { readCondaFile } from './conda-files.ts';
import { ANY, type Interval, intersect, intervalOf, union } from './interval.ts';
import { normalize, type Requirement } from './requirement.ts';
import { readRequirementsFile, readSetupCfg } from './requirements-file.ts';
import { readTomlFile, requiresPython } from './toml-files.ts';

const LOCKS =
  /(^|\/)(uv\.lock|poetry\.lock|pdm\.lock|pylock(\.[\w-]+)?\.toml|Pipfile\.lock|conda-lock\.ya?ml)$/;

function pipfileLock(text: string): Requirement[] {
  try {
    const root = JSON.parse(text) as Record<string, Record<string, { version?: string }> | undefined>;
    return ['default', 'develop'].flatMap((group) =>
      Object.entries(root[group] ?? {}).flatMap(([name, { version }]): Requirement[] =>
        version
          ? [
              {
                name: normalize(name),
                constraints: [{ operator: '==', version: version.replace(/^==/, '') }],
                locked: true,
              },
            ]
          : [],
      ),
    );
  } catch {
    return [];
  }
}

/** The Python that a project asks for, under the name `python`. */
function pythonOf(text: string): Requirement[] {
  const constraints = requiresPython(text);
  return constraints ? [{ name: 'python', constraints, locked: false }] : [];
}

const read = new WeakMap<Source, readonly Requirement[]>();

/** What one dependency file states. Read once per version of the file. */
export function requirementsOf(source: Source): readonly Requirement[] {
  const known = read.get(source);
  if (known) return known;
  const file = source.path.slice(source.path.lastIndexOf('/') + 1);
  const { text } = source;
  let found: readonly Requirement[];
  if (file === 'Pipfile.lock') found = pipfileLock(text);
  else if (file === 'pyproject.toml') found = [...readTomlFile(file, text), ...pythonOf(text)];
  else if (/\.(toml|lock)$|^Pipfile$/.test(file)) found = readTomlFile(file, text);
  else if (/\.ya?ml$/.test(file)) found = readCondaFile(text);
  else if (file === 'setup.cfg') found = readSetupCfg(text);
  else found = readRequirementsFile(text).requirements;
  read.set(source, found);
  return found;
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** `requirements/base.txt` speaks for the folder that holds `requirements/`. */
function spokenFor(path: string): string {
  const folder = folderOf(path);
  return /(^|\/)(requirements|reqs|deps)$/.test(folder) ? folderOf(folder) : folder;
}

function stated(sources: readonly Source[], name: string): Interval | undefined {
  const found = sources.flatMap((source) => requirementsOf(source).filter((r) => r.name === name));
  return found.length === 0 ? undefined : found.map((r) => intervalOf(r.constraints)).reduce(union);
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
    const lock = stated(
      here.filter((source) => LOCKS.test(source.path)),
      wanted,
    );
    if (lock) return range ? intersect(lock, range) : lock;
    range ??= stated(here, wanted);
  }
  return range ?? ANY;
}
