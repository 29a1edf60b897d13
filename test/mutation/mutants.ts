/**
 * All small ways to spoil data: an element of a list left out, a key left out, a switch turned round, a condition
 * turned into its opposite. Knows the form of data, and of rules that their cases are tried in order; no rule by name.
 */
import type { MatchCase, Rule, Severity } from '../../server/src/engine/types.ts';

/** One spoilt copy of some data. */
export interface Mutant<T> {
  /** What was done, for the message of a test. */
  readonly what: string;
  readonly value: T;
  /** The element that a list of texts lost. */
  readonly lost?: { readonly text: string; readonly path: readonly string[] };
}

const OPPOSITES: Readonly<Record<string, string>> = {
  is: 'not',
  not: 'is',
  in: 'not-in',
  'not-in': 'in',
  matches: 'not-matches',
  'not-matches': 'matches',
  'at-least': 'not-at-least',
  'not-at-least': 'at-least',
  below: 'not-below',
  'not-below': 'below',
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 70 ? `${text.slice(0, 69)}…` : text;
}

function* ofList(list: readonly unknown[], path: readonly string[]): Generator<Mutant<unknown>> {
  for (const [index, item] of list.entries()) {
    yield {
      what: `${path.join('.')} without ${shown(item)}`,
      value: list.filter((_, other) => other !== index),
      ...(typeof item === 'string' ? { lost: { text: item, path } } : {}),
    };
    for (const inner of mutants(item, [...path, String(index)]))
      yield { ...inner, value: list.map((other, at) => (at === index ? inner.value : other)) };
  }
}

function* ofRecord(
  record: Readonly<Record<string, unknown>>,
  path: readonly string[],
): Generator<Mutant<unknown>> {
  for (const [key, item] of Object.entries(record)) {
    const { [key]: _, ...rest } = record;
    const place = [...path, key];
    yield { what: `without ${place.join('.')}`, value: rest };
    const opposite = OPPOSITES[key];
    if (opposite !== undefined && !(opposite in record))
      yield { what: `${place.join('.')} as ${opposite}`, value: { ...rest, [opposite]: item } };
    for (const inner of mutants(item, place)) yield { ...inner, value: { ...record, [key]: inner.value } };
  }
}

/** Every copy of `data` with one thing spoilt; `path` is where it stands. */
export function* mutants(data: unknown, path: readonly string[] = []): Generator<Mutant<unknown>> {
  if (Array.isArray(data)) yield* ofList(data, path);
  else if (isRecord(data)) yield* ofRecord(data, path);
  else if (typeof data === 'boolean') yield { what: `${path.join('.')}: ${!data}`, value: !data };
}

/** A rule with one of its cases spoilt; `of` is the case. */
export interface RuleMutant extends Mutant<Rule> {
  readonly of?: MatchCase;
}

/** What no rule means where it says nothing: another severity than `severity`. */
function other(severity: Severity): Severity {
  return severity === 'hint' ? 'error' : 'hint';
}

/** Detectors may decide severities themselves; what a rule says is then only the rest. */
function isData({ kind }: MatchCase): boolean {
  return kind !== 'detector' && kind !== 'engine';
}

/** Every copy of `rule` with one condition or severity spoilt, or one case left out. */
export function* ruleMutants(rule: Rule): Generator<RuleMutant> {
  for (const [index, match] of rule.match.entries()) {
    const name = `case ${index + 1}`;
    const put = (spoilt: MatchCase): Rule => ({
      ...rule,
      match: rule.match.map((one, at) => (at === index ? spoilt : one)),
    });
    if (rule.match.length > 1 && isData(match))
      yield { what: `without ${name}`, value: { ...rule, match: rule.match.filter((one) => one !== match) } };
    if (match.default !== undefined) {
      const { default: _, ...always } = match;
      yield { what: `${name} without its default`, value: put(always) };
    }
    const { severity, ...rest } = match;
    if (severity !== undefined) {
      yield { what: `${name} without its severity`, value: put(rest) };
      yield { what: `${name} with another severity`, value: put({ ...match, severity: other(severity) }) };
    }
    if (match.kind === 'engine') continue;
    for (const { what, value, lost } of mutants(match.query))
      yield {
        what: `${name}: ${what}`,
        value: put({ ...match, query: value }),
        of: match,
        ...(lost ? { lost } : {}),
      };
  }
  if (rule.match.some((match) => match.severity === undefined && isData(match)))
    yield { what: 'with another severity', value: { ...rule, severity: other(rule.severity) } };
}
