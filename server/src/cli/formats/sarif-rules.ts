/** Rules as SARIF describes them: help, tags and the scores that code scanning sorts by. */
import type { ReportingConfiguration, ReportingDescriptor } from 'sarif';
import type { Confidence, References, Rule, Severity } from '../../engine/types.ts';
import { rulePage } from '../../ruleset/page.ts';
import { ruleAddress } from '../../ruleset/product.ts';
import { stylesFor } from '../terminal.ts';
import { pageText } from './page-text.ts';

export const LEVEL: Readonly<Record<Severity, ReportingConfiguration.level>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  hint: 'note',
};

/** Scores from 0 to 10 as code scanning reads them: 7 and more is high, 4 medium, below low. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  error: '8.0',
  warning: '5.5',
  info: '3.0',
  hint: '1.0',
};
const PROBLEM: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'recommendation',
  hint: 'recommendation',
};

const BASE_RANK: Readonly<Record<Severity, number>> = { error: 85, warning: 60, info: 35, hint: 15 };
const RANK_STEP: Readonly<Record<Confidence, number>> = { high: 10, medium: 0, low: -10 };

/** How much a finding matters, from 0 to 100. */
export function rank(severity: Severity, confidence: Confidence): number {
  return BASE_RANK[severity] + RANK_STEP[confidence];
}

function referenceTags({
  cwe = [],
  owaspLlm = [],
  owaspMl = [],
  owaspAgentic = [],
  atlas = [],
  podSecurity = [],
}: References): string[] {
  return [
    ...cwe.map((id) => `external/cwe/cwe-${String(id).padStart(3, '0')}`),
    ...[...owaspLlm, ...owaspMl, ...owaspAgentic].map((id) => `external/owasp/${id.toLowerCase()}`),
    ...atlas.map((id) => `external/atlas/${id.toLowerCase()}`),
    ...podSecurity.map((id) => `external/pod-security/${id.replace(': ', '/')}`),
  ];
}

/** `torch-load-unsafe` -> `TorchLoadUnsafe`, the form that SARIF asks of a name. */
function pascal(id: string): string {
  return id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Only rules with a weakness behind them carry a security score; the ones about the analysis itself do not. */
function properties(rule: Rule): ReportingDescriptor['properties'] {
  const security = (rule.references.cwe ?? []).length > 0;
  return {
    tags: [...(security ? ['security'] : []), rule.area, ...referenceTags(rule.references)],
    precision: rule.confidence,
    'problem.severity': PROBLEM[rule.severity],
    ...(security ? { 'security-severity': SECURITY_SEVERITY[rule.severity] } : {}),
  };
}

export function descriptorOf(rule: Rule): ReportingDescriptor {
  const page = rulePage(rule);
  return {
    id: rule.id,
    name: pascal(rule.id),
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.why.split(/\n\s*\n/)[0]?.replaceAll('\n', ' ') ?? rule.title },
    helpUri: ruleAddress(rule.id),
    help: { text: pageText(rule, stylesFor(false), 100), markdown: page },
    defaultConfiguration: { enabled: rule.default === 'on', level: LEVEL[rule.severity] },
    properties: properties(rule),
  };
}
