/**
 * Findings in the words of the protocol. Everything that a quick fix needs later travels in `data`, so that code actions
 * need no second analysis.
 */
import { type Diagnostic, DiagnosticSeverity, type TextEdit } from 'vscode-languageserver/node';
import type { Finding, FixClass, Severity, Step } from '../engine/types.ts';
import type { Client } from './client.ts';
import { type Positions, rangeOf, textEditsOf } from './convert.ts';

export const SOURCE = 'parapet';

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export interface FixData {
  readonly id: string;
  readonly title: string;
  readonly class: FixClass;
  readonly edits: TextEdit[];
}

/** `data` of a diagnostic: the rule, the version of the document that the ranges are for, and the fixes. */
export interface FindingData {
  readonly rule: string;
  readonly version: number;
  readonly fixes: FixData[];
}

/** Finds the lines of another file that a finding's path leads through; undefined when the file is not known. */
export type Elsewhere = (uri: string) => Positions | undefined;

/** `data` for the finding, as its diagnostic carries it. */
export function dataOf(finding: Finding, positions: Positions, version: number): FindingData {
  const fixes = finding.fixes.map((fix) => ({
    id: fix.id,
    title: fix.title,
    class: fix.class,
    edits: textEditsOf(positions, fix.edits),
  }));
  return { rule: finding.rule.id, version, fixes };
}

function related(finding: Finding, positions: Positions, elsewhere: Elsewhere) {
  return (finding.steps ?? []).flatMap((step: Step) => {
    const there = step.uri === finding.source.uri ? positions : elsewhere(step.uri);
    return there
      ? [{ location: { uri: step.uri, range: rangeOf(there, step.span) }, message: step.note }]
      : [];
  });
}

/** The diagnostic of a finding in version `version` of the document whose lines `positions` knows. */
export function diagnosticOf(
  finding: Finding,
  positions: Positions,
  version: number,
  client: Client,
  elsewhere: Elsewhere,
): Diagnostic {
  const relatedInformation = related(finding, positions, elsewhere);
  return {
    range: rangeOf(positions, finding.span),
    severity: SEVERITY[finding.severity],
    source: SOURCE,
    code: finding.rule.id,
    codeDescription: { href: client.pageOf(finding.rule.id) },
    message: finding.message,
    ...(relatedInformation.length > 0 ? { relatedInformation } : {}),
    data: dataOf(finding, positions, version),
  };
}
