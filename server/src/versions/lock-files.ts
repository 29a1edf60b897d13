/**
 * Lock files: exact versions, written by machines. Values come from the parsers; places from a pass over the lines,
 * which is cheap because these files state one key a line, however many lines there are.
 */

import { parse } from 'smol-toml';
import type { Comment, Gap, Span } from '../engine/types.ts';
import { type Origin, readOrigin } from './origin.ts';
import { normalize, type Requirement } from './requirement.ts';

export interface LockFile {
  readonly requirements: readonly Requirement[];
  readonly comments: readonly Comment[];
  readonly gaps: readonly Gap[];
}

type Table = Readonly<Record<string, unknown>>;

function table(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Where one package's name and version stand. */
interface Lines {
  name?: Span;
  version?: Span;
}

const TOML_LINE = /^(?:\[\[packages?\]\]|\[|(name|version)[ \t]*=[ \t]*["']([^"'\n]*)["'])/gm;

/** The places of all packages of a TOML lock, in order. */
function tomlLines(written: string): Lines[] {
  const found: Lines[] = [];
  let open: Lines | undefined;
  for (const match of written.matchAll(TOML_LINE)) {
    const [whole, key, value = ''] = match;
    if (whole.startsWith('[[')) {
      open = {};
      found.push(open);
    } else if (whole === '[') open = undefined;
    else if (open) {
      const end = match.index + whole.length - 1;
      const span = { start: end - value.length, end };
      if (key === 'name') open.name ??= span;
      else open.version ??= span;
    }
  }
  return found;
}

/** What a lock says of a package that no index delivers. */
function lockedOrigin(entry: Table): Origin | undefined {
  const source = table(entry.source);
  const vcs = table(entry.vcs);
  // uv writes `https://…?rev=main#commit`, the others the commit under a key of its own.
  const [url = '', commit] = (text(source.git) ?? '').split('#');
  const repository =
    text(source.git) !== undefined
      ? { url: url.split('?')[0] ?? '', revision: commit }
      : source.type === 'git'
        ? { url: text(source.url), revision: text(source.resolved_reference) }
        : text(entry.git) !== undefined
          ? { url: text(entry.git), revision: text(entry.revision) ?? text(entry.ref) }
          : { url: text(vcs.url), revision: text(vcs['commit-id']) };
  if (repository.url !== undefined) {
    const { revision: _, ...read } = readOrigin(`git+${repository.url.replace(/^git\+/, '')}`);
    return { ...read, ...(repository.revision ? { revision: repository.revision } : {}) };
  }
  const archive = text(source.url) ?? text(table(entry.archive).url);
  return archive === undefined || source.type === 'legacy' ? undefined : readOrigin(archive);
}

function requirement(
  name: string,
  version: string,
  lines: Lines | undefined,
  origin: Origin | undefined,
): Requirement {
  return {
    name: normalize(name),
    constraints: [{ operator: '==', version }],
    locked: true,
    ...(lines?.name ? { span: lines.name } : {}),
    ...(lines?.version ? { version: lines.version } : {}),
    ...(origin ? { origin } : {}),
  };
}

function lineComments(written: string): Comment[] {
  return [...written.matchAll(/^[ \t]*(#[^\r\n]*)/gm)].map(({ 0: whole, 1: comment = '', index }) => {
    const end = index + whole.length;
    return { span: { start: end - comment.length, end }, text: comment };
  });
}

/** uv.lock, poetry.lock, pdm.lock (`package`) and pylock.toml (`packages`). */
export function readTomlLock(written: string): LockFile {
  let root: Table;
  try {
    root = table(parse(written.replace(/^\uFEFF/, ' ')));
  } catch {
    const gap = { reason: 'this lock file is not valid TOML', syntax: true };
    return { requirements: [], comments: lineComments(written), gaps: [gap] };
  }
  const packages = root.package ?? root.packages;
  const entries = Array.isArray(packages) ? packages : [];
  const lines = tomlLines(written);
  const placed = lines.length === entries.length;
  const requirements = entries.flatMap((each: unknown, index): Requirement[] => {
    const entry = table(each);
    const name = text(entry.name);
    const version = text(entry.version);
    if (name === undefined || version === undefined) return [];
    return [requirement(name, version, placed ? lines[index] : undefined, lockedOrigin(entry))];
  });
  return { requirements, comments: lineComments(written), gaps: [] };
}

const JSON_PART = /"((?:[^"\\\n]|\\.)*)"(\s*:)?|[{}]/g;
const GROUPS: Readonly<Record<string, string | undefined>> = { default: undefined, develop: 'dev' };

/** Pipfile.lock: an object of groups, of packages, of facts. Read piece by piece, so that what is broken stays small. */
export function readPipfileLock(written: string): LockFile {
  const requirements: Requirement[] = [];
  const keys: string[] = [];
  let last = '';
  let span: Span | undefined;
  let facts: Record<string, string> = {};
  let version: Span | undefined;
  let name: Span | undefined;
  for (const match of written.matchAll(JSON_PART)) {
    const [whole, inner = '', colon] = match;
    const place = { start: match.index + 1, end: match.index + 1 + inner.length };
    if (whole === '{') {
      keys.push(last);
      if (keys.length === 3) [facts, name, version] = [{}, span, undefined];
    } else if (whole === '}') {
      const [, group = '', key = ''] = keys;
      if (keys.length === 3 && group in GROUPS) {
        const origin = facts.git === undefined ? undefined : lockedOrigin(facts);
        const stated = facts.version?.replace(/^==/, '');
        if (stated !== undefined || origin) {
          const found = requirement(
            key,
            stated ?? '',
            { ...(name ? { name } : {}), ...(version ? { version } : {}) },
            origin,
          );
          requirements.push({
            ...found,
            ...(stated === undefined ? { constraints: [], opaque: true as const } : {}),
            ...(GROUPS[group] === undefined ? {} : { group: GROUPS[group] }),
          });
        }
      }
      keys.pop();
    } else if (colon !== undefined) [last, span] = [inner, place];
    else if (keys.length === 3) {
      facts[last] ??= inner;
      if (last === 'version') version = place;
    }
  }
  let gaps: Gap[] = [];
  try {
    JSON.parse(written.replace(/^\uFEFF/, ''));
  } catch {
    gaps = [{ reason: 'this lock file is not valid JSON', syntax: true }];
  }
  return { requirements, comments: [], gaps };
}

const CONDA_LINE = /^(- |[ ]{2})(name|version):[ \t]*['"]?([^'"\s]+)['"]?[ \t]*\r?$/gm;

/** conda-lock.yml: one entry a package and platform; what several platforms share is stated once. */
export function readCondaLock(written: string, pypiName: (name: string) => string): LockFile {
  const found = new Map<string, Requirement>();
  let name: { text: string; span: Span } | undefined;
  for (const { 0: whole, 1: start, 2: key, 3: value = '', index } of written.matchAll(CONDA_LINE)) {
    if (start === '- ') name = undefined;
    const at = index + whole.indexOf(value, whole.indexOf(':'));
    const span = { start: at, end: at + value.length };
    if (key === 'name') name = { text: value, span };
    else if (name) {
      const id = `${name.text} ${value}`;
      if (!found.has(id))
        found.set(id, requirement(pypiName(name.text), value, { name: name.span, version: span }, undefined));
      name = undefined;
    }
  }
  return { requirements: [...found.values()], comments: lineComments(written), gaps: [] };
}
