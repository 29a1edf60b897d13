/** The report as JSON, in the shape that `docs/output.md` promises. Lines and columns count from 1, columns in UTF-16. */
import type { Finding, Gap } from '../../engine/types.ts';
import { ruleAddress, VERSION } from '../../ruleset/product.ts';
import {
  allFindings,
  type FileReport,
  type Region,
  type Report,
  regionInText,
  regionOf,
  severityCounts,
} from '../report.ts';
import { type Fingerprint, fingerprints } from './fingerprint.ts';

/** The version of the shape: it changes when a field changes its meaning or goes away, not when one is added. */
const SHAPE = 1;

interface JsonStep {
  readonly path: string;
  readonly range?: Region;
  readonly note: string;
}

function stepsOf(finding: Finding, { lookup }: Report): JsonStep[] {
  return (finding.steps ?? []).map(({ uri, span, note }) => {
    const place = lookup(uri);
    return place ? { path: place.path, range: regionInText(place.text, span), note } : { path: uri, note };
  });
}

function findingOf(
  file: FileReport,
  finding: Finding,
  { hash, occurrence }: Fingerprint,
  report: Report,
): object {
  return {
    rule: finding.rule.id,
    path: file.path,
    range: regionOf(file.source, finding.span),
    severity: finding.severity,
    confidence: finding.confidence,
    message: finding.message,
    fixes: finding.fixes.map((fix) => ({
      id: fix.id,
      title: fix.title,
      class: fix.class,
      edits: fix.edits.map(({ span, text }) => ({ range: regionOf(file.source, span), text })),
      ...(fix.creates ? { creates: fix.creates } : {}),
    })),
    steps: stepsOf(finding, report),
    fingerprint: `${hash}:${occurrence}`,
    page: ruleAddress(finding.rule.id),
  };
}

function listOf(report: Report, pick: (file: FileReport) => readonly Finding[]): object[] {
  return report.files.flatMap((file) => {
    const findings = pick(file);
    const prints = fingerprints(findings);
    return findings.map((finding, i) =>
      findingOf(file, finding, prints[i] ?? { hash: '', occurrence: 1 }, report),
    );
  });
}

function gapOf({ path, source }: FileReport, { reason, span }: Gap): object {
  return { path, reason, ...(span ? { range: regionOf(source, span) } : {}) };
}

/** The whole report; ends with a line end. */
export function jsonReport(report: Report): string {
  const { repaired } = report;
  const shape = {
    version: SHAPE,
    tool: { name: 'parapet', version: VERSION },
    findings: listOf(report, ({ findings }) => findings),
    suppressed: listOf(report, ({ suppressed }) => suppressed),
    gaps: [...report.skipped, ...report.files.flatMap((file) => file.gaps.map((gap) => gapOf(file, gap)))],
    configuration: report.mistakes.map(({ path, text, span, message }) => ({
      path,
      range: regionInText(text, span),
      message,
    })),
    ...(repaired ? { repaired } : {}),
    summary: {
      findings: Object.fromEntries(severityCounts(allFindings(report))),
      files: report.analysed,
      rules: report.rules,
      leftOut: report.leftOut,
      milliseconds: Math.round(report.milliseconds),
    },
  };
  return `${JSON.stringify(shape, undefined, 2)}\n`;
}
