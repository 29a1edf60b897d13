/** Another version in the place of the one that a requirement states, in the notation that it is written in. */
import { compare } from '@renovatebot/pep440';
import type { Edit } from '../engine/types.ts';
import { intervalOf } from '../versions/interval.ts';
import type { Requirement } from '../versions/requirement.ts';

const PINNING = /^(?:={2,3}|>=|~=)$/;

/** `2.10.0` in as many parts as `like` has; undefined where that would lose something. */
function inParts(version: string, like: string): string | undefined {
  const wanted = like.split('.').length;
  const parts = version.split('.');
  while (parts.length < wanted) parts.push('0');
  return parts.slice(wanted).every((part) => part === '0') ? parts.slice(0, wanted).join('.') : undefined;
}

/**
 * `stated` in the place of what is stated, or behind name and extras. Undefined where the format gives no place: a table
 * of Poetry's without a version.
 */
export function statedAs(text: string, requirement: Requirement, stated: string): Edit | undefined {
  const { span, version, notation } = requirement;
  if (version) return { span: version, text: stated };
  if (!span || notation === 'poetry') return undefined;
  const extras = /^[ \t]*\[[^\]\n]*\]/.exec(text.slice(span.end))?.[0].length ?? 0;
  const end = span.end + extras;
  return { span: { start: end, end }, text: stated };
}

/** From `version` on, in its major line: `2.6` -> `~=2.6`, `2.6.1` -> `~=2.6,>=2.6.1`. */
export function compatibleWith(version: string): string | undefined {
  // `~=2` is no constraint: it needs a part that may grow.
  const [, minor, rest = ''] = /^(\d+\.\d+)((?:\.\d+)*)$/.exec(version) ?? [];
  if (minor === undefined) return undefined;
  return /[1-9]/.test(rest) ? `~=${minor},>=${version}` : `~=${minor}`;
}

/** `2` of `2.10.0`. */
export function majorOf(version: string): string {
  return /^v?(\d+)/.exec(version)?.[1] ?? '';
}

/**
 * `torch>=2.2` -> `torch>=2.10.0`. Undefined where no pin or lower bound is stated, where an upper bound shuts the
 * version out, and where more than the version would have to change: hashes, local versions, wildcards, conda's builds.
 */
export function otherVersion(text: string, requirement: Requirement, to: string): Edit | undefined {
  const { constraints, version, notation, hashed, opaque, origin } = requirement;
  if (!version || hashed || opaque || origin || notation === 'conda') return undefined;
  const written = text.slice(version.start, version.end);
  const lower = constraints.filter(({ operator }) => PINNING.test(operator));
  const [bound] = lower;
  if (lower.length !== 1 || !bound || /[*+]/.test(bound.version)) return undefined;
  // Poetry's caret and tilde bring their own upper bound, which moves with the version.
  const shorthand = notation === 'poetry' && /^\s*[\^~](?!=)/.test(written);
  const uppers = constraints.filter(({ operator }) => operator === '<' || operator === '<=');
  const { high } = intervalOf(shorthand ? [] : uppers);
  if (high !== undefined && compare(to, high) >= 0) return undefined;
  if (shorthand && uppers.length > 1) return undefined;
  // A bound that spans major lines is there for those who need the lower one.
  if (majorOf(bound.version) !== majorOf(to)) return undefined;
  const put = bound.operator === '~=' ? inParts(to, bound.version) : to;
  const index = written.indexOf(bound.version);
  if (put === undefined || index < 0) return undefined;
  const start = version.start + index;
  return { span: { start, end: start + bound.version.length }, text: put };
}
