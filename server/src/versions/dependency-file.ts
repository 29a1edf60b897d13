/** Any dependency file -> what it states, by its name. Read once per version of the file, for all languages. */
import type { Comment, Gap, Source, Span } from '../engine/types.ts';
import { pypiName, readCondaFile } from './conda-files.ts';
import { readPipConf, readSetupCfg } from './ini-files.ts';
import { readCondaLock, readPipfileLock, readTomlLock } from './lock-files.ts';
import type { Requirement } from './requirement.ts';
import { type Include, readRequirementsFile } from './requirements-file.ts';
import type { Setting } from './setting.ts';
import { readToml } from './toml.ts';
import { pipfileRequirements, projectRequirements } from './toml-files.ts';
import { pipfileSettings, projectSettings, uvSettings } from './toml-settings.ts';

/** `requirements`: a list for pip or uv; `constraints`: versions only; `settings`: where packages come from. */
export type DependencyKind = 'requirements' | 'constraints' | 'project' | 'environment' | 'lock' | 'settings';

export interface DependencyFile {
  readonly kind: DependencyKind;
  readonly requirements: readonly Requirement[];
  readonly settings: readonly Setting[];
  readonly includes: readonly Include[];
  readonly comments: readonly Comment[];
  readonly gaps: readonly Gap[];
  /** What no comment can interrupt. */
  readonly units: readonly Span[];
}

const NOTHING = { requirements: [], settings: [], includes: [], comments: [], gaps: [], units: [] };

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Which kind of dependency file has this path. */
export function dependencyKind(path: string): DependencyKind {
  const file = nameOf(path);
  if (
    /^(?:(?:uv|poetry|pdm)\.lock|pylock(?:\.[\w-]+)?\.toml|Pipfile\.lock)$|^conda-lock[\w.-]*\.ya?ml$/.test(
      file,
    )
  )
    return 'lock';
  if (/^(?:pyproject\.toml|Pipfile|setup\.cfg)$/.test(file)) return 'project';
  if (/^(?:pip\.(?:conf|ini)|uv\.toml|\.?condarc)$/.test(file)) return 'settings';
  if (/\.ya?ml$/.test(file)) return 'environment';
  return /constraint/.test(file) ? 'constraints' : 'requirements';
}

function read(path: string, text: string): Omit<DependencyFile, 'kind'> {
  const file = nameOf(path);
  if (file === 'Pipfile.lock') return { ...NOTHING, ...readPipfileLock(text) };
  if (/\.ya?ml$|condarc$/.test(file))
    return {
      ...NOTHING,
      ...(dependencyKind(path) === 'lock' ? readCondaLock(text, pypiName) : readCondaFile(text)),
    };
  if (dependencyKind(path) === 'lock') return { ...NOTHING, ...readTomlLock(text) };
  if (file === 'setup.cfg') return { ...NOTHING, ...readSetupCfg(text) };
  if (/^pip\.(?:conf|ini)$/.test(file)) return { ...NOTHING, ...readPipConf(text) };
  if (!/\.toml$|^Pipfile$/.test(file)) return { ...NOTHING, ...readRequirementsFile(text) };
  const { root, comments, gaps } = readToml(text);
  const requirements =
    file === 'pyproject.toml'
      ? projectRequirements(root)
      : file === 'Pipfile'
        ? pipfileRequirements(root)
        : [];
  const settings =
    file === 'pyproject.toml'
      ? projectSettings(text, root)
      : file === 'Pipfile'
        ? pipfileSettings(text, root)
        : uvSettings(text, root);
  return { ...NOTHING, requirements, settings, comments, gaps };
}

const known = new WeakMap<Source, DependencyFile>();

/** What the dependency file `source` states. Never throws: what cannot be read is a gap. */
export function dependencyFile(source: Source): DependencyFile {
  const before = known.get(source);
  if (before) return before;
  const found = { kind: dependencyKind(source.path), ...read(source.path, source.text) };
  known.set(source, found);
  return found;
}
