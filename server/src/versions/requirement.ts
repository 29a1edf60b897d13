/**
 * One dependency as a file states it: a normalised name and version constraints (PEP 503, PEP 440, PEP 508).
 * Knows no file format.
 */
import type { Span } from '../engine/types.ts';

export interface Constraint {
  /** `==`, `!=`, `<=`, `>=`, `<`, `>`, `~=`, `===`. */
  readonly operator: string;
  readonly version: string;
}

export interface Requirement {
  /** Lower case, runs of `-_.` as one `-`. */
  readonly name: string;
  /** All of them hold; none: any version. */
  readonly constraints: readonly Constraint[];
  /** From a lock file, or pinned with `==`. */
  readonly locked: boolean;
  /** Where the name stands in its file, where the format lets us know. */
  readonly span?: Span;
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

/**
 * A PEP 508 requirement, `torch[extra]>=2.2 ; python_version > "3.9"`; undefined when it is none. A requirement by URL
 * has an unknown version.
 */
export function readRequirement(text: string): Requirement | undefined {
  const named = NAME.exec(text);
  if (!named) return undefined;
  const name = normalize(named[1] ?? '');
  const rest = text.slice(named[0].length).split(';')[0]?.trim() ?? '';
  if (rest.startsWith('@')) return { name, constraints: [], locked: false };
  const found = constraints(rest.replace(/^\((.*)\)$/, '$1'));
  if (!found) return undefined;
  return { name, constraints: found, locked: isPin(found) };
}

/** One exact version: `==2.2.0`, not `==2.2.*`. */
export function isPin(found: readonly Constraint[]): boolean {
  return found.length === 1 && /^={2,3}$/.test(found[0]?.operator ?? '') && !found[0]?.version.includes('*');
}

/** Poetry's and Pipenv's shorthands as PEP 440: `^1.2` -> `>=1.2,<2`, `~1.2` -> `>=1.2,<1.3`, `*` -> any. */
export function fromPoetry(text: string): Constraint[] | undefined {
  const trimmed = text.trim();
  if (trimmed === '*' || trimmed === '') return [];
  const parts = trimmed.split(',').map((part): Constraint[] | undefined => shorthand(part.trim()));
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

/** Conda's `=2.1` means any `2.1.*`; `==` and the ranges are as in PEP 440. */
export function fromConda(text: string): Constraint[] | undefined {
  const [version = ''] = text.trim().split(/\s+/);
  if (version === '' || version === '*') return [];
  if (/^=?\d[\w.]*$/.test(version)) {
    const bare = version.replace(/^=/, '');
    return [{ operator: '==', version: `${bare}.*` }];
  }
  return constraints(version);
}
