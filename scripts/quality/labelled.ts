/**
 * How Parapet does on lines of Python that others have labelled. Scope and words are those of `docs/quality.md`.
 *
 *   node scripts/node24.mjs scripts/quality/labelled.ts FOLDER...
 *
 * A folder is one peer: `labels.jsonl` and the `files/` that it speaks of. Of a label these keys are read:
 * `content_path` (from the folder), `line` and maybe `end_line` (from 1), and `expected`: `fail` where the peer reports
 * `rule_of_peer`, `pass` where it reports nothing. Prints a table by peer and row, then every miss, every flagged
 * negative, and the other findings: on lines out of scope or without a label. Each file is analysed alone, so that a case called `dill.py` is not taken for the library. Must not know
 * any case: only ids of rules stand here.
 */
import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { analyze } from '../../server/src/engine/analyze.ts';
import { indexLines } from '../../server/src/engine/lines.ts';
import type { RuleSet, Source } from '../../server/src/engine/types.ts';
import { loadGrammars } from '../../server/src/grammar/grammars.ts';
import { grammarFiles } from '../grammars.ts';
import { sourceRuleSet } from '../rules.ts';

/** What is in scope, by the peers' numbers without their letter: Ruff keeps Bandit's. */
const ROWS: Readonly<Record<string, readonly string[]>> = {
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

/** A line that should be found, or a statement that should stay silent, with what Parapet reports there. */
interface Case extends Place {
  readonly row: string;
  readonly peerRules: readonly string[];
  readonly reported: readonly string[];
}

interface Report extends Place {
  readonly rule: string;
}

interface Result {
  readonly peer: string;
  readonly expected: readonly Case[];
  readonly negatives: readonly Case[];
  readonly others: readonly Report[];
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

function measure(folder: string, rules: RuleSet): Result {
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
  const reported = files.flatMap((file) => reports(folder, file, rules));
  const labelled = placed.filter(({ expected }) => expected === 'fail');
  const silent = placed.filter(
    (place) => place.expected === 'pass' && !labelled.some((label) => overlaps(label, place)),
  );
  const cases = (places: typeof placed, row: (peerRule: string) => string | undefined): Case[] =>
    merged(
      places.flatMap(({ file, first, last, peerRule }) => {
        const name = row(peerRule);
        const found = reported.filter((report) => overlaps(report, { file, first, last }));
        const ours = [...new Set(found.map(({ rule }) => rule))];
        return name === undefined
          ? []
          : [{ file, first, last, row: name, peerRules: [peerRule], reported: ours }];
      }),
    );
  const expected = cases(labelled, rowOf);
  const negatives = cases(silent, () => PLAIN);
  const counted = [...expected, ...negatives];
  const others = reported.filter((report) => !counted.some((one) => overlaps(one, report)));
  return { peer: basename(resolve(folder)), expected, negatives, others };
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : `${((100 * part) / whole).toFixed(1)} %`;
}

function line(name: string, peer: string, cases: readonly Case[]): string {
  const found = cases.filter(({ reported }) => reported.length > 0).length;
  return `| ${name} | ${peer} | ${cases.length} | ${found} | ${share(found, cases.length)} |`;
}

function table(head: string, rows: readonly string[]): string {
  return [head, '|---|---|---|---|---|', ...rows, ''].join('\n');
}

function show(results: readonly Result[]): string {
  const expected = results.flatMap((result) => result.expected);
  const negatives = results.flatMap((result) => result.negatives);
  const rows = Object.keys(ROWS).flatMap((row) =>
    results.flatMap(({ peer, expected }) => {
      const own = expected.filter((one) => one.row === row);
      return own.length === 0 ? [] : [line(row, peer, own)];
    }),
  );
  const totals = results.map(({ peer, expected }) => line('all', peer, expected));
  const missed = results.flatMap(({ peer, expected }) =>
    expected
      .filter(({ reported }) => reported.length === 0)
      .map(({ file, first, peerRules }) => `- ${peer} ${file}:${first} ${peerRules.join(', ')}`),
  );
  const flagged = results.flatMap(({ peer, negatives }) =>
    negatives
      .filter(({ reported }) => reported.length > 0)
      .map(({ file, first, reported }) => `- ${peer} ${file}:${first} ${reported.join(', ')}`),
  );
  const others = results.flatMap(({ peer, others }) =>
    others.map(({ file, first, rule }) => `- ${peer} ${file}:${first} ${rule}`),
  );
  return [
    table('| what | peer | expected | found | share |', [...rows, ...totals, line('all', 'both', expected)]),
    table('| what | peer | negatives | flagged | share |', [
      ...results.map(({ peer, negatives }) => line('all', peer, negatives)),
      line('all', 'both', negatives),
    ]),
    `Missed: ${missed.length}`,
    ...missed,
    `\nFlagged negatives: ${flagged.length}`,
    ...flagged,
    `\nOther findings: ${others.length}`,
    ...others,
  ].join('\n');
}

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error('Name the folders of the cases: each holds labels.jsonl and files/.');
  process.exit(2);
}
await loadGrammars(grammarFiles());
const rules = await sourceRuleSet();
console.log(show(folders.map((folder) => measure(folder, rules))));
