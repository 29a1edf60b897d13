/**
 * How Parapet does on Kubernetes manifests that others have labelled. Scope and words are those of `docs/quality.md`.
 *
 *   node scripts/node24.mjs scripts/quality/labelled-kubernetes.ts FOLDER...
 *
 * A folder is one peer, by its name: `labels.jsonl` and the `files/` that it speaks of. Of a label these keys are read:
 * `content_path`, `rule_of_peer`, `expected` (`fail` or `pass`), and `line`, where it is about the document that begins
 * there. All rules and cases are on. Prints a table, then every miss and every pass that was flagged. Must not know a case.
 */
import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { analyze } from '../../server/src/engine/analyze.ts';
import { indexLines } from '../../server/src/engine/lines.ts';
import type { Finding, RuleSet } from '../../server/src/engine/types.ts';
import { loadGrammars } from '../../server/src/grammar/grammars.ts';
import { grammarFiles } from '../grammars.ts';
import { sourceRuleSet } from '../rules.ts';
import { KUBERNETES_SCOPE, VERSIONS } from './kubernetes-scopes.ts';
import { scanRules } from './trees.ts';

interface Label {
  readonly content_path: string;
  readonly line: number | null;
  readonly rule_of_peer: string;
  readonly expected: 'fail' | 'pass';
}

interface Judged extends Label {
  readonly peer: string;
  readonly reported: readonly string[];
}

function labelsIn(folder: string): Label[] {
  const lines = readFileSync(join(folder, 'labels.jsonl'), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Label);
}

/** The lines from `first` (from 1) to the last before the next document. */
function documentLines(text: string, first: number): { readonly first: number; readonly last: number } {
  const lines = text.split('\n');
  const next = lines.findIndex((line, index) => index >= first && /^---\s*$/.test(line));
  return { first, last: next < 0 ? lines.length : next };
}

/** Whether `finding` is what `name` says: a rule, or one of its cases (`rule#case`), told by its message. */
function isNamed({ rule, message }: Finding, name: string): boolean {
  const [id, of] = name.split('#');
  if (rule.id !== id || of === undefined) return rule.id === id;
  const own = rule.match.find((match) => match.name === of);
  const template = own?.message ?? rule.message;
  const pattern = template.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return own !== undefined && new RegExp(`^${pattern.join('[^]*')}$`).test(message);
}

function judge(folder: string, all: RuleSet): Judged[] {
  const peer = basename(folder);
  const rules = { ...all, ...VERSIONS[peer] };
  const scope = KUBERNETES_SCOPE[peer] ?? {};
  const found = new Map<string, readonly Finding[]>();
  return labelsIn(folder).flatMap((label): Judged[] => {
    const wanted = scope[label.rule_of_peer];
    if (!wanted) return [];
    const text = readFileSync(join(folder, label.content_path), 'utf8');
    const source = {
      uri: `file:///${label.content_path}`,
      path: 'manifest.yaml',
      language: 'kubernetes',
      text,
    } as const;
    const project = { files: (language: string) => (language === 'kubernetes' ? [source] : []) };
    const findings = found.get(label.content_path) ?? analyze(source, project, rules).findings;
    found.set(label.content_path, findings);
    const { at } = indexLines(text);
    const range = label.line === null ? undefined : documentLines(text, label.line);
    const reported = findings.filter((one) => {
      const line = at(one.span.start).line + 1;
      return (
        wanted.some((name) => isNamed(one, name)) && (!range || (line >= range.first && line <= range.last))
      );
    });
    return [{ ...label, peer, reported: [...new Set(reported.map(({ rule }) => rule.id))] }];
  });
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : `${((100 * part) / whole).toFixed(1)} %`;
}

function counted(list: readonly Judged[]): string[] {
  const hit = list.filter(({ reported }) => reported.length > 0).length;
  return [String(list.length), String(hit), share(hit, list.length)];
}

function row(name: string, list: readonly Judged[]): string {
  const of = (expected: Label['expected']): string[] =>
    counted(list.filter((one) => one.expected === expected));
  return `| ${[name, ...of('fail'), ...of('pass')].join(' | ')} |`;
}

const { positionals } = parseArgs({ allowPositionals: true });
await loadGrammars(grammarFiles());
const rules = scanRules(await sourceRuleSet(), true);
const judged = positionals.flatMap((folder) => judge(resolve(folder), rules));
const head = ['peer', 'failures', 'found', 'share', 'passes', 'flagged', 'share'];
console.log(`| ${head.join(' | ')} |\n|${'---|'.repeat(head.length)}`);
for (const folder of positionals)
  console.log(
    row(
      basename(folder),
      judged.filter(({ peer }) => peer === basename(folder)),
    ),
  );
console.log(`${row('all', judged)}\n`);
for (const one of judged) {
  const wrong = one.expected === 'fail' ? one.reported.length === 0 : one.reported.length > 0;
  const where = `${one.content_path}${one.line === null ? '' : `:${one.line}`}`;
  if (wrong)
    console.log(
      `${one.expected === 'fail' ? 'missed' : 'flagged'} ${one.peer} ${one.rule_of_peer} ${where} ${one.reported.join()}`,
    );
}
