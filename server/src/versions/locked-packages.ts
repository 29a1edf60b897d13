/**
 * What a lock file holds of each package beyond its version: the hashes of its files, and whether an index delivers it.
 * For those who write versions into other files; the rules need none of it (see lock-files.ts).
 */
import { parse } from 'smol-toml';
import type { Source } from '../engine/types.ts';
import { pypiName } from './conda-files.ts';
import { normalize } from './requirement.ts';

export interface LockedPackage {
  readonly version: string;
  /** `sha256:…` of each file that may be installed, in the order of the lock; empty where the lock holds none. */
  readonly hashes: readonly string[];
  /** Installers find it by name and version; otherwise it comes from a repository, a URL or this disk. */
  readonly indexed: boolean;
  /** The index is conda's, which has other names and versions than PyPI. */
  readonly conda: boolean;
}

/** By normalised name; several where the lock holds several versions, or one for several platforms. */
export type LockedPackages = ReadonlyMap<string, readonly LockedPackage[]>;

type Table = Readonly<Record<string, unknown>>;

const SHA256 = /^sha256:[0-9a-f]{64}$/;

function table(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function sha256(hashes: readonly unknown[]): string[] {
  return hashes.filter((hash): hash is string => typeof hash === 'string' && SHA256.test(hash));
}

/** `hash = "sha256:…"` of uv, Poetry and PDM, `hashes = {sha256 = "…"}` of pylock. */
function hashOf(file: unknown): unknown {
  const { hash, hashes } = table(file);
  const digest = table(hashes).sha256;
  return typeof digest === 'string' ? `sha256:${digest}` : hash;
}

/** Whether the entry says that it comes from elsewhere than an index. */
function isElsewhere(entry: Table): boolean {
  const { source, vcs, directory, archive, git, path, url } = entry;
  if ([vcs, directory, archive, git, path, url].some((value) => value !== undefined)) return true;
  if (source === undefined) return false;
  const { registry, type } = table(source);
  return registry === undefined && type !== 'legacy';
}

/** A project as its lock names it: `editable` in pdm.lock, `virtual` and `editable` under `source` in uv.lock. */
function ofToml(text: string): [string, LockedPackage][] {
  const root = table(parse(text.replace(/^\uFEFF/, ' ')));
  const apart = table(table(root.metadata).files);
  return [...list(root.package), ...list(root.packages)].flatMap((each): [string, LockedPackage][] => {
    const entry = table(each);
    const { name, version, sdist, wheels, files } = entry;
    if (typeof name !== 'string' || typeof version !== 'string') return [];
    const older = list(apart[name] ?? apart[`${name} ${version}`]);
    const all = [sdist, ...list(wheels), ...list(files), ...older];
    const hashes = sha256(all.map(hashOf));
    return [[name, { version, hashes, indexed: !isElsewhere(entry), conda: false }]];
  });
}

function ofPipfile(text: string): [string, LockedPackage][] {
  const root = table(JSON.parse(text.replace(/^\uFEFF/, '')));
  return [root.default, root.develop].flatMap((group) =>
    Object.entries(table(group)).flatMap(([name, each]): [string, LockedPackage][] => {
      const entry = table(each);
      const { version, hashes, git, path, file } = entry;
      if (typeof version !== 'string' || !version.startsWith('==')) return [];
      const indexed = [git, path, file].every((value) => value === undefined);
      return [[name, { version: version.slice(2), hashes: sha256(list(hashes)), indexed, conda: false }]];
    }),
  );
}

const CONDA_KEY = /^(?:- | {2})(name|version|manager):[ \t]*['"]?([^'"\s]+)['"]?[ \t]*\r?$/gm;

/** conda-lock.yml holds one file of each package, for one platform: its hash is no use elsewhere. */
function ofConda(text: string): [string, LockedPackage][] {
  const entries = text.split(/^(?=- )/m).map((entry) => {
    const facts: Record<string, string> = {};
    for (const [, key = '', value = ''] of entry.matchAll(CONDA_KEY)) facts[key] ??= value;
    return facts;
  });
  return entries.flatMap(({ name, version, manager }): [string, LockedPackage][] => {
    if (name === undefined || version === undefined) return [];
    const conda = manager !== 'pip';
    return [[conda ? pypiName(name) : name, { version, hashes: [], indexed: true, conda }]];
  });
}

function read({ path, text }: Source): [string, LockedPackage][] {
  try {
    if (path.endsWith('Pipfile.lock')) return ofPipfile(text);
    return /\.ya?ml$/.test(path) ? ofConda(text) : ofToml(text);
  } catch {
    // A lock that cannot be read holds nothing; the scan names it.
    return [];
  }
}

const known = new WeakMap<Source, LockedPackages>();

/** The packages of the lock file `source`, read once per version of the file. */
export function lockedPackages(source: Source): LockedPackages {
  const before = known.get(source);
  if (before) return before;
  const found = new Map<string, LockedPackage[]>();
  for (const [name, locked] of read(source)) {
    const key = normalize(name);
    found.set(key, [...(found.get(key) ?? []), locked]);
  }
  known.set(source, found);
  return found;
}
