/**
 * Which versions a package may have, as an interval; three answers to "is it at least X": surely, surely not, unknown.
 * Versions compare as PEP 440 says.
 */
import { compare, satisfies, valid } from '@renovatebot/pep440';
import type { Constraint } from './requirement.ts';

/** `high` is reached only when `highIncluded`. A missing bound is open. */
export interface Interval {
  readonly low?: string;
  readonly high?: string;
  readonly highIncluded?: boolean;
}

/** Nothing is known. */
export const ANY: Interval = {};

/** `2.1` -> `2.2`: the first version behind all `2.1.*`. */
function next(prefix: string): string | undefined {
  const numbers = prefix.split('.').map(Number);
  if (numbers.some((n) => !Number.isInteger(n))) return undefined;
  return numbers.map((n, i) => (i === numbers.length - 1 ? n + 1 : n)).join('.');
}

function one({ operator, version }: Constraint): Interval {
  const star = /^(.*)\.\*$/.exec(version)?.[1];
  if (star !== undefined) {
    const high = valid(star) === null ? undefined : next(star);
    return operator === '==' && high !== undefined ? { low: star, high } : ANY;
  }
  if (valid(version) === null) return ANY;
  switch (operator) {
    case '==':
    case '===':
      return { low: version, high: version, highIncluded: true };
    case '>=':
    case '>':
      return { low: version };
    case '<=':
      return { high: version, highIncluded: true };
    case '<':
      return { high: version };
    case '~=': {
      const high = next(version.split('.').slice(0, -1).join('.'));
      return high === undefined ? { low: version } : { low: version, high };
    }
    default:
      return ANY;
  }
}

function isBelow(a: Interval, b: Interval): boolean {
  if (a.high === undefined) return false;
  if (b.high === undefined) return true;
  const order = compare(a.high, b.high);
  return order < 0 || (order === 0 && !a.highIncluded && b.highIncluded === true);
}

/** What both say; undefined when they contradict each other. */
function meet(a: Interval, b: Interval): Interval | undefined {
  const low = a.low === undefined ? b.low : b.low === undefined || compare(a.low, b.low) >= 0 ? a.low : b.low;
  const { high, highIncluded } = isBelow(a, b) ? a : b;
  if (low !== undefined && high !== undefined) {
    const order = compare(low, high);
    if (order > 0 || (order === 0 && !highIncluded)) return undefined;
  }
  return {
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
    ...(highIncluded === undefined ? {} : { highIncluded }),
  };
}

/** What all say together; `ANY` when they contradict each other, for then none can be trusted. */
export function intersect(...intervals: readonly Interval[]): Interval {
  let all = ANY;
  for (const interval of intervals) {
    const both = meet(all, interval);
    if (!both) return ANY;
    all = both;
  }
  return all;
}

/** What either may say: for a package named twice, as for several platforms. */
export function union(a: Interval, b: Interval): Interval {
  const low =
    a.low === undefined || b.low === undefined ? undefined : compare(a.low, b.low) <= 0 ? a.low : b.low;
  const open = a.high === undefined || b.high === undefined;
  const { high, highIncluded } = isBelow(a, b) ? b : a;
  return {
    ...(low === undefined ? {} : { low }),
    ...(open || high === undefined ? {} : { high }),
    ...(open || highIncluded === undefined ? {} : { highIncluded }),
  };
}

/** The interval that all of `constraints` leave. `!=` takes nothing away from it. */
export function intervalOf(constraints: readonly Constraint[]): Interval {
  return intersect(...constraints.map(one));
}

/** Whether all of `constraints` let `version` through, pre-releases too; no text that is no version is let through. */
export function allows(constraints: readonly Constraint[], version: string): boolean {
  if (valid(version) === null) return false;
  return constraints.every((each) =>
    satisfies(version, `${each.operator}${each.version}`, { prereleases: true }),
  );
}

/** Every possible version is `version` or later. */
export function surelyAtLeast({ low }: Interval, version: string): boolean {
  return low !== undefined && compare(low, version) >= 0;
}

/** Every possible version is before `version`. */
export function surelyBelow({ high, highIncluded }: Interval, version: string): boolean {
  if (high === undefined) return false;
  const order = compare(high, version);
  return order < 0 || (order === 0 && !highIncluded);
}

/** Versions from `from` on, up to `below` or through `through`; what is missing is open. */
export interface Range {
  readonly from?: string;
  readonly below?: string;
  readonly through?: string;
}

function surelyThrough({ high }: Interval, version: string): boolean {
  return high !== undefined && compare(high, version) <= 0;
}

/** Every possible version is in `range`. */
export function surelyWithin(interval: Interval, { from, below, through }: Range): boolean {
  return (
    (from === undefined || surelyAtLeast(interval, from)) &&
    (below === undefined || surelyBelow(interval, below)) &&
    (through === undefined || surelyThrough(interval, through))
  );
}

/** Some possible version is in `range`. */
export function maybeWithin(interval: Interval, { from, below, through }: Range): boolean {
  const { low } = interval;
  return (
    (from === undefined || !surelyBelow(interval, from)) &&
    (below === undefined || !surelyAtLeast(interval, below)) &&
    (through === undefined || low === undefined || compare(low, through) <= 0)
  );
}

/** The one version that is possible, if there is only one. */
export function exact({ low, high, highIncluded }: Interval): string | undefined {
  return low !== undefined && high !== undefined && highIncluded && compare(low, high) === 0
    ? low
    : undefined;
}
