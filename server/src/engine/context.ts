/**
 * What a path says about a finding: code of tests, benchmarks, examples and docs counts one step less. Secrets keep their
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
  /(^|\/)((auto)?tests?|testing|benchmarks?|examples?|docs?|\.devcontainer)\/|(^|\/)(test_[^/]*|[^/]*_test|conftest)\.py$/;

/** An image for CI, tests, documentation or developers, by a word in the name of its Dockerfile or in its folder's. */
const IMAGE_ASIDE =
  /(^|[/._-])(ci|tests?|testing|e2e|docs?|dev|devel)(?=[/._-]|$)(?:[^/]*\/)?[^/]*$|(^|\/)\.?(ci|github|gitlab|circleci)\//i;

/** Whether a path (with `/`) belongs to tests, examples or documentation. */
export function isAside(path: string): boolean {
  return ASIDE.test(path);
}

/** CWE-798, hard-coded credentials: those in the image of a CI job open the same doors as the others do. */
const CREDENTIALS = 798;

function isAsideImage({ rule, source: { path, language } }: Finding): boolean {
  return (
    language === 'dockerfile' && IMAGE_ASIDE.test(path) && rule.references.cwe?.includes(CREDENTIALS) !== true
  );
}

/** The finding as its file's place asks for. */
export function inContext(finding: Finding): Finding {
  const { rule, source } = finding;
  if (rule.severityFixed || rule.area === 'secrets' || !(isAside(source.path) || isAsideImage(finding)))
    return finding;
  return { ...finding, severity: LOWER[finding.severity] };
}
