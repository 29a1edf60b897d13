/**
 * Lines of Python that others have labelled, each with what Parapet reports there. Knows the scope of `docs/quality.md`
 * and no case.
 */
import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { analyze } from '../../server/src/engine/analyze.ts';
import { indexLines } from '../../server/src/engine/lines.ts';
import type { RuleSet, Source } from '../../server/src/engine/types.ts';

/** What is in scope, by the peers' numbers without their letter: Ruff keeps Bandit's. */
export const ROWS: Readonly<Record<string, readonly string[]>> = {
  deserialization: ['301', '302'],
  'PyTorch loading': ['614'],
  'downloads from the hub': ['615'],
  'YAML loading': ['506'],
  '`eval`, `exec`': ['102', '307'],
  'weak hashes': ['303', '324'],
  'tar archives': ['202'],
  'requests, contexts': ['323', '501'],
};

const OURS: ReadonlySet<string> = new Set([
  'pickle-family-load',
  'deserialise-untrusted-input',
  'pandas-read-pickle',
  'joblib-load-untrusted',
  'numpy-allow-pickle',
  'torch-load-unsafe',
  'torch-hub-url-unsafe',
  'torch-hub-load-remote-code',
  'joblike-ml-loaders',
  'hf-revision-not-pinned',
  'trust-remote-code',
  'yaml-unsafe-load',
  'eval-exec-dynamic',
  'llm-output-code-exec',
  'weak-crypto',
  'archive-extract-traversal',
  'tls-verification-off',
]);

interface Label {
  readonly content_path: string;
  readonly line: number | null;
  readonly end_line?: number;
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
  readonly reported: Readonly<Record<Mode, readonly string[]>>;
}

interface Report extends Place {
  readonly rule: string;
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

function rowOf(peerRule: string): string | undefined {
  const number = /^[BS](\d+)\b/.exec(peerRule)?.[1];
  return Object.keys(ROWS).find((row) => number !== undefined && ROWS[row]?.includes(number));
}

function overlaps(a: Place, b: Place): boolean {
  return a.file === b.file && a.first <= b.last && b.first <= a.last;
}

/** Places where Parapet's rules of the scope report, in one file. */
function reports(folder: string, file: string, rules: RuleSet): Report[] {
  const text = readFileSync(join(folder, file), 'utf8');
  const source: Source = { uri: `file:///${basename(file)}`, path: basename(file), language: 'python', text };
  const project = { files: (language: string) => (language === 'python' ? [source] : []) };
  const lines = indexLines(text);
  return analyze(source, project, rules)
    .findings.filter(({ rule }) => OURS.has(rule.id))
    .map(({ rule, span }) => ({
      file,
      first: lines.at(span.start).line + 1,
      last: lines.at(Math.max(span.start, span.end - 1)).line + 1,
      rule: rule.id,
    }));
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

/** What Parapet finds of the labels below `folder`, which is called as its peer. */
export function measure(folder: string, rules: Readonly<Record<Mode, RuleSet>>): Result {
  const peer = basename(resolve(folder));
  const labels = readFileSync(join(folder, 'labels.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Label);
  const placed = labels.flatMap(({ line, end_line, content_path, rule_of_peer, expected }) =>
    line === null
      ? []
      : [{ file: content_path, first: line, last: end_line ?? line, peerRule: rule_of_peer, expected }],
  );
  const files = [...new Set(placed.map(({ file }) => file))].filter((file) => file.endsWith('.py'));
  const reportsOf = (mode: Mode): Report[] => files.flatMap((file) => reports(folder, file, rules[mode]));
  const reported = { usual: reportsOf('usual'), all: reportsOf('all') };
  const labelled = placed.filter(({ expected }) => expected === 'fail');
  const silent = placed.filter(
    (place) => place.expected === 'pass' && !labelled.some((label) => overlaps(label, place)),
  );
  const cases = (places: typeof placed, row: (peerRule: string) => string | undefined): Case[] =>
    merged(
      places.flatMap(({ file, first, last, peerRule }) => {
        const name = row(peerRule);
        const ours = (mode: Mode): string[] => [
          ...new Set(
            reported[mode]
              .filter((report) => overlaps(report, { file, first, last }))
              .map(({ rule }) => rule),
          ),
        ];
        return name === undefined
          ? []
          : [
              {
                peer,
                file,
                first,
                last,
                row: name,
                peerRules: [peerRule],
                reported: { usual: ours('usual'), all: ours('all') },
              },
            ];
      }),
    );
  const expected = cases(labelled, rowOf);
  const negatives = cases(silent, () => PLAIN);
  const counted = [...expected, ...negatives];
  const others = MODES.flatMap((mode) =>
    reported[mode]
      .filter((report) => !counted.some((one) => overlaps(one, report)))
      .map((report) => ({ ...report, peer, mode })),
  );
  return { peer, expected, negatives, others };
}
