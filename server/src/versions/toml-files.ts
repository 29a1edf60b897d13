/** The TOML files that state dependencies: pyproject.toml in its dialects, Pipfile, and the lock files. */
import { parse } from 'smol-toml';
import {
  type Constraint,
  constraints,
  fromPoetry,
  isPin,
  normalize,
  type Requirement,
  readRequirement,
} from './requirement.ts';

type Table = Readonly<Record<string, unknown>>;

function table(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {};
}

function at(value: unknown, ...path: string[]): unknown {
  return path.reduce((here, key) => table(here)[key], value);
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function requirements(list: unknown): Requirement[] {
  return texts(list).flatMap((text) => readRequirement(text) ?? []);
}

function named(name: string, found: readonly Constraint[] | undefined): Requirement[] {
  return found ? [{ name: normalize(name), constraints: found, locked: isPin(found) }] : [];
}

/** `torch = "^2.2"`, `torch = {version = "^2.2"}`, and lists of those. */
function shorthands(value: unknown, read: (text: string) => Constraint[] | undefined): Requirement[] {
  return Object.entries(table(value)).flatMap(([name, stated]): Requirement[] => {
    const choices = Array.isArray(stated) ? stated : [stated];
    return choices.flatMap((choice) => {
      const version = typeof choice === 'string' ? choice : table(choice).version;
      return typeof version === 'string' ? named(name, read(version)) : named(name, []);
    });
  });
}

/** Dependencies of pyproject.toml: PEP 621, PEP 735 groups, Poetry, PDM and uv. */
function pyproject(root: unknown): Requirement[] {
  const project = at(root, 'project');
  const poetry = at(root, 'tool', 'poetry');
  return [
    ...requirements(at(project, 'dependencies')),
    ...Object.values(table(at(project, 'optional-dependencies'))).flatMap(requirements),
    ...Object.values(table(at(root, 'dependency-groups'))).flatMap(requirements),
    ...Object.values(table(at(root, 'tool', 'pdm', 'dev-dependencies'))).flatMap(requirements),
    ...requirements(at(root, 'tool', 'uv', 'dev-dependencies')),
    ...shorthands(at(poetry, 'dependencies'), fromPoetry).filter(({ name }) => name !== 'python'),
    ...shorthands(at(poetry, 'dev-dependencies'), fromPoetry),
    ...Object.values(table(at(poetry, 'group'))).flatMap((group) =>
      shorthands(at(group, 'dependencies'), fromPoetry),
    ),
  ];
}

function pipfile(root: unknown): Requirement[] {
  const read = (text: string): Constraint[] | undefined => (text.trim() === '*' ? [] : constraints(text));
  return [...shorthands(at(root, 'packages'), read), ...shorthands(at(root, 'dev-packages'), read)];
}

/** uv.lock, poetry.lock, pdm.lock (`package`) and pylock.toml (`packages`). */
function lock(root: unknown): Requirement[] {
  const packages = at(root, 'package') ?? at(root, 'packages');
  return (Array.isArray(packages) ? packages : []).flatMap((entry): Requirement[] => {
    const { name, version } = table(entry);
    if (typeof name !== 'string' || typeof version !== 'string') return [];
    return [{ name: normalize(name), constraints: [{ operator: '==', version }], locked: true }];
  });
}

/** What a TOML file states; nothing when it is not valid TOML. `file` is its name without folders. */
export function readTomlFile(file: string, text: string): Requirement[] {
  let root: unknown;
  try {
    root = parse(text);
  } catch {
    return [];
  }
  if (file === 'pyproject.toml') return pyproject(root);
  if (file === 'Pipfile') return pipfile(root);
  return lock(root);
}

/** `requires-python` of pyproject.toml, as constraints. */
export function requiresPython(text: string): Constraint[] | undefined {
  try {
    const root: unknown = parse(text);
    const stated = at(root, 'project', 'requires-python');
    if (typeof stated === 'string') return constraints(stated);
    const poetry = at(root, 'tool', 'poetry', 'dependencies', 'python');
    return typeof poetry === 'string' ? fromPoetry(poetry) : undefined;
  } catch {
    return undefined;
  }
}
