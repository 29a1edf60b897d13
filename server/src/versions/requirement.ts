/**
 * One dependency as a file states it: a normalised name and version constraints (PEP 503, PEP 440, PEP 508).
 * Knows no file format.
 */
import type { Span } from '../engine/types.ts';
import { type Origin, readOrigin } from './origin.ts';

export interface Constraint {
  /** `==`, `!=`, `<=`, `>=`, `<`, `>`, `~=`, `===`. */
  readonly operator: string;
  readonly version: string;
}

/** How a constraint is written: as PEP 440 says, with Poetry's `^` and `~`, as conda does. */
export type Notation = 'pep440' | 'poetry' | 'conda';

export interface Requirement {
  /** Lower case, runs of `-_.` as one `-`. */
  readonly name: string;
  /** All of them hold; an empty list allows every version. */
  readonly constraints: readonly Constraint[];
  /** From a lock file, or pinned with `==`. */
  readonly locked: boolean;
  /** Something is said about the version that we do not understand. */
  readonly opaque?: true;
  /** Where the name stands in its file, where the format lets us know. */
  readonly span?: Span;
  /** Where the constraint stands: `>=2.2,<3`; absent when there is none. */
  readonly version?: Span;
  readonly notation?: Notation;
  /** What it names instead of a version. */
  readonly origin?: Origin;
  /** The environments that it is for (PEP 508), white space taken out. */
  readonly marker?: string;
  /** The extra or group that asks for it; absent: it is always installed. */
  readonly group?: string;
  /** Installers check a hash of it. */
  readonly hashed?: true;
  /** Part of the metadata that a package is published with. */
  readonly published?: true;
}

/** PEP 503. */
export function normalize(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

const PART = /^(===|==|~=|!=|<=|>=|<|>)\s*([^\s,;]+)$/;

/** `>=2.2,<3` -> constraints; undefined when it is no PEP 440 specifier. */
export function constraints(text: string): Constraint[] | undefined {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const found = parts.map((part) => PART.exec(part));
  if (found.some((match) => match === null)) return undefined;
  return found.flatMap((match) => (match ? [{ operator: match[1] ?? '', version: match[2] ?? '' }] : []));
}

const NAME = /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(\[[^\]]*\])?\s*/;

/** The span of `part` of `text`, which starts at `at` in its file and at `from` in `text`. */
function spanIn(text: string, part: string, from: number, at: number | undefined): Span | undefined {
  if (at === undefined || part === '') return undefined;
  const index = text.indexOf(part, from);
  return index < 0 ? undefined : { start: at + index, end: at + index + part.length };
}

/**
 * A PEP 508 requirement, `torch[extra]>=2.2 ; python_version > "3.9"`; undefined when it is none. A requirement by URL
 * has an unknown version. `at`: where `text` starts in its file, if it stands there as it is; without it no places.
 */
export function readRequirement(text: string, at?: number): Requirement | undefined {
  const named = NAME.exec(text);
  if (!named) return undefined;
  const written = named[1] ?? '';
  const behind = named[0].length;
  const span = spanIn(text, written, 0, at);
  const url = /^@\s*(\S+)\s*/.exec(text.slice(behind));
  const head = url ? behind + url[0].length : behind;
  const semicolon = text.indexOf(';', head);
  const marker = semicolon < 0 ? '' : text.slice(semicolon + 1).replace(/\s+/g, '');
  const common = {
    name: normalize(written),
    ...(span ? { span } : {}),
    ...(marker === '' ? {} : { marker }),
  };
  if (url) {
    const target = url[1] ?? '';
    const start = behind + url[0].indexOf(target);
    const origin = readOrigin(target, at === undefined ? undefined : at + start);
    return { ...common, constraints: [], locked: false, origin };
  }
  const rest = text
    .slice(head, semicolon < 0 ? text.length : semicolon)
    .trim()
    .replace(/^\((.*)\)$/, '$1');
  const found = constraints(rest);
  if (!found) return undefined;
  const version = spanIn(text, rest, head, at);
  return { ...common, constraints: found, locked: isPin(found), ...(version ? { version } : {}) };
}

/** One exact version: `==2.2.0`, not `==2.2.*`. */
export function isPin(found: readonly Constraint[]): boolean {
  return found.length === 1 && /^={2,3}$/.test(found[0]?.operator ?? '') && !found[0]?.version.includes('*');
}

/** Poetry's and Pipenv's shorthands as PEP 440: `^1.2` -> `>=1.2,<2`, `~1.2` -> `>=1.2,<1.3`, `*` -> any. */
export function fromPoetry(text: string): Constraint[] | undefined {
  const trimmed = text.trim();
  if (trimmed === '*' || trimmed === '') return [];
  // Poetry also lets white space stand between constraints.
  const parts = trimmed.split(/\s*,\s*|(?<![<>=!~^\s])\s+/).map((part) => shorthand(part.trim()));
  return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

function shorthand(part: string): Constraint[] | undefined {
  const version = part.replace(/^[\^~]\s*/, '');
  const numbers = version.split('.').map(Number);
  if (part.startsWith('^') || (part.startsWith('~') && !part.startsWith('~='))) {
    if (numbers.some((n) => !Number.isInteger(n))) return undefined;
    const first = numbers.findIndex((n) => n !== 0);
    const kept = part.startsWith('^') ? Math.max(first, 0) : Math.min(1, numbers.length - 1);
    const upper = numbers.slice(0, kept + 1).map((n, i) => (i === kept ? n + 1 : n));
    return [
      { operator: '>=', version },
      { operator: '<', version: upper.join('.') },
    ];
  }
  if (/^\d/.test(part)) return [{ operator: '==', version: part }];
  return constraints(part);
}

/** Conda's `=2.1` means any `2.1.*`; `==` and the ranges are as in PEP 440. A build behind the version is left out. */
export function fromConda(text: string): Constraint[] | undefined {
  const [version = ''] = text.trim().split(/\s+(?![\d<>=!~])/);
  const bare = version.replace(/(?<=[\w.*])=.*$/, '').replace(/\s+/g, '');
  if (bare === '' || bare === '*') return [];
  const loose = /^=?(\d[\w.+!]*?)(?:\.?\*)?$/.exec(bare)?.[1];
  if (loose !== undefined) return [{ operator: '==', version: `${loose}.*` }];
  return constraints(bare);
}
