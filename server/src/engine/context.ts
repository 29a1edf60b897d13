/**
 * What a path says about a finding: code of tests, examples and docs counts one step less. Secrets keep their
 * severity wherever they stand.
 */
import type { Finding, Severity } from './types.ts';

const LOWER: Readonly<Record<Severity, Severity>> = {
  error: 'warning',
  warning: 'info',
  info: 'hint',
  hint: 'hint',
};

const ASIDE =
  /(^|\/)(tests?|testing|examples?|docs?|\.devcontainer)\/|(^|\/)(test_[^/]*|[^/]*_test|conftest)\.py$/;

/** Whether a path (with `/`) belongs to tests, examples or documentation. */
export function isAside(path: string): boolean {
  return ASIDE.test(path);
}

/** The finding as its file's place asks for. */
export function inContext(finding: Finding): Finding {
  if (finding.rule.severityFixed || finding.rule.area === 'secrets' || !isAside(finding.source.path))
    return finding;
  return { ...finding, severity: LOWER[finding.severity] };
}
