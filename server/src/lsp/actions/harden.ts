/**
 * `source.hardenWorkload.parapet` and `source.restrictWorkload.parapet`: the fixes of one document of a manifest, and those
 * that become possible by them, as one edit that the client can preview. Analyses, as fix-all does, so it is made when asked
 * for only. Must not know a rule.
 */
import type { Edit, Finding, Fix, Span } from '../../engine/types.ts';
import { documentAt } from '../../yaml/documents.ts';
import type { Checked, Checker } from '../checker.ts';
import { roundsOf } from './rounds.ts';

/** Which fix of a finding is taken, if any. */
export type Choice = (finding: Finding, possible: readonly Fix[]) => Fix | undefined;

/** The first that no person has to review. */
export const hardening: Choice = (_, possible) => possible.find((fix) => fix.class !== 'review');

/**
 * Whatever the restricted level of the Pod Security Standards asks for: who asks for the level reviews the edit. It takes also
 * what may break a program that needs what the level forbids.
 */
export const restricting: Choice = ({ rule }, possible) =>
  rule.references.podSecurity?.some((check) => check.startsWith('restricted:')) ? possible[0] : undefined;

function within({ edits, creates }: Fix, { start, end }: Span): boolean {
  return !creates && edits.every(({ span }) => span.start >= start && span.end <= end);
}

function fixesIn(findings: readonly Finding[], place: Span, choice: Choice): Fix[] {
  return findings.flatMap((finding) => {
    const { span, fixes } = finding;
    if (span.start < place.start || span.end > place.end) return [];
    const possible = fixes.filter((fix) => within(fix, place));
    return choice(finding, possible) ?? [];
  });
}

/** The edits of the checked manifest that repair the document around `offset`; none where it is no manifest. */
export function workloadEdits(checked: Checked, checker: Checker, offset: number, choice: Choice): Edit[] {
  if (checked.source.language !== 'kubernetes') return [];
  const { start } = documentAt(checked.source.text, offset);
  return roundsOf(checked, checker, (findings, text) => fixesIn(findings, documentAt(text, start), choice));
}
