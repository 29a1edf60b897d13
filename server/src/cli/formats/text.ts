/** Findings for people: grouped by file, each on one line that an editor's terminal can open, and a summary. */
import type { Finding, Severity } from '../../engine/types.ts';
import { type FileReport, type Report, regionOf } from '../report.ts';
import { plain, type Styles } from '../terminal.ts';
import { summaryLines } from './summary.ts';

function painted(severity: Severity, styles: Styles): string {
  const paint = { error: styles.red, warning: styles.yellow, info: styles.blue, hint: styles.dim }[severity];
  return paint(severity.padEnd('warning'.length));
}

/** The findings of a file that have a line of their own; what was not analysed is told in the summary. */
function listed({ findings }: FileReport): readonly Finding[] {
  return findings.filter(({ rule }) => rule.id !== 'analysis-incomplete');
}

function fileLines(file: FileReport, styles: Styles): string[] {
  const path = plain(file.path);
  const rows = listed(file).map((finding) => {
    const { line, column } = regionOf(file.source, finding.span).start;
    return { finding, place: `${line}:${column}` };
  });
  const width = Math.max(...rows.map(({ place }) => place.length));
  return rows.map(({ finding: { severity, message, rule }, place }) => {
    const where = `${styles.bold(path)}:${place}${' '.repeat(width - place.length)}`;
    return `${where}  ${painted(severity, styles)}  ${plain(message)}  ${styles.dim(rule.id)}`;
  });
}

/** The whole report as text; ends with a line end. */
export function textReport(report: Report, styles: Styles): string {
  const files = report.files
    .filter((file) => listed(file).length > 0)
    .map((file) => fileLines(file, styles).join('\n'));
  return `${[...files, summaryLines(report, styles).join('\n')].join('\n\n')}\n`;
}
