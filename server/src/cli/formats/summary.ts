/**
 * The last lines of a scan: how many findings, what was looked at, what was not and why. Text output ends with it; for
 * the formats that machines read it goes to the error stream, so that nothing is ever skipped in silence.
 */
import type { Finding, Language } from '../../engine/types.ts';
import {
  allFindings,
  fileCount,
  type Mistake,
  type Report,
  regionInText,
  severityCounts,
} from '../report.ts';
import { counted, plain, type Styles } from '../terminal.ts';

const NAMES: Readonly<Record<Language, string>> = {
  python: 'Python',
  dockerfile: 'Dockerfile',
  kubernetes: 'Kubernetes',
  compose: 'Compose',
  yaml: 'YAML',
  dependencies: 'dependencies',
  configuration: 'configuration',
  'agent-settings': 'agent settings',
  'agent-instructions': 'agent instructions',
  notebook: 'notebooks',
  model: 'model files',
  data: 'data files',
  text: 'text',
};

/** How many of `findings` fixes of a class could repair, in words. */
function repairable(findings: readonly Finding[]): string {
  const first = (classes: readonly string[]): number =>
    findings.filter(({ fixes }) => fixes.some((fix) => classes.includes(fix.class))).length;
  const safe = first(['safe']);
  const suggested = first(['safe', 'suggested']) - safe;
  const parts = [
    ...(safe > 0 ? [`${safe} by --fix`] : []),
    ...(suggested > 0 ? [`${suggested} by --fix-suggested`] : []),
  ];
  return parts.length > 0 ? ` (can be repaired: ${parts.join(', ')})` : '';
}

/** What was not analysed is told below, file by file, and not counted twice. */
function findingsLine(report: Report, styles: Styles): string {
  const findings = allFindings(report).filter(({ rule }) => rule.id !== 'analysis-incomplete');
  if (findings.length === 0) return styles.green('No findings');
  const parts = severityCounts(findings).map(([severity, count]) =>
    severity === 'info' ? `${count} info` : counted(count, severity),
  );
  return `${styles.bold(counted(findings.length, 'finding'))}: ${parts.join(', ')}${repairable(findings)}`;
}

function analysedLine(report: Report): string {
  const count = fileCount(report);
  if (count === 0) return 'no file that Parapet reads was found';
  const kinds = Object.entries(report.analysed).map(([language, n]) => `${n} ${NAMES[language as Language]}`);
  const speed = `${counted(report.rules, 'rule')}, ${Math.round(report.milliseconds)} ms`;
  return `${counted(count, 'file')} analysed (${kinds.join(', ')}), ${speed}`;
}

function leftOutLine({ leftOut: { folders, byGit, byConfiguration } }: Report): string[] {
  const parts = [
    ...(folders.length > 0 ? [`${folders.join(', ')} by default`] : []),
    ...(byGit > 0 ? [`${byGit} by git`] : []),
    ...(byConfiguration > 0 ? [`${byConfiguration} by the configuration`] : []),
  ];
  return parts.length > 0 ? [`left out: ${parts.join('; ')}`] : [];
}

/** Mistakes that no finding tells of, because the rule does not run. */
function untold({ mistakes, files }: Report): Mistake[] {
  return mistakes.filter(
    ({ path, span }) =>
      !files.some(
        (file) =>
          file.path === path &&
          file.findings.some(
            ({ rule, span: { start } }) => rule.id === 'configuration-error' && start === span.start,
          ),
      ),
  );
}

/** What was not analysed, one line each: `path: reason`. */
export function gapLines(report: Report): string[] {
  const skipped = report.skipped.map(({ path, reason }) => `${path}: ${reason}`);
  const gaps = report.files.flatMap(({ path, gaps }) => gaps.map(({ reason }) => `${path}: ${reason}`));
  return [...skipped, ...gaps].map(plain);
}

/** The lines of the summary. */
export function summaryLines(report: Report, styles: Styles): string[] {
  const { repaired } = report;
  const lines: string[] = [];
  if (repaired && repaired.fixes > 0) {
    lines.push(
      styles.green(`${counted(repaired.fixes, 'fix', 'fixes')} in ${counted(repaired.files, 'file')}`),
    );
  }
  lines.push(`${findingsLine(report, styles)}; ${analysedLine(report)}`);
  for (const { path, reason } of repaired?.refused ?? []) {
    lines.push(styles.yellow(`not repaired: ${plain(path)}: ${plain(reason)}`));
  }
  for (const { path, text, span, message } of untold(report)) {
    const { line, column } = regionInText(text, span).start;
    lines.push(styles.yellow(`configuration: ${plain(path)}:${line}:${column}: ${plain(message)}`));
  }
  const gaps = gapLines(report);
  if (gaps.length > 0) {
    lines.push(styles.yellow(`not everything was analysed:`), ...gaps.map((line) => `  ${line}`));
  }
  return [...lines, ...leftOutLine(report).map(styles.dim)];
}
