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
