/**
 * How Parapet does on Dockerfiles that Checkov has labelled, file by file. Scope and words are those of `docs/quality.md`.
 *
 *   node scripts/node24.mjs scripts/quality/dockerfiles.ts FOLDER
 *
 * FOLDER holds `labels.jsonl` and the `files/` that it speaks of. Each file is analysed alone, as `Dockerfile`. Prints a
 * table by row, the misses and the flagged passes. Must not know any case: only ids of rules stand here.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze } from '../../server/src/engine/analyze.ts';
import type { Finding, RuleSet } from '../../server/src/engine/types.ts';
import { loadGrammars } from '../../server/src/grammar/grammars.ts';
import { grammarFiles } from '../grammars.ts';
import { sourceRuleSet } from '../rules.ts';
import { scanRules } from './trees.ts';

interface Label {
  readonly content_path: string;
  readonly rule_of_peer: string;
  readonly expected: 'fail' | 'pass';
}

interface Row {
  readonly what: string;
  /** Of Checkov. */
  readonly labels: readonly string[];
  /** Of Parapet. */
  readonly rules: readonly string[];
  readonly warnings?: true;
}

const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => `CKV2_DOCKER_${from + at}`);

const ROWS: readonly Row[] = [
  { what: 'port 22', labels: ['CKV_DOCKER_1'], rules: ['sudo-or-setuid-tools'] },
  { what: 'no health check', labels: ['CKV_DOCKER_2'], rules: ['no-healthcheck'] },
  { what: 'root', labels: ['CKV_DOCKER_3', 'CKV_DOCKER_8'], rules: ['runs-as-root'] },
  { what: 'ADD', labels: ['CKV_DOCKER_4'], rules: ['add-remote-url'] },
  { what: 'no tag, `latest`', labels: ['CKV_DOCKER_7'], rules: ['base-image-not-pinned'], warnings: true },
  {
    what: '`sudo`, `chpasswd`',
    labels: ['CKV2_DOCKER_1', 'CKV2_DOCKER_17'],
    rules: ['sudo-or-setuid-tools'],
  },
  {
    what: 'certificates and signatures unchecked',
    labels: range(2, 16),
    rules: ['tls-off-in-build', 'insecure-index-transport'],
  },
];

function isReported({ rules, warnings }: Row, findings: readonly Finding[]): boolean {
  return findings.some(
    ({ rule, severity }) =>
      rules.includes(rule.id) && (warnings !== true || severity === 'warning' || severity === 'error'),
  );
}

function findingsIn(text: string, rules: RuleSet): readonly Finding[] {
  const source = { uri: 'file:///Dockerfile', path: 'Dockerfile', language: 'dockerfile', text } as const;
  const project = { files: () => [], complete: false };
  return analyze(source, project, rules, { today: '2026-01-01' }).findings;
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Which folder? It holds labels.jsonl and files/.');
await loadGrammars(grammarFiles());
const all = await sourceRuleSet();
const usual = scanRules(all, false);
const every = scanRules(all, true);
const labels = readFileSync(join(folder, 'labels.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Label);
const notes: string[] = [];
console.log(
  '| what | failures | found | with all rules | passes | flagged |\n|---|---:|---:|---:|---:|---:|',
);
const totals = [0, 0, 0, 0, 0];
for (const row of ROWS) {
  const counts = [0, 0, 0, 0, 0];
  for (const { content_path, rule_of_peer, expected } of labels) {
    if (!row.labels.includes(rule_of_peer.split(' ')[0] ?? '')) continue;
    const text = readFileSync(join(folder, content_path), 'utf8');
    const found = isReported(row, findingsIn(text, usual));
    const add = (at: number): void => {
      counts[at] = (counts[at] ?? 0) + 1;
      totals[at] = (totals[at] ?? 0) + 1;
    };
    add(expected === 'fail' ? 0 : 3);
    if (found) add(expected === 'fail' ? 1 : 4);
    if (expected === 'fail' && isReported(row, findingsIn(text, every))) add(2);
    if (found !== (expected === 'fail')) notes.push(`- ${expected}: ${content_path} (${rule_of_peer})`);
  }
  console.log(`| ${row.what} | ${counts.join(' | ')} |`);
}
console.log(`| together | ${totals.join(' | ')} |\n\n${notes.join('\n')}`);
