/**
 * What Parapet says of real code, and a sample of it for readers to judge (`docs/quality.md`).
 *
 *   node scripts/node24.mjs scripts/quality/sample.ts FOLDER [--repositories FILE] [--seed N] [--list FILE] [--reading FILE] [--errors]
 *     [--languages dockerfile,compose] [--all N] [--of-rule N]
 *
 * FOLDER/OWNER/NAME are the work trees of FILE, or else of `repositories.json`. Prints how many findings the default rules have, by rule
 * and repository, and how many there are in 1,000 lines outside tests and examples. `--list` gets the sample as JSON;
 * `--reading` what a judge sees: code and message, nothing else. `--errors` adds to both the errors that were not drawn, at
 * most as many of a rule as are drawn of one. `--languages`: only files of these count; `--all` and `--of-rule`: how many are
 * drawn at most, in all and of one rule. Must not know a rule.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isAside } from '../../server/src/engine/context.ts';
import { indexLines } from '../../server/src/engine/lines.ts';
import type { RuleSet } from '../../server/src/engine/types.ts';
import { loadGrammars } from '../../server/src/grammar/grammars.ts';
import { grammarFiles } from '../grammars.ts';
import { sourceRuleSet } from '../rules.ts';
import { draw, type Limits } from './draw.ts';
import { analysed, codeLines, readTree, scanRules } from './trees.ts';

interface Repository {
  readonly repository: string;
  readonly commit: string;
}

/** A finding of the list that readers judge. */
interface Drawn extends Repository {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  /** An error that was not drawn. */
  readonly besides?: true;
}

/** With the text of its file; not with the source, which would keep all that is known of it alive. */
interface Placed extends Drawn {
  readonly text: string;
}

/** Of one repository. */
interface Counts {
  readonly repository: string;
  readonly lines: number;
  /** Outside tests, examples and documentation. */
  readonly ownLines: number;
  readonly ownFindings: number;
  readonly gaps: number;
  readonly seconds: number;
}

const LIMITS: Limits = { all: 150, rule: 5, repository: 30 };
/** Lines that a reader sees before and after the one that a finding starts on. */
const AROUND = 20;
const SEED = 20260825;
const TODAY = new Date().toISOString().slice(0, 10);

function scanned(
  folder: string,
  { repository, commit }: Repository,
  rules: RuleSet,
  languages: readonly string[] | undefined,
): { counts: Counts; findings: Placed[] } {
  const started = performance.now();
  const tree = readTree(folder, repository);
  const findings: Placed[] = [];
  let lines = 0;
  let ownLines = 0;
  let gaps = tree.unread.length;
  for (const one of tree.files) {
    const { source } = one;
    if (languages && !languages.includes(source.language)) continue;
    const own = codeLines(source);
    lines += own;
    if (!isAside(source.path)) ownLines += own;
    const analysis = analysed(tree, one, source, rules, TODAY);
    gaps += analysis.gaps.length;
    if (analysis.findings.length === 0) continue;
    const { text } = source;
    const index = indexLines(text);
    for (const { rule, severity, message, span } of analysis.findings) {
      const line = index.at(span.start).line + 1;
      findings.push({
        repository,
        commit,
        file: source.path,
        line,
        rule: rule.id,
        severity,
        message,
        text,
      });
    }
  }
  const ownFindings = findings.filter(({ file }) => !isAside(file)).length;
  const seconds = (performance.now() - started) / 1000;
  return { counts: { repository, lines, ownLines, ownFindings, gaps, seconds }, findings };
}

function tally(findings: readonly Placed[], key: (one: Placed) => string): [string, number][] {
  const counts = new Map<string, number>();
  for (const one of findings) counts.set(key(one), (counts.get(key(one)) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function perThousand(findings: number, lines: number): string {
  return ((1000 * findings) / Math.max(lines, 1)).toFixed(2);
}

function printCounts(all: readonly Counts[], findings: readonly Placed[]): void {
  console.log(
    '| repository | lines | findings | per 1,000 lines outside tests and examples | gaps | seconds |',
  );
  console.log('|---|---:|---:|---:|---:|---:|');
  for (const { repository, lines, ownLines, ownFindings, gaps, seconds } of all) {
    const count = findings.filter((one) => one.repository === repository).length;
    const rate = perThousand(ownFindings, ownLines);
    console.log(`| ${repository} | ${lines} | ${count} | ${rate} | ${gaps} | ${seconds.toFixed(1)} |`);
  }
  const sum = (of: (counts: Counts) => number): number => all.reduce((total, one) => total + of(one), 0);
  const rate = perThousand(
    sum((one) => one.ownFindings),
    sum((one) => one.ownLines),
  );
  console.log(`| together | ${sum((one) => one.lines)} | ${findings.length} | ${rate} | | |\n`);
  console.log(
    '| rule | findings | errors | warnings | in how many repositories |\n|---|---:|---:|---:|---:|',
  );
  for (const [rule, count] of tally(findings, (one) => one.rule)) {
    const own = findings.filter((one) => one.rule === rule);
    const of = (severity: string): number => own.filter((one) => one.severity === severity).length;
    const where = new Set(own.map(({ repository }) => repository)).size;
    console.log(`| ${rule} | ${count} | ${of('error')} | ${of('warning')} | ${where} |`);
  }
  const severities = tally(findings, (one) => one.severity);
  console.log(`\n${severities.map(([severity, count]) => `${severity} ${count}`).join(', ')}`);
}

/** What a judge sees of one finding. */
function reading({ text, message, line }: Placed, number: number): string {
  const lines = indexLines(text);
  const first = Math.max(1, line - AROUND);
  const last = Math.min(lines.starts.length, line + AROUND);
  const shown: string[] = [];
  for (let at = first; at <= last; at++) {
    const { start, end } = lines.range(at - 1);
    const mark = at === line ? '>' : ' ';
    shown.push(`${mark} ${String(at).padStart(String(last).length)}  ${text.slice(start, end)}`.trimEnd());
  }
  return `### ${number}\n\n${message}\n\n\`\`\`\`\n${shown.join('\n')}\n\`\`\`\`\n`;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    repositories: { type: 'string', default: join(import.meta.dirname, 'repositories.json') },
    seed: { type: 'string' },
    list: { type: 'string' },
    reading: { type: 'string' },
    errors: { type: 'boolean', default: false },
    languages: { type: 'string' },
    all: { type: 'string' },
    'of-rule': { type: 'string' },
  },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('Which folder? FOLDER/OWNER/NAME are the trees.');
await loadGrammars(grammarFiles());
const rules = scanRules(await sourceRuleSet(), false);
const repositories = JSON.parse(readFileSync(values.repositories, 'utf8')) as Repository[];
const languages = values.languages?.split(',');
const scans = repositories.map((repository) => scanned(folder, repository, rules, languages));
const limits: Limits = {
  ...LIMITS,
  all: Number(values.all ?? LIMITS.all),
  rule: Number(values['of-rule'] ?? LIMITS.rule),
};
const findings = scans.flatMap((scan) => scan.findings);
printCounts(
  scans.map(({ counts }) => counts),
  findings,
);
const seed = values.seed === undefined ? SEED : Number(values.seed);
const sample = draw(findings, seed, limits);
const fewer = sample.length < limits.all ? `, where the limits for rules and repositories end it` : '';
console.log(`\n${sample.length} drawn with seed ${seed}${fewer}.`);
const rest = findings.filter((one) => one.severity === 'error' && !sample.includes(one));
const besides = values.errors ? draw(rest, seed, { ...limits, repository: Number.POSITIVE_INFINITY }) : [];
if (values.errors) console.log(`${besides.length} errors besides.`);
if (values.list !== undefined) {
  const list: Drawn[] = [
    ...sample.map(({ text: _, ...drawn }) => drawn),
    ...besides.map(({ text: _, ...drawn }) => ({ ...drawn, besides: true as const })),
  ];
  writeFileSync(values.list, `${JSON.stringify(list, undefined, 2)}\n`);
}
if (values.reading !== undefined)
  writeFileSync(values.reading, [...sample, ...besides].map((one, i) => reading(one, i + 1)).join('\n'));
