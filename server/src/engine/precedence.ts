/**
 * One cause, one finding: which of several findings at one place is reported. Knows rules and spans, no language.
 */
import type { Finding, Span } from './types.ts';

function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

function yields(weak: Finding, strong: Finding): boolean {
  if (!weak.rule.yieldsTo?.includes(strong.rule.id)) return false;
  return !strong.rule.yieldsTo?.includes(weak.rule.id) && overlap(weak.span, strong.span);
}

/**
 * The findings without those whose rule yields to the rule of another finding at an overlapping place. Two rules that
 * yield to each other both stay.
 */
export function undisputed(findings: readonly Finding[]): readonly Finding[] {
  if (!findings.some((finding) => finding.rule.yieldsTo)) return findings;
  return findings.filter((weak) => !findings.some((strong) => yields(weak, strong)));
}
