/**
 * How Parapet does on the secrets that scanners' own tests hold. Scope and words are those of `docs/quality.md`.
 *
 *   node scripts/node24.mjs scripts/quality/secrets.ts FOLDER... [--list] [--without FILE]
 *
 * A folder is one peer: `labels.jsonl` and the `files/` that it speaks of. Of a label `content_path`, `rule_of_peer`,
 * `expected` (`fail` or `pass`), `path_hint` and `sample` (where the peer's patterns made it up) are read. Prints shares
 * by detector and their averages, hand-written and drawn cases apart, and with `--list` every miss and false alarm by
 * its file. FILE lists cases to leave out, by peer. Must not know any case: only ids of detectors and rules stand here.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { analyze } from '../../server/src/engine/analyze.ts';
import { loadGrammars } from '../../server/src/grammar/grammars.ts';
import { classify } from '../../server/src/project/classify.ts';
import { selectRules } from '../../server/src/ruleset/selection.ts';
import { grammarFiles } from '../grammars.ts';
import { sourceRuleSet } from '../rules.ts';

const RULES: ReadonlySet<string> = new Set([
  'ai-provider-key-in-source',
  'private-key-or-cloud-credential',
  'hardcoded-credential-generic',
  'secret-in-notebook-output',
  'secret-in-arg-env-copy',
  'secret-as-literal-env',
  'secret-in-environment',
  'mcp-secret-in-config',
]);

/** Detectors in scope, by peer (the name of its folder). */
const SCOPE: Readonly<Record<string, RegExp>> = {
  gitleaks:
    /^(?:alibaba-access-key-id|anthropic-.*|artifactory-.*|aws-.*|azure-ad-client-secret|cloudflare-.*|cohere-api-token|databricks-api-token|flyio-access-token|gcp-.*|generic-api-key|github-.*|gitlab-.*|hashicorp-tf-api-token|heroku-.*|huggingface-.*|jwt|kubernetes-secret-yaml|openai-api-key|perplexity-api-key|private-key|pulumi-api-token|slack-.*|stripe-access-token|telegram-bot-api-token|vault-.*)$/,
  'detect-secrets':
    /^(?:artifactory|aws_key|azure_storage_key|basic_auth|github_token|gitlab_token|jwt|npm|openai|pypi_token|sendgrid|stripe_key|telegram_token|twilio)$/,
};

interface Label {
  readonly content_path: string;
  readonly rule_of_peer: string;
  readonly expected: 'fail' | 'pass';
  readonly path_hint?: string | null;
  readonly sample?: string;
}

interface Case extends Label {
  readonly reported: readonly string[];
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { list: { type: 'boolean', default: false }, without: { type: 'string' } },
});

/** Cases that somebody took out of the scope, and why. */
interface TakenOut {
  readonly peer: string;
  readonly why: string;
  readonly cases: readonly string[];
}

const takenOut = new Set(
  values.without === undefined
    ? []
    : (JSON.parse(readFileSync(values.without, 'utf8')) as TakenOut[]).flatMap(({ peer, cases }) =>
        cases.map((one) => `${peer}/files/${one}`),
      ),
);

await loadGrammars(grammarFiles());
const all = await sourceRuleSet();
const rules = selectRules(all, {});

function reportedIn(text: string, path: string): string[] {
  const source = { uri: `file:///${path}`, path, language: classify(path, text) ?? ('text' as const), text };
  return analyze(source, { files: () => [source] }, rules)
    .findings.map(({ rule }) => rule.id)
    .filter((id) => RULES.has(id));
}

function casesOf(folder: string): Case[] {
  const scope = SCOPE[basename(folder)];
  if (!scope) throw new Error(`no scope for ${basename(folder)}`);
  return readFileSync(join(folder, 'labels.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Label)
    .filter(
      ({ rule_of_peer, content_path }) =>
        scope.test(rule_of_peer) && !takenOut.has(`${basename(folder)}/${content_path}`),
    )
    .map((label) => {
      const path = label.path_hint ?? basename(label.content_path);
      return { ...label, reported: reportedIn(readFileSync(join(folder, label.content_path), 'utf8'), path) };
    });
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : `${((100 * part) / whole).toFixed(1)} %`;
}

/** The shares of each detector, averaged. */
function average(shares: readonly number[]): string {
  return share(
    shares.reduce((sum, one) => sum + one, 0),
    shares.length,
  );
}

function table(peer: string, cases: readonly Case[]): void {
  const names = [...new Set(cases.map((one) => one.rule_of_peer))].sort();
  const rows = names.map((name) => {
    const own = cases.filter((one) => one.rule_of_peer === name);
    const [positives, negatives] = (['fail', 'pass'] as const).map((kind) =>
      own.filter((one) => one.expected === kind),
    );
    const count = (list: readonly Case[] = []): [number, number] => [
      list.length,
      list.filter(({ reported }) => reported.length > 0).length,
    ];
    return { name, positives: count(positives), negatives: count(negatives) };
  });
  console.log(
    `\n${peer}\n\n| detector | positives | found | share | negatives | flagged | share |\n|---|---:|---:|---:|---:|---:|---:|`,
  );
  for (const { name, positives, negatives } of rows)
    console.log(
      `| ${name} | ${positives.join(' | ')} | ${share(positives[1], positives[0])} | ${negatives.join(' | ')} | ${share(negatives[1], negatives[0])} |`,
    );
  const shares = (side: 'positives' | 'negatives'): number[] =>
    rows.flatMap((row) => (row[side][0] === 0 ? [] : [row[side][1] / row[side][0]]));
  const sum = (side: 'positives' | 'negatives', at: 0 | 1): number =>
    rows.reduce((total, row) => total + row[side][at], 0);
  console.log(
    `| **average of ${rows.length}** | ${sum('positives', 0)} | ${sum('positives', 1)} | **${average(shares('positives'))}** | ${sum('negatives', 0)} | ${sum('negatives', 1)} | **${average(shares('negatives'))}** |`,
  );
}

for (const folder of positionals) {
  const cases = casesOf(folder);
  const written = cases.filter(({ sample }) => !sample);
  table(`${basename(folder)}, written by hand`, written);
  const drawn = cases.filter(({ sample }) => sample);
  if (drawn.length > 0) table(`${basename(folder)}, drawn from its own patterns`, drawn);
  if (!values.list) continue;
  for (const { content_path, expected, reported } of written)
    if ((expected === 'fail') !== reported.length > 0)
      console.log(
        `${expected === 'fail' ? 'missed' : `flagged by ${reported.join(', ')}`}: ${basename(folder)}/${content_path}`,
      );
}
