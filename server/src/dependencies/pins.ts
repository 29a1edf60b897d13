/**
 * The versions that a lock file knows, as edits of the lists that leave them open: `pip install -r` and conda read no
 * lock. Decides from texts; who writes them is not known here.
 */
import { endOfLine } from '../engine/lines.ts';
import { placeholder } from '../engine/placeholder.ts';
import type { Edit, Project, RuleSet, Source, Span } from '../engine/types.ts';
import { type DependencyFile, dependencyFile, dependencyKind } from '../versions/dependency-file.ts';
import { allows, type Interval } from '../versions/interval.ts';
import { type LockedPackage, lockedPackages } from '../versions/locked-packages.ts';
import type { Requirement } from '../versions/requirement.ts';
import { spokenFor } from '../versions/versions.ts';
import { isAffected } from './advisories.ts';
import { isApart, placeOf } from './place.ts';
import { statedAs } from './version-edit.ts';

/** The edits that pin a requirement, and the path of the lock file that knows the version. */
export interface Pinned {
  readonly edits: readonly Edit[];
  readonly lock: string;
}

/** What is known of one requirement that leaves its version open. */
export interface VersionPin {
  readonly span: Span;
  /** As it is written, to be shown. */
  readonly written: string;
  readonly known?: Pinned;
  /** Why nothing is known, in words for the user. */
  readonly reason?: string;
  /** What puts a placeholder in the place of the version. */
  readonly placeholder?: readonly Edit[];
}

/** Settings of a list without which a build of another index cannot be found. */
const INDEXES: ReadonlySet<string> = new Set(['index-url', 'extra-index-url', 'find-links', 'conda.channel']);

/** Why there is no version, in words. */
interface Unknown {
  readonly reason: string;
}

function unknown(reason: string): Unknown {
  return { reason };
}

/** The nearest lock files that name a package, beside `source` or farther up. Conda's speak for environments alone. */
function locksFor(source: Source, name: string, project: Project): Source[] {
  const inside = `${spokenFor(source.path)}/`;
  const environment = dependencyKind(source.path) === 'environment';
  const naming = [...project.files('dependencies')]
    .map((file) => ({ file, folder: spokenFor(file.path) }))
    .filter(
      ({ file, folder }) =>
        dependencyKind(file.path) === 'lock' &&
        (folder === '' || inside.startsWith(`${folder}/`)) &&
        (!environment || /\.ya?ml$/.test(file.path)) &&
        lockedPackages(file).has(name),
    );
  const deepest = Math.max(...naming.map(({ folder }) => folder.length));
  return naming.filter(({ folder }) => folder.length === deepest).map(({ file }) => file);
}

/** What keeps the one locked version of a requirement out of the list, in words. */
function obstacle(requirement: Requirement, version: string, file: DependencyFile): string | undefined {
  const allowed = requirement.constraints.map((each) => each.operator + each.version).join(',');
  if (!allows(requirement.constraints, version))
    return `the lock holds ${version}, which is no version${allowed === '' ? '' : ` that ${allowed} allows`}`;
  if (version.includes('+') && !file.settings.some(({ name }) => INDEXES.has(name)))
    return `the lock holds ${version}, a build of an index that this file does not name`;
  return undefined;
}

function exactly(version: string): Interval {
  return { low: version, high: version, highIncluded: true };
}

interface Known {
  readonly version: string;
  readonly hashes: readonly string[];
  readonly lock: string;
}

function lockedOf(
  source: Source,
  file: DependencyFile,
  requirement: Requirement,
  project: Project,
): Known | Unknown {
  const { name, notation } = requirement;
  const locks = locksFor(source, name, project);
  const [lock] = locks;
  const all = locks.flatMap((each) => lockedPackages(each).get(name) ?? []);
  const fitting = all.filter(({ conda }) => conda === (notation === 'conda'));
  const [first] = fitting;
  if (!lock || !first) return unknown('no lock file beside it names it');
  if (!fitting.every(({ indexed }) => indexed))
    return unknown('its lock takes it from elsewhere than an index');
  const versions = [...new Set(fitting.map(({ version }) => version))];
  if (versions.length > 1) return unknown(`the lock holds several versions: ${versions.join(', ')}`);
  const reason = obstacle(requirement, first.version, file);
  return reason === undefined
    ? { version: first.version, hashes: hashesIn(fitting), lock: lock.path }
    : unknown(reason);
}

function hashesIn(packages: readonly LockedPackage[]): string[] {
  return [...new Set(packages.flatMap(({ hashes }) => hashes))];
}

/** The hashes as lines of their own behind the requirement; undefined where its line goes on below. */
function hashEdit({ text }: Source, { span }: Requirement, hashes: readonly string[]): Edit | undefined {
  if (!span) return undefined;
  const end = text.indexOf('\n', span.start);
  const line = text.slice(span.start, end < 0 ? text.length : end);
  const stated = line.replace(/\s#.*$/s, '').trimEnd();
  if (stated.endsWith('\\')) return undefined;
  const at = span.start + stated.length;
  const eol = endOfLine(text);
  return { span: { start: at, end: at }, text: hashes.map((hash) => ` \\${eol}    --hash=${hash}`).join('') };
}

/** pip wants a hash of every package as soon as it has one of any. */
function isHashed({ requirements, settings }: DependencyFile): boolean {
  return requirements.some(({ hashed }) => hashed) || settings.some(({ name }) => name === 'require-hashes');
}

function editsFor(
  source: Source,
  file: DependencyFile,
  requirement: Requirement,
  { version, hashes, lock }: Known,
): Pinned | Unknown {
  const edit = statedAs(source.text, requirement, `==${version}`);
  if (!edit) return unknown('there is no place for a version');
  if (!isHashed(file)) return { edits: [edit], lock };
  if (hashes.length === 0)
    return unknown(`this file has a hash of every package, and ${lock} holds none of this one`);
  const second = hashEdit(source, requirement, hashes);
  return second ? { edits: [edit, second], lock } : unknown('there is no place for hashes');
}

function isOpen(requirement: Requirement): boolean {
  const { locked, opaque, origin, hashed } = requirement;
  return !locked && !opaque && !origin && !hashed && !isApart(requirement);
}

/** Conda's `=1.2=py310_0` names a build as well, which a version alone would lose. */
function namesBuild({ text }: Source, { notation, version }: Requirement): boolean {
  return (
    notation === 'conda' &&
    version !== undefined &&
    /[\w*]=|[\w*]\s+[A-Za-z]/.test(text.slice(version.start, version.end))
  );
}

function pinOf(
  source: Source,
  requirement: Requirement,
  project: Project,
  models: RuleSet['models'],
): VersionPin[] {
  const span = placeOf(requirement, source.text);
  if (!span || namesBuild(source, requirement)) return [];
  const file = dependencyFile(source);
  const written = source.text.slice(span.start, span.end);
  const found = lockedOf(source, file, requirement, project);
  const known =
    !('reason' in found) && isAffected(models, requirement.name, exactly(found.version))
      ? unknown(`the lock holds ${found.version}, which has a known hole: update the lock first`)
      : found;
  const pinned = 'reason' in known ? known : editsFor(source, file, requirement, known);
  if (!('reason' in pinned)) return [{ span, written, known: pinned }];
  const filler = isHashed(file)
    ? undefined
    : statedAs(source.text, requirement, `==${placeholder('version')}`);
  return [{ span, written, reason: pinned.reason, ...(filler ? { placeholder: [filler] } : {}) }];
}

/**
 * What is known of the open versions in `source`; empty for all but lists that pip, uv or conda install from: ranges in
 * a project file are meant, and its lock fixes them; a `.in` file is what a list is compiled from.
 */
export function versionPins(source: Source, project: Project, models: RuleSet['models']): VersionPin[] {
  const file = dependencyFile(source);
  const installed =
    file.kind === 'environment' || (file.kind === 'requirements' && !source.path.endsWith('.in'));
  if (!installed) return [];
  return file.requirements.filter(isOpen).flatMap((each) => pinOf(source, each, project, models));
}
