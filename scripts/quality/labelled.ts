/**
 * How Parapet does on lines of Python that others have labelled. Scope and words are those of `docs/quality.md`.
 *
 *   node scripts/node24.mjs scripts/quality/labelled.ts FOLDER... [--scope patterns|flows] [--without FILE]
 *
 * A folder is one peer: `labels.jsonl` and the `files/` that it speaks of. Of a label these keys are read:
 * `content_path` (from the folder), `line` and maybe `end_line` (from 1), of flows `stmt`, and `expected`: `fail` where the peer reports
 * `rule_of_peer`, `pass` where it reports nothing. Prints a table by peer and row, for the default rules and for all,
 * then every miss, every flagged negative, and the other findings: on lines out of scope or without a label. FILE lists
 * labels to take out, by peer (the name of its folder), file and lines; the totals are printed with and without them.
 * Each file is analysed alone, so that a case called `dill.py` is not taken for the library. Must not know any case:
 * only ids of rules stand here.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { loadGrammars } from '../../server/src/grammar/grammars.ts';
import { grammarFiles } from '../grammars.ts';
import { sourceRuleSet } from '../rules.ts';
import { type Case, MODES, type Mode, measure, type Other, type Result } from './labels.ts';
import { SCOPES, type Scope } from './scopes.ts';
import { scanRules } from './trees.ts';

/** Labels that somebody took out of the scope. */
interface TakenOut {
  readonly peer: string;
  readonly file: string;
  readonly lines: readonly number[];
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : `${((100 * part) / whole).toFixed(1)} %`;
}

function isReported({ reported }: Case, mode: Mode): boolean {
  return reported[mode].length > 0;
}

function line(name: string, peer: string, cases: readonly Case[]): string {
  const counts = MODES.flatMap((mode) => {
    const found = cases.filter((one) => isReported(one, mode)).length;
    return [String(found), share(found, cases.length)];
  });
  return `| ${[name, peer, cases.length, ...counts].join(' | ')} |`;
}

function table(counted: string, found: string, rows: readonly string[]): string {
  const head = ['what', 'peer', counted, found, 'share', `${found}, all rules`, 'share'];
  return [`| ${head.join(' | ')} |`, `|${'---|'.repeat(head.length)}`, ...rows, ''].join('\n');
}

function tables(results: readonly Result[], scope: Scope): string[] {
  const rows = Object.keys(scope.rows).flatMap((row) =>
    results.flatMap(({ peer, expected }) => {
      const own = expected.filter((one) => one.row === row);
      return own.length === 0 ? [] : [line(row, peer, own)];
    }),
  );
  const totals = (kind: 'expected' | 'negatives'): string[] => [
    ...results.map((result) => line('all', result.peer, result[kind])),
    line(
      'all',
      'both',
      results.flatMap((result) => result[kind]),
    ),
  ];
  return [
    table('expected', 'found', [...rows, ...totals('expected')]),
    table('negatives', 'flagged', totals('negatives')),
  ];
}

function listed(title: string, cases: readonly Case[], words: (one: Case) => readonly string[]): string[] {
  const lines = cases.map((one) => `- ${one.peer} ${one.file}:${one.first} ${words(one).join(', ')}`);
  return [`${title}: ${cases.length}`, ...lines, ''];
}

/** What stands on lines without a label; `usual` findings are among those of `all`. */
function otherLines(others: readonly Other[]): string[] {
  const lines = (mode: Mode): string[] =>
    others
      .filter((other) => other.mode === mode)
      .map(({ peer, file, first, rule }) => `- ${peer} ${file}:${first} ${rule}`);
  const usual = lines('usual');
  const more = lines('all').filter((each) => !usual.includes(each));
  return [`Other findings: ${usual.length}`, ...usual, `With all rules also: ${more.length}`, ...more];
}

/** Only the labels whose own code holds a source. */
function near(results: readonly Result[]): Result[] {
  return results.map((result) => ({ ...result, expected: result.expected.filter((one) => one.near) }));
}

function show(results: readonly Result[], scope: Scope): string {
  const expected = results.flatMap((result) => result.expected);
  const negatives = results.flatMap((result) => result.negatives);
  const onlyAll = (one: Case): boolean => isReported(one, 'all') && !isReported(one, 'usual');
  return [
    ...tables(results, scope),
    ...(scope.flows ? ['By function:\n', ...tables(near(results), scope).slice(0, 1)] : []),
    ...listed(
      'Missed by all rules',
      expected.filter((one) => !isReported(one, 'all')),
      ({ peerRules, near }) => (scope.flows && !near ? [...peerRules, 'no source in its code'] : peerRules),
    ),
    ...listed('Found with all rules only', expected.filter(onlyAll), ({ reported }) => reported.all),
    ...listed(
      'Flagged negatives',
      negatives.filter((one) => isReported(one, 'usual')),
      ({ reported }) => reported.usual,
    ),
    ...listed('Flagged with all rules only', negatives.filter(onlyAll), ({ reported }) => reported.all),
    ...otherLines(results.flatMap(({ others }) => others)),
  ].join('\n');
}

/** The results without the labels that `list` names. */
function without(results: readonly Result[], list: readonly TakenOut[]): Result[] {
  const isTaken = ({ peer, file, first }: Case): boolean =>
    list.some((out) => out.peer === peer && out.file === basename(file) && out.lines.includes(first));
  return results.map((result) => ({
    ...result,
    expected: result.expected.filter((one) => !isTaken(one)),
  }));
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { without: { type: 'string' }, scope: { type: 'string', default: 'patterns' } },
});
if (positionals.length === 0) {
  console.error('Name the folders of the cases: each holds labels.jsonl and files/.');
  process.exit(2);
}
const scope = Object.entries<Scope>(SCOPES).find(([name]) => name === values.scope)?.[1];
if (!scope) {
  console.error(`There is no scope ${values.scope}, only ${Object.keys(SCOPES).join(' and ')}.`);
  process.exit(2);
}
await loadGrammars(grammarFiles());
const rules = await sourceRuleSet();
const { threatModel } = scope;
const sets = { usual: scanRules(rules, false, threatModel), all: scanRules(rules, true, threatModel) };
const results = positionals.map((folder) => measure(folder, sets, scope));
console.log(show(results, scope));
if (values.without !== undefined) {
  const list = JSON.parse(readFileSync(values.without, 'utf8')) as readonly TakenOut[];
  const [expected] = tables(without(results, list), scope);
  console.log(`\nWithout ${values.without}:\n\n${expected}`);
}
