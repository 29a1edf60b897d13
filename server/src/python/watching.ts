/**
 * What a project has to watch its models with, as its dependency files and the manifests beside it say. Where no
 * dependency file says anything, nothing is known.
 */
import type { Language, Source } from '../engine/types.ts';
import { dependencyFile } from '../versions/dependency-file.ts';
import type { PythonFile } from './file.ts';
import { occurs } from './occurrence.ts';

/** What one way to watch is known by. */
export interface Watch {
  /** Packages, as they are installed; `*` at the end stands for any rest. */
  readonly packages: readonly string[];
  /** Whether a file has code that uses it. */
  readonly speaks: (file: PythonFile) => boolean;
  /** What a manifest says where the platform does it. */
  readonly manifest: RegExp;
}

const MANIFESTS: readonly Language[] = ['kubernetes', 'yaml', 'compose'];

interface Row {
  readonly packages?: string[];
  readonly code?: string;
  readonly manifest?: string;
}

const compiled = new WeakMap<object, Map<string, Watch>>();

/** The row `name` of the table `watching`. */
export function watchOf(file: PythonFile, name: string): Watch {
  const { tables } = file.models;
  const known = compiled.get(tables) ?? new Map<string, Watch>();
  compiled.set(tables, known);
  let watch = known.get(name);
  if (!watch) {
    const row = (tables.watching as Readonly<Record<string, Row>> | undefined)?.[name] ?? {};
    const code = new RegExp(row.code ?? '(?!)');
    watch = {
      packages: row.packages ?? [],
      speaks: occurs((text) => code.test(text)),
      manifest: new RegExp(row.manifest ?? '(?!)'),
    };
    known.set(name, watch);
  }
  return watch;
}

function brings(source: Source, packages: readonly string[]): boolean {
  return dependencyFile(source).requirements.some(({ name }) =>
    packages.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : name === one)),
  );
}

/** Whether nothing that is known of the project watches so, and enough is known to say it. */
export function isUnwatched(file: PythonFile, watch: Watch): boolean {
  const dependencies = [...file.project.files('dependencies')];
  if (!dependencies.some((source) => dependencyFile(source).requirements.length > 0)) return false;
  if (watch.speaks(file) || dependencies.some((source) => brings(source, watch.packages))) return false;
  return !MANIFESTS.some((language) =>
    [...file.project.files(language)].some(({ text }) => watch.manifest.test(text)),
  );
}
