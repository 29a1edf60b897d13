/**
 * Lines of Python that others have labelled, each with what Parapet reports there. Is given a scope of `docs/quality.md`
 * and knows no case.
 */
import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { analyze } from '../../server/src/engine/analyze.ts';
import { indexLines } from '../../server/src/engine/lines.ts';
import type { Finding, RuleSet, Source } from '../../server/src/engine/types.ts';
import type { Scope } from './scopes.ts';
import { type SourcePlaces, sourcesIn } from './sources.ts';

interface Label {
  readonly content_path: string;
  readonly line: number | null;
  readonly end_line?: number;
  /** The statement around, from its first line to its last. */
  readonly stmt?: readonly [number, number];
  readonly rule_of_peer: string;
  readonly expected: 'fail' | 'pass';
}

/** Lines from 1, both ends included. */
interface Place {
  readonly file: string;
  readonly first: number;
  readonly last: number;
}

/** The default rules, or all with all their cases. */
export type Mode = 'usual' | 'all';
export const MODES: readonly Mode[] = ['usual', 'all'];

/** A line that should be found, or a statement that should stay silent, with Parapet's rules that report there. */
export interface Case extends Place {
  readonly peer: string;
  readonly row: string;
  readonly peerRules: readonly string[];
  /** Whether the code that it stands in holds a source itself. */
  readonly near: boolean;
  readonly reported: Readonly<Record<Mode, readonly string[]>>;
}

interface Report extends Place {
  readonly rule: string;
  /** The variable that the way of a flow ends at. */
  readonly variable?: string;
}

export interface Other extends Report {
  readonly peer: string;
  readonly mode: Mode;
}

export interface Result {
  readonly peer: string;
  readonly expected: readonly Case[];
  readonly negatives: readonly Case[];
  readonly others: readonly Other[];
}

const PLAIN = 'negatives';

function rowOf(peerRule: string, { rows }: Scope): string | undefined {
  const number = /^[BS](\d+)\b/.exec(peerRule)?.[1];
  return Object.keys(rows).find((row) => number !== undefined && rows[row]?.labels.includes(number));
}

function rulesOf({ rows, also }: Scope): Set<string> {
  return new Set([...Object.values(rows).flatMap(({ rules }) => rules), ...also]);
}

function overlaps(a: Place, b: Place): boolean {
  return a.file === b.file && a.first <= b.last && b.first <= a.last;
}

function sourceAt(folder: string, file: string): Source {
  const text = readFileSync(join(folder, file), 'utf8');
  return { uri: `file:///${basename(file)}`, path: basename(file), language: 'python', text };
}

/** The name of the variable that the last step of a finding's way is. */
function endOf({ steps, source }: Finding): string | undefined {
  const last = steps?.at(-1);
  const text = last?.uri === source.uri ? source.text.slice(last.span.start, last.span.end) : '';
  return /^[\w.]+$/.test(text) ? text : undefined;
}

/** Places where Parapet's rules of the scope report, in one file. */
function reports(source: Source, file: string, rules: RuleSet, scope: Scope): Report[] {
  const project = { files: (language: string) => (language === 'python' ? [source] : []) };
  const lines = indexLines(source.text);
  const ours = rulesOf(scope);
  return analyze(source, project, rules)
    .findings.filter(({ rule }) => ours.has(rule.id))
    .map((finding) => {
      const { rule, span } = finding;
      const variable = scope.flows ? endOf(finding) : undefined;
      return {
        file,
        first: lines.at(span.start).line + 1,
        last: lines.at(Math.max(span.start, span.end - 1)).line + 1,
        rule: rule.id,
        ...(variable === undefined ? {} : { variable }),
      };
    });
}

/** Whether `text`, a statement, begins with an assignment to `variable`. */
function assigns(text: string, variable: string): boolean {
  const rest = text.trimStart();
  return rest.startsWith(variable) && /^\s*(?::[^=]+)?[+]?=(?!=)/.test(rest.slice(variable.length));
}

/** Several labels of one row on one line are one case. */
function merged(cases: readonly Case[]): Case[] {
  const byPlace = new Map<string, Case>();
  for (const one of cases) {
    const key = `${one.row} ${one.file}:${one.first}`;
    const known = byPlace.get(key);
    const peerRules = [...new Set([...(known?.peerRules ?? []), ...one.peerRules])];
    byPlace.set(key, { ...one, last: Math.max(known?.last ?? 0, one.last), peerRules });
  }
  return [...byPlace.values()].sort((a, b) =>
    a.file === b.file ? a.first - b.first : a.file < b.file ? -1 : 1,
  );
}

interface Labelled extends Place {
  readonly peerRule: string;
  readonly expected: Label['expected'];
}

function labelsIn(folder: string, scope: Scope): Labelled[] {
  return readFileSync(join(folder, 'labels.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Label)
    .flatMap(({ line, end_line, stmt, content_path: file, rule_of_peer, expected }) => {
      if (line === null || !file.endsWith('.py')) return [];
      const lines = scope.flows && expected === 'fail' ? stmt : undefined;
      const [first, last] = lines ?? [line, end_line ?? line];
      return [{ file, first, last, peerRule: rule_of_peer, expected }];
    });
}

/** A file of the scope with what is reported in it. */
interface Read {
  readonly lines: readonly string[];
  readonly sources: SourcePlaces;
  readonly reported: Readonly<Record<Mode, readonly Report[]>>;
}

function readFiles(
  folder: string,
  labels: readonly Labelled[],
  rules: Readonly<Record<Mode, RuleSet>>,
  scope: Scope,
): Map<string, Read> {
  const found = new Map<string, Read>();
  for (const file of new Set(labels.map((label) => label.file))) {
    const source = sourceAt(folder, file);
    const sources = sourcesIn(source);
    if (scope.flows && !sources.any) continue;
    const of = (mode: Mode): Report[] => reports(source, file, rules[mode], scope);
    const lines = source.text.split(/\r?\n/);
    found.set(file, { lines, sources, reported: { usual: of('usual'), all: of('all') } });
  }
  return found;
}

/** The rules that report at a label. */
function reportedAt(
  place: Place,
  { lines, sources, reported }: Read,
  mode: Mode,
  rules: ReadonlySet<string>,
): string[] {
  const text = lines.slice(place.first - 1, place.last).join('\n');
  const isAbout = (report: Report): boolean =>
    overlaps(report, place) ||
    (report.variable !== undefined &&
      assigns(text, report.variable) &&
      sources.codeAt(report.first) === sources.codeAt(place.first));
  return [
    ...new Set(reported[mode].filter((one) => rules.has(one.rule) && isAbout(one)).map(({ rule }) => rule)),
  ];
}

/** What Parapet finds of the labels below `folder`, which is called as its peer. */
export function measure(folder: string, rules: Readonly<Record<Mode, RuleSet>>, scope: Scope): Result {
  const peer = basename(resolve(folder));
  const all = labelsIn(folder, scope);
  const files = readFiles(folder, all, rules, scope);
  const placed = all.filter(({ file }) => files.has(file));
  const labelled = placed.filter(({ expected }) => expected === 'fail');
  const silent = placed.filter(
    (place) => place.expected === 'pass' && !labelled.some((label) => overlaps(label, place)),
  );
  const cases = (places: readonly Labelled[], rowFor: (peerRule: string) => string | undefined): Case[] =>
    merged(
      places.flatMap(({ file, first, last, peerRule }) => {
        const row = rowFor(peerRule);
        const read = files.get(file);
        if (row === undefined || !read) return [];
        const place = { file, first, last };
        const ours = new Set(scope.rows[row]?.rules ?? rulesOf(scope));
        const of = (mode: Mode): string[] => reportedAt(place, read, mode, ours);
        const near = read.sources.at(first);
        return [
          {
            ...place,
            peer,
            row,
            peerRules: [peerRule],
            near,
            reported: { usual: of('usual'), all: of('all') },
          },
        ];
      }),
    );
  const expected = cases(labelled, (peerRule) => rowOf(peerRule, scope));
  const negatives = cases(silent, () => PLAIN);
  const counted = [...expected, ...negatives];
  const others = MODES.flatMap((mode) =>
    [...files.values()]
      .flatMap(({ reported }) => reported[mode])
      .filter((report) => !counted.some((one) => overlaps(one, report)))
      .map((report) => ({ ...report, peer, mode })),
  );
  return { peer, expected, negatives, others };
}
