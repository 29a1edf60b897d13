/**
 * Which rules run, from defaults, configuration, settings and command-line options. Data in, a smaller rule set out.
 */
import type { Rule, RuleSet, Severity, ThreatModel } from '../engine/types.ts';

export interface Selection {
  /** Also the rules that are `report` or `off` by default, and the cases that are `report`. */
  readonly allRules?: boolean;
  /** Only these rules or areas (by id, alias or area name), whatever their default. */
  readonly select?: readonly string[];
  /** Not these rules or areas. */
  readonly ignore?: readonly string[];
  /** By rule id: switched off, switched on, or given another severity (which also switches on). */
  readonly rules?: Readonly<Record<string, 'off' | 'on' | Severity>>;
  readonly threatModel?: ThreatModel;
  /** As `1.34`. */
  readonly kubernetesVersion?: string;
}

function named(rule: Rule, names: readonly string[]): boolean {
  return (
    names.includes(rule.id) ||
    names.includes(rule.area) ||
    rule.aliases.some((alias) => names.includes(alias))
  );
}

function runs(rule: Rule, selection: Selection): boolean {
  const setting = selection.rules?.[rule.id];
  if (setting === 'off' || (selection.ignore && named(rule, selection.ignore))) return false;
  if (selection.select && selection.select.length > 0) return named(rule, selection.select);
  if (setting !== undefined) return true;
  return rule.default === 'on' || selection.allRules === true;
}

/** The rule without the cases that it has for reports only. */
export function withUsualCases(rule: Rule): Rule {
  const leftOut = rule.match.filter((match) => match.default === 'report');
  if (leftOut.length === 0) return rule;
  return { ...rule, match: rule.match.filter((match) => match.default !== 'report'), leftOut };
}

/** A severity that the user set holds for every case that the rule has by default. */
function withSeverity(rule: Rule, setting: string | undefined): Rule {
  if (setting === undefined || setting === 'on' || setting === 'off') return rule;
  const severity = setting as Severity;
  return {
    ...rule,
    severity,
    match: rule.match.map((match) => (match.default === undefined ? { ...match, severity } : match)),
    severityFixed: true,
  };
}

/** The rules of `rules` that `selection` lets run, with the severities that it sets. */
export function selectRules(rules: RuleSet, selection: Selection): RuleSet {
  return {
    ...rules,
    ...(selection.threatModel === undefined ? {} : { threatModel: selection.threatModel }),
    ...(selection.kubernetesVersion === undefined ? {} : { kubernetesVersion: selection.kubernetesVersion }),
    all: rules.all ?? rules.rules,
    rules: rules.rules
      .filter((rule) => runs(rule, selection))
      .map((rule) => (selection.allRules ? rule : withUsualCases(rule)))
      .map((rule) => withSeverity(rule, selection.rules?.[rule.id])),
  };
}

/** Names in `names` that are no rule, alias or area: a mistake to report to the user. */
export function unknownNames(rules: readonly Rule[], names: readonly string[]): string[] {
  return names.filter((name) => !rules.some((rule) => named(rule, [name])));
}
