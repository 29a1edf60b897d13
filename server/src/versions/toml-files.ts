/** What pyproject.toml in its dialects (PEP 621, PEP 735, Poetry, PDM, uv) and Pipfile require, with the places. */
import { type Origin, readOrigin } from './origin.ts';
import {
  type Constraint,
  constraints,
  fromPoetry,
  isPin,
  normalize,
  type Requirement,
  readRequirement,
} from './requirement.ts';
import { readToml, type TomlNode } from './toml.ts';

/** What the entries of one list or table have in common. */
type Common = Pick<Requirement, 'group' | 'published'>;

/** A list of PEP 508 texts. */
function texts(list: TomlNode, common: Common): Requirement[] {
  return list.items().flatMap((item): Requirement[] => {
    if (typeof item.value !== 'string') return [];
    const editable = /^-e\s+/.exec(item.value)?.[0].length ?? 0;
    const at = item.span ? item.span.start + editable : undefined;
    const found = readRequirement(item.value.slice(editable), at);
    return found ? [{ ...found, ...common }] : [];
  });
}

function string(node: TomlNode): string | undefined {
  return typeof node.value === 'string' ? node.value : undefined;
}

/** `{git = "…", rev = "…"}`, `{url = "…"}`, `{path = "…"}`: Poetry, uv, Pipenv and their locks. */
function originOf(node: TomlNode): Origin | undefined {
  const git = node.get('git');
  const url = string(git);
  if (url !== undefined) {
    const stated = (['rev', 'ref', 'branch', 'tag'] as const)
      .map((name) => ({ name, at: node.get(name) }))
      .find(({ at }) => string(at) !== undefined);
    const { revision, ...read } = readOrigin(/^\w+\+/.test(url) ? url : `git+${url}`);
    const known = stated ? string(stated.at) : revision;
    const span = git.span ? { span: git.span } : {};
    const place = stated?.at.span;
    return {
      ...read,
      // Poetry and uv also take `git@host:owner/name.git`.
      kind: read.kind === 'unknown' && /^[\w.-]+@[\w.-]+:/.test(url) ? 'repository' : read.kind,
      ...(known === undefined ? {} : { revision: known }),
      ...(stated?.name === 'branch' || stated?.name === 'tag' ? { as: stated.name } : {}),
      ...span,
      ...(place && stated?.name !== 'branch' && stated?.name !== 'tag' ? { revisionSpan: place } : {}),
    };
  }
  const archive = string(node.get('url')) ?? string(node.get('file'));
  const place = node.get('url').span ?? node.get('file').span;
  if (archive !== undefined) return readOrigin(archive, place?.start);
  const path = string(node.get('path'));
  if (path !== undefined || node.get('workspace').value === true) return { kind: 'local', url: path ?? '' };
  return undefined;
}

type Read = (text: string) => Constraint[] | undefined;

/** `torch = "^2.2"`, `torch = {version = "^2.2"}`, and lists of those. */
function shorthands(
  table: TomlNode,
  read: Read,
  notation: Requirement['notation'],
  common: Common,
): Requirement[] {
  return table.entries().flatMap(([name, stated]): Requirement[] => {
    const choices = Array.isArray(stated.value) ? stated.items() : [stated];
    return choices.map((choice): Requirement => {
      const at = typeof choice.value === 'string' ? choice : choice.get('version');
      const version = string(at);
      const found = version === undefined ? [] : read(version);
      const origin = typeof choice.value === 'string' ? undefined : originOf(choice);
      const marker = string(choice.get('markers')) ?? string(choice.get('python'));
      return {
        name: normalize(name),
        constraints: found ?? [],
        locked: found !== undefined && isPin(found),
        ...(found ? {} : { opaque: true }),
        ...(stated.key ? { span: stated.key } : {}),
        ...(version !== undefined && at.span ? { version: at.span } : {}),
        ...(notation ? { notation } : {}),
        ...(origin ? { origin } : {}),
        ...(marker === undefined ? {} : { marker: marker.replace(/\s+/g, '') }),
        ...common,
      };
    });
  });
}

/** A published package: it is built, and nothing says that it must not leave the house. */
function isPublished(root: TomlNode): boolean {
  const tool = root.get('tool');
  const classifiers = root.get('project', 'classifiers').value;
  return (
    root.get('build-system').value !== undefined &&
    tool.get('uv', 'package').value !== false &&
    tool.get('poetry', 'package-mode').value !== false &&
    !(Array.isArray(classifiers) && classifiers.some((each) => String(each).startsWith('Private ::')))
  );
}

function groups(
  table: TomlNode,
  read: (list: TomlNode, common: Common) => Requirement[],
  common: Common = {},
): Requirement[] {
  return table.entries().flatMap(([group, list]) => read(list, { ...common, group }));
}

/** Where uv gets packages from that `[tool.uv.sources]` names; these say nothing about versions. */
function uvSources(root: TomlNode): ReadonlyMap<string, Origin> {
  const found = new Map<string, Origin>();
  for (const [name, source] of root.get('tool', 'uv', 'sources').entries()) {
    for (const each of Array.isArray(source.value) ? source.items() : [source]) {
      const origin = originOf(each);
      if (origin) found.set(normalize(name), origin);
    }
  }
  return found;
}

/** Dependencies of pyproject.toml. */
export function projectRequirements(root: TomlNode): Requirement[] {
  const project = root.get('project');
  const poetry = root.get('tool', 'poetry');
  const published: Common = isPublished(root) ? { published: true } : {};
  const tables = (table: TomlNode, common: Common): Requirement[] =>
    shorthands(table, fromPoetry, 'poetry', common);
  const found = [
    ...texts(project.get('dependencies'), published),
    ...groups(project.get('optional-dependencies'), texts, published),
    ...groups(root.get('dependency-groups'), texts),
    ...groups(root.get('tool', 'pdm', 'dev-dependencies'), texts),
    ...texts(root.get('tool', 'uv', 'dev-dependencies'), { group: 'dev' }),
    ...tables(poetry.get('dependencies'), published).filter(({ name }) => name !== 'python'),
    ...tables(poetry.get('dev-dependencies'), { group: 'dev' }),
    ...groups(poetry.get('group'), (group, common) => tables(group.get('dependencies'), common)),
  ];
  const sources = uvSources(root);
  return sources.size === 0
    ? found
    : found.map((requirement) => {
        const origin = requirement.origin ?? sources.get(requirement.name);
        return origin ? { ...requirement, origin } : requirement;
      });
}

/** Dependencies of a Pipfile. */
export function pipfileRequirements(root: TomlNode): Requirement[] {
  const read: Read = (text) => (text.trim() === '*' ? [] : constraints(text));
  return [
    ...shorthands(root.get('packages'), read, undefined, {}),
    ...shorthands(root.get('dev-packages'), read, undefined, { group: 'dev' }),
  ];
}

/** `requires-python` of pyproject.toml, as constraints. */
export function requiresPython(text: string): Constraint[] | undefined {
  const { root } = readToml(text);
  const stated = string(root.get('project', 'requires-python'));
  if (stated !== undefined) return constraints(stated);
  const poetry = string(root.get('tool', 'poetry', 'dependencies', 'python'));
  return poetry === undefined ? undefined : fromPoetry(poetry);
}
