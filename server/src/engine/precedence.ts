/**
 * One cause, one finding: which of several findings at one place is reported. Knows rules and spans, no language.
 */
import type { Finding, Span } from './types.ts';

function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

function yields(weak: Finding, strong: Finding): boolean {
  return !strong.rule.yieldsTo?.includes(weak.rule.id) && overlap(weak.span, strong.span);
}

/**
 * The findings without those whose rule yields to the rule of another finding at an overlapping place. Two rules that
 * yield to each other both stay.
 */
export function undisputed(findings: readonly Finding[]): readonly Finding[] {
  if (!findings.some((finding) => finding.rule.yieldsTo)) return findings;
  const byRule = new Map<string, Finding[]>();
  for (const finding of findings) {
    const list = byRule.get(finding.rule.id);
    if (list) list.push(finding);
    else byRule.set(finding.rule.id, [finding]);
  }
  const strongerThan = ({ rule }: Finding): Finding[] =>
    (rule.yieldsTo ?? []).flatMap((id) => byRule.get(id) ?? []);
  return findings.filter((weak) => !strongerThan(weak).some((strong) => yields(weak, strong)));
}
