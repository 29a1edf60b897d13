/**
 * `source.hardenWorkload.parapet`: applies the safe and the suggested fixes of one document of a manifest, and those that
 * become possible by them, as one edit that the client can preview. Analyses, as fix-all does, so it is made when asked for
 * only. Must not know a rule.
 */
import type { Edit, Finding, Fix, Span } from '../../engine/types.ts';
import { documentAt } from '../../yaml/documents.ts';
import type { Checked, Checker } from '../checker.ts';
import { roundsOf } from './rounds.ts';

function within({ edits }: Fix, { start, end }: Span): boolean {
  return edits.every(({ span }) => span.start >= start && span.end <= end);
}

/** Of each finding in `place` the first fix that no person has to review. */
function fixesIn(findings: readonly Finding[], place: Span): Fix[] {
  return findings.flatMap(({ span, fixes }) => {
    if (span.start < place.start || span.end > place.end) return [];
    return fixes.find((fix) => fix.class !== 'review' && within(fix, place)) ?? [];
  });
}

/** The edits of the checked manifest that harden the document around `offset`; none where it is no manifest. */
export function hardenEdits(checked: Checked, checker: Checker, offset: number): Edit[] {
  if (checked.source.language !== 'kubernetes') return [];
  const { start } = documentAt(checked.source.text, offset);
  return roundsOf(checked, checker, (findings, text) => fixesIn(findings, documentAt(text, start)));
}
