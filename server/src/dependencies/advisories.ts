/**
 * The matcher `dependency: {table: …}` of rule files: packages whose version lies in a range that a table under
 * `rules/models/` names. Knows the tables' form and no particular package.
 */
import { compare } from '@renovatebot/pep440';
import type { Sighting } from '../engine/detection.ts';
import type { Edit, FixTemplate, RuleSet, Severity, Source, Span } from '../engine/types.ts';
import {
  ANY,
  allows,
  exact,
  type Interval,
  intersect,
  intervalOf,
  maybeWithin,
  type Range,
  surelyWithin,
} from '../versions/interval.ts';
import { normalize, type Requirement } from '../versions/requirement.ts';
import { statementsOf, together } from '../versions/versions.ts';
import type { View } from './detector.ts';
import { isStatedFor, lockedVersions } from './locks.ts';
import { isForDevelopment, placeOf } from './place.ts';
import { compatibleWith, majorOf, otherVersion, statedAs } from './version-edit.ts';

/** One row of a table. */
export interface Advisory {
  readonly package: string;
  readonly id: string;
  readonly rating: string;
  readonly affected: readonly Range[];
  /** The first versions without it, one for each line of releases. */
  readonly fixed: readonly string[];
  /** What an attacker gains, to stand behind a colon. */
  readonly about: string;
}

export interface AdvisoryTable {
  /** Worst first. */
  readonly ratings: readonly string[];
  /** Packages that only go together in matching versions: one alone is not changed where another is pinned. */
  readonly together?: Readonly<Record<string, readonly string[]>>;
  readonly rows: readonly Advisory[];
}

export interface TableQuery {
  readonly table: string;
  /** `inside`: every version that is possible is affected; `overlap`: the stated range begins in an affected one. */
  readonly versions: 'inside' | 'overlap';
  /** Of the worst advisory. */
  readonly rating?: readonly string[];
  /** The severity where only those who work on the project install the package. */
  readonly development?: Severity;
}

const byPackage = new WeakMap<object, ReadonlyMap<string, readonly Advisory[]>>();

/** The rows of `table` about a package, worst first. */
function rowsOf(table: AdvisoryTable, name: string): readonly Advisory[] {
  let known = byPackage.get(table);
  if (!known) {
    const sorted = [...table.rows].sort(
      (a, b) => table.ratings.indexOf(a.rating) - table.ratings.indexOf(b.rating),
    );
    const lists = new Map<string, Advisory[]>();
    for (const row of sorted) lists.set(row.package, [...(lists.get(row.package) ?? []), row]);
    known = lists;
    byPackage.set(table, known);
  }
  return known.get(name) ?? [];
}

/** What is known of the version that gets installed. */
interface Resolved {
  readonly interval: Interval;
  /** What the file itself lets through. */
  readonly stated: Interval;
  /** The lock file that narrows it. */
  readonly lock?: Source;
}

/**
 * The statements of the file that hold wherever `requirement` does. Those for other environments say nothing of the
 * version that this one brings, or repairing one of two lines would leave it as bad as the other.
 */
function besides({ source, file }: View, requirement: Requirement): readonly Requirement[] {
  const { name, group, marker } = requirement;
  const all = statementsOf(source, name);
  if (file.kind === 'lock') return all;
  return all.filter(
    (other) => other.group === group && (other.marker === undefined || other.marker === marker),
  );
}

/** The file's own statements, narrowed by the lock that goes with it. */
function resolve(view: View, requirement: Requirement): Resolved {
  const { file, around } = view;
  const { name } = requirement;
  const lock = file.kind === 'lock';
  const alike = besides(view, requirement);
  const each = alike.map(({ opaque, constraints }) => (opaque ? ANY : intervalOf(constraints)));
  const stated = lock ? (together(alike, true) ?? ANY) : intersect(...each);
  if (lock || exact(stated) !== undefined || requirement.origin) return { interval: stated, stated };
  const pinned = around.lockOf(name);
  const locked = pinned && lockedVersions(pinned, name);
  return pinned && locked
    ? { interval: intersect(locked, stated), stated, lock: pinned }
    : { interval: stated, stated };
}

function inRange(interval: Interval, row: Advisory): boolean {
  return row.affected.some((range) => surelyWithin(interval, range));
}

/** The tables that the rules about versions read. */
const TABLES = ['advisories', 'malicious-releases'];

/** Whether every version in `interval` is in one of the tables, so that nobody may be told to use one. */
export function isAffected(models: RuleSet['models'], name: string, interval: Interval): boolean {
  return TABLES.some((key) => {
    const table = models[key] as AdvisoryTable | undefined;
    return table !== undefined && rowsOf(table, name).some((row) => inRange(interval, row));
  });
}

/** The stated range begins inside an affected one; where nothing is stated, nothing is known. */
function begins({ low, high }: Interval, row: Advisory): boolean {
  if (low === undefined) return false;
  const first: Interval = { low, high: low, highIncluded: true };
  const whole: Interval = high === undefined ? { low } : { low, high };
  return row.affected.some((range) => surelyWithin(first, range) && maybeWithin(whole, range));
}

function later(a: string, b: string): string {
  return compare(a, b) >= 0 ? a : b;
}

/**
 * The version to go to from `version`: without any advisory of `rows` that is met on the way, in the same major line
 * where every advisory has a repair there.
 */
function target(rows: readonly Advisory[], version: string): { to: string; near: boolean } {
  const pick = (near: boolean): string | undefined => {
    let to = version;
    const most = rows.flatMap(({ affected }) => affected).length;
    for (let steps = 0; steps <= most; steps++) {
      const at = to;
      const met = rows.filter((row) => inRange({ low: at, high: at, highIncluded: true }, row));
      if (met.length === 0) return to;
      for (const { fixed } of met) {
        const fitting = near ? fixed.filter((each) => majorOf(each) === majorOf(version)) : fixed;
        const best = fitting.filter((each) => compare(each, at) > 0)[0] ?? fitting.at(-1);
        if (best === undefined) return undefined;
        to = to === at ? best : later(to, best);
      }
    }
    return undefined;
  };
  const near = pick(true);
  return { to: near ?? pick(false) ?? version, near: near !== undefined };
}

/**
 * The edit that goes to version `to`. Where a lock or a compiled list keeps the version for now, it no longer does, so
 * what was only a lower bound gets an upper one too: nobody wants the newest release of any line.
 */
function raised(view: View, requirement: Requirement, to: string): Edit | undefined {
  const { source, around, models } = view;
  if (isAffected(models, requirement.name, { low: to, high: to, highIncluded: true })) return undefined;
  // Another line for the same environment would contradict this one.
  const others = besides(view, requirement).filter((other) => other !== requirement);
  if (!others.every(({ constraints }) => allows(constraints, to))) return undefined;
  const edit = otherVersion(source.text, requirement, to);
  const [only, ...more] = requirement.constraints;
  const open = only?.operator === '>=' && more.length === 0 && !requirement.published;
  if (!edit || !open || !around.isFixed(requirement)) return edit;
  const bounded = compatibleWith(to);
  return bounded === undefined ? undefined : statedAs(source.text, requirement, bounded);
}

/** Others of its family are pinned in the same file, in versions that fit this one. */
function isTied({ source }: View, { name }: Requirement, table: AdvisoryTable): boolean {
  return (table.together?.[name] ?? []).some((other) =>
    statementsOf(source, other).some(({ locked }) => locked),
  );
}

function ids(rows: readonly Advisory[]): string {
  const all = [...new Set(rows.map(({ id }) => id))];
  return all.length <= 3 ? all.join(', ') : `${all.slice(0, 2).join(', ')} and ${all.length - 2} more`;
}

/** The requirement in one piece, also where name and constraint stand apart. */
function written({ name }: Requirement, text: string, span: Span): string {
  const there = text.slice(span.start, span.end);
  return normalize(there).startsWith(name) ? there : `${name} ${there}`;
}

/** What has the hole: the version that gets installed, with who says so; else the requirement as it is written. */
function described(view: View, requirement: Requirement, { interval, lock }: Resolved, span: Span): string {
  const { name, constraints } = requirement;
  const only = exact(interval);
  const versions = lock
    ? statementsOf(lock, name).flatMap((stated) => exact(intervalOf(stated.constraints)) ?? [])
    : [];
  const possible = new Set(versions.filter((version) => allows(constraints, version)));
  if (lock && possible.size > 0)
    return `${name} ${[...possible].join(' or ')} of \`${lock.path.slice(lock.path.lastIndexOf('/') + 1)}\``;
  return only === undefined ? `\`${written(requirement, view.source.text, span)}\`` : `${name} ${only}`;
}

/** Where a requirement of the file is in the table, as `query` asks. */
export function tableSighting(
  view: View,
  requirement: Requirement,
  query: TableQuery,
  fixes: readonly FixTemplate[],
): Sighting | undefined {
  const { source, file, project, models } = view;
  const table = models[query.table] as AdvisoryTable | undefined;
  const rows = table ? rowsOf(table, requirement.name) : [];
  if (!table || rows.length === 0) return undefined;
  const span = placeOf(requirement, source.text);
  if (!span) return undefined;
  const resolved = resolve(view, requirement);
  const { interval, stated } = resolved;
  const inside = rows.filter((row) => inRange(interval, row));
  // A lock that contradicts the file says nothing.
  const begin = interval.low === undefined ? stated : interval;
  const overlap = inside.length > 0 ? [] : rows.filter((row) => begins(begin, row));
  const hit = query.versions === 'inside' ? inside : overlap;
  const [worst] = hit;
  if (!worst || (query.rating && !query.rating.includes(worst.rating))) return undefined;
  if (file.kind === 'lock' && isStatedFor(source, requirement.name, project)) return undefined;
  const only = query.versions === 'inside' ? exact(interval) : undefined;
  const version = only ?? begin.low ?? '0';
  const { to, near } = target(rows, version);
  const edit =
    near && file.kind !== 'lock' && !isTied(view, requirement, table)
      ? raised(view, requirement, to)
      : undefined;
  const asked = fixes.filter(
    (fix) => (fix.edit?.set as { version?: unknown } | undefined)?.version === 'fixed',
  );
  return {
    span,
    values: {
      what:
        query.versions === 'inside'
          ? described(view, requirement, resolved, span)
          : `\`${written(requirement, source.text, span)}\``,
      ids: ids(hit),
      about: worst.about,
      fixed: to,
    },
    edits: Object.fromEntries(asked.map((fix) => [fix.id, edit && [edit]])),
    ...(query.development && isForDevelopment(requirement, source) ? { severity: query.development } : {}),
  };
}
