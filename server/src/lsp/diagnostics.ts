/**
 * Findings in the words of the protocol. Fixes stay behind: all diagnostics of a file are sent at every keystroke, and fixes
 * would be three quarters of them. Code actions take them from the findings that were published.
 */
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver/node';
import type { Finding, Severity, Step } from '../engine/types.ts';
import type { Client } from './client.ts';
import { type Positions, rangeOf } from './convert.ts';

export const SOURCE = 'parapet';

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Finds the lines of another file that a finding's path leads through; undefined when the file is not known. */
export type Elsewhere = (uri: string) => Positions | undefined;

function related(finding: Finding, positions: Positions, elsewhere: Elsewhere) {
  return (finding.steps ?? []).flatMap((step: Step) => {
    const there = step.uri === finding.source.uri ? positions : elsewhere(step.uri);
    return there
      ? [{ location: { uri: step.uri, range: rangeOf(there, step.span) }, message: step.note }]
      : [];
  });
}

/** The diagnostic of a finding in the document whose lines `positions` knows. */
export function diagnosticOf(
  finding: Finding,
  positions: Positions,
  client: Client,
  elsewhere: Elsewhere,
): Diagnostic {
  const relatedInformation = related(finding, positions, elsewhere);
  return {
    range: rangeOf(positions, finding.span),
    severity: SEVERITY[finding.severity],
    source: SOURCE,
    code: finding.rule.id,
    ...(client.linksCodes ? { codeDescription: { href: client.pageOf(finding.rule.id) } } : {}),
    message: finding.message,
    ...(relatedInformation.length > 0 ? { relatedInformation } : {}),
  };
}
