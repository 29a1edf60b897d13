/** GitLab's code quality report: what merge requests show beside the changed lines. */
import { createHash } from 'node:crypto';
import type { Severity } from '../../engine/types.ts';
import { type Report, regionOf } from '../report.ts';
import { fingerprints } from './fingerprint.ts';

const SEVERITY: Readonly<Record<Severity, string>> = {
  error: 'critical',
  warning: 'major',
  info: 'minor',
  hint: 'info',
};

/** The report as one JSON list; ends with a line end. */
export function gitlabReport({ files }: Report): string {
  const issues = files.flatMap(({ path, source, findings }) => {
    const prints = fingerprints(findings);
    return findings.map(({ rule, message, severity, span }, i) => {
      const { start, end } = regionOf(source, span);
      // GitLab wants it unique in the whole report, so the path is part of it here.
      const own = `${path}\n${prints[i]?.hash}\n${prints[i]?.occurrence}`;
      return {
        type: 'issue',
        check_name: rule.id,
        description: message,
        categories: ['Security'],
        severity: SEVERITY[severity],
        fingerprint: createHash('sha256').update(own).digest('hex').slice(0, 32),
        location: { path, lines: { begin: start.line, end: end.line } },
      };
    });
  });
  return `${JSON.stringify(issues, undefined, 2)}\n`;
}
