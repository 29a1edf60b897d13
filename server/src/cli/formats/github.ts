/** Workflow commands that GitHub Actions turns into annotations of the changed lines. */
import type { Severity } from '../../engine/types.ts';
import { type Report, regionOf } from '../report.ts';

const COMMAND: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
  hint: 'notice',
};

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** One command a finding. */
export function githubReport({ files }: Report): string {
  return files
    .flatMap(({ path, source, findings }) =>
      findings.map(({ span, severity, message, rule }) => {
        const { start, end } = regionOf(source, span);
        const columns = start.line === end.line ? `,col=${start.column},endColumn=${end.column}` : '';
        const place = `file=${escapedProperty(path)},line=${start.line},endLine=${end.line}${columns}`;
        return `::${COMMAND[severity]} ${place},title=${escapedProperty(`Parapet: ${rule.id}`)}::${escaped(message)}\n`;
      }),
    )
    .join('');
}
