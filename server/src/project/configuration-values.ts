/**
 * Reads the values of a configuration: choices, lists of names, versions. What is wrong with one is reported by a
 * sentence, and the value left out. Knows no syntax and no particular key.
 */
import type { Rule, Severity, Span } from '../engine/types.ts';
import { unknownNames } from '../ruleset/selection.ts';
import { didYouMean, nearest } from '../ruleset/spelling.ts';
import type { Problem, Written } from './configuration-tree.ts';

export const SEVERITIES = ['error', 'warning', 'info', 'hint'] as const satisfies readonly Severity[];
const RULE_SETTINGS = ['on', 'off', ...SEVERITIES] as const;

export type RuleSetting = (typeof RULE_SETTINGS)[number];

/** What reading needs: the rules that names may mean, and where problems go. */
export interface Reading {
  readonly rules: readonly Rule[];
  readonly problems: Problem[];
}

/** Reports `message` at `span`. Returns undefined: the value that is left out. */
export function wrong(reading: Reading, span: Span, message: string, meant?: string): undefined {
  reading.problems.push(meant === undefined ? { span, message } : { span, message, meant });
  return undefined;
}

/** `a, b or c`. */
function either(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function shown(value: Written): string {
  if (value.kind !== 'scalar') return value.kind === 'list' ? 'a list' : 'a table';
  return value.value === null ? 'nothing' : `"${value.source}"`;
}

/** One of `choices`. */
export function readChoice<T extends string>(
  reading: Reading,
  key: string,
  value: Written,
  choices: readonly T[],
): T | undefined {
  const written = value.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
  const found = choices.find((choice) => choice === written);
  if (found !== undefined) return found;
  const meant = written === undefined ? undefined : nearest(written, choices);
  return wrong(reading, value.span, `"${key}" must be ${either(choices)}, not ${shown(value)}.`, meant);
}

/** True or false. */
export function readFlag(reading: Reading, key: string, value: Written): boolean | undefined {
  if (value.kind === 'scalar' && typeof value.value === 'boolean') return value.value;
  return wrong(reading, value.span, `"${key}" must be true or false, not ${shown(value)}.`);
}

interface Text {
  readonly text: string;
  readonly span: Span;
}

function readTexts(reading: Reading, key: string, value: Written): Text[] {
  if (value.kind !== 'list') {
    wrong(reading, value.span, `"${key}" must be a list of texts, not ${shown(value)}.`);
    return [];
  }
  return value.items.flatMap((item) => {
    if (item.kind === 'scalar' && typeof item.value === 'string')
      return [{ text: item.value, span: item.span }];
    wrong(reading, item.span, `"${key}" must hold texts only, not ${shown(item)}.`);
    return [];
  });
}

/** A list of texts. */
export function readStrings(reading: Reading, key: string, value: Written): string[] {
  return readTexts(reading, key, value).map(({ text }) => text);
}

/** A list of rules, aliases and areas; unknown ones are left out. */
export function readNames(reading: Reading, key: string, value: Written): string[] {
  const known = [...new Set(reading.rules.flatMap((rule) => [rule.id, ...rule.aliases, rule.area]))];
  return readTexts(reading, key, value).flatMap(({ text, span }) => {
    if (unknownNames(reading.rules, [text]).length === 0) return [text];
    wrong(reading, span, `"${text}" is no rule or area.${didYouMean(text, known)}`, nearest(text, known));
    return [];
  });
}

/** A Kubernetes version as `1.34`, however much more of it is written; undefined for what is none. */
export function kubernetesVersionOf(written: string): string | undefined {
  return /^v?(1\.\d{1,3})(\.\d+)?$/.exec(written)?.[1];
}

/** A Kubernetes version as `1.34`. */
export function readVersion(reading: Reading, key: string, value: Written): string | undefined {
  const written = value.kind === 'scalar' && value.value !== null ? value.source : '';
  const found = kubernetesVersionOf(written);
  if (found !== undefined) return found;
  return wrong(reading, value.span, `"${key}" must be a version such as "1.34", not ${shown(value)}.`);
}

/** Settings by rule id; a rule may be called by its alias. */
export function readRuleSettings(reading: Reading, key: string, value: Written): Record<string, RuleSetting> {
  const settings: Record<string, RuleSetting> = {};
  if (value.kind !== 'map') {
    const example = 'torch-load-unsafe: off';
    wrong(
      reading,
      value.span,
      `"${key}" must give each rule a setting, as in "${example}", not ${shown(value)}.`,
    );
    return settings;
  }
  const ids = reading.rules.map((rule) => rule.id);
  for (const { key: name, span, value: setting } of value.entries) {
    const rule = reading.rules.find(({ id, aliases }) => id === name || aliases.includes(name));
    if (!rule) {
      wrong(reading, span, `"${name}" is no rule.${didYouMean(name, ids)}`, nearest(name, ids));
      continue;
    }
    const read = readChoice(reading, name, setting, RULE_SETTINGS);
    if (read !== undefined) settings[rule.id] = read;
  }
  return settings;
}
