/**
 * Pairs of small programs that differ as little as possible: in the one, data really reaches the place where it does
 * harm, in the other it does not. They were written from what the programs mean, by somebody who had not read how flows
 * are followed: what is asserted here is what a user may expect of any implementation. The programs stand in
 * `test/flows/`, where `pairs.ts` tells how to read them.
 * FLOW=words runs only the pairs whose area or name holds these words.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { sourceRuleSet } from '../scripts/rules.ts';
import type { Finding } from '../server/src/engine/types.ts';
import { type Pair, type Program, pairs } from './flows/pairs.ts';
import { ready } from './support/parsers.ts';
import { usualRules } from './support/usual.ts';
import { analyzeText } from './support/workspace.ts';

await ready;
const all = await sourceRuleSet();
const rules = usualRules(all);
const list = pairs();
const only = process.env.FLOW;

/** The rules about where data goes: none of them may speak of a sanitised program, whichever its pair is about. */
const FLOW_RULES = new Set([
  'deserialise-untrusted-input',
  'eval-exec-dynamic',
  'f-string-template-in-langchain',
  'key-material-logged',
  'langchain-load-untrusted',
  'llm-output-code-exec',
  'llm-output-html',
  'llm-output-shell',
  'llm-output-sql',
  'llm-output-ssrf-or-file',
  'mlflow-load-untrusted-uri',
  'path-traversal',
  'pii-to-llm-api',
  'prompt-template-injection',
  'reflected-html',
  'secret-in-prompt',
  'secret-to-tracker',
  'sensitive-data-printed',
  'shell-injection',
  'sql-injection',
  'ssrf',
  'template-injection',
  'tool-returns-credential',
  'untrusted-context-unmarked',
  'untrusted-model-id',
  'user-controls-model-or-params',
]);

const SYNTAX = `
import json, sys
for name, text in json.load(sys.stdin):
    try:
        compile(text, name, "exec")
    except SyntaxError as error:
        print(f"{name}:{error.lineno}: {error.msg}")
`;

function findingsOf({ path, text, files }: Program): readonly Finding[] {
  const { findings, gaps } = analyzeText(rules, path, text, files);
  assert.deepEqual(
    gaps.map((gap) => gap.reason),
    [],
    'the whole program is analysed',
  );
  return findings;
}

/** The line of `offset` and its number, to be read in a failure. */
function lineAt(text: string, offset: number): string {
  const number = text.slice(0, offset).split('\n').length;
  return `${number}: ${text.split('\n')[number - 1]?.trim()}`;
}

function told(text: string, findings: readonly Finding[]): string[] {
  return findings.map(({ rule, span }) => `${rule.id} at ${lineAt(text, span.start)}`);
}

function checkVulnerable({ rule, severity, vulnerable }: Pair): void {
  const { text, marks } = vulnerable;
  const findings = findingsOf(vulnerable).filter((finding) => finding.rule.id === rule);
  assert.deepEqual(
    told(text, findings),
    marks.map(({ start }) => `${rule} at ${lineAt(text, start)}`),
    'what the vulnerable program is told',
  );
  for (const { span } of findings)
    assert.ok(
      marks.some(({ start, end }) => span.start < end && start < span.end),
      `${text.slice(span.start, span.end)} is not the marked place`,
    );
  for (const finding of severity === undefined ? [] : findings) assert.equal(finding.severity, severity);
}

function checkSanitised({ rule, sanitised }: Pair): void {
  const findings = findingsOf(sanitised).filter(({ rule: { id } }) => id === rule || FLOW_RULES.has(id));
  assert.deepEqual(told(sanitised.text, findings), [], 'what the sanitised program is told');
}

for (const pair of list) {
  const title = `${pair.area}: ${pair.name}`;
  if (only !== undefined && !title.includes(only)) continue;
  test(title, async (t) => {
    await t.test('vulnerable', () => checkVulnerable(pair));
    await t.test('sanitised', () => checkSanitised(pair));
  });
}

test('the pairs are what they seem to be', () => {
  assert.ok(list.length >= 150, 'at least 300 programs');
  const names = list.map(({ name }) => name);
  assert.deepEqual(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
    'no name stands twice',
  );
  const known = new Map(rules.rules.map((rule) => [rule.id, rule]));
  for (const { name, rule, vulnerable, sanitised } of list) {
    assert.equal(known.get(rule)?.default, 'on', `${name}: ${rule} is a rule that is on`);
    assert.ok(vulnerable.marks.length > 0, `${name}: something is marked`);
    assert.notDeepEqual(
      [vulnerable.text, vulnerable.files],
      [sanitised.text, sanitised.files],
      `${name}: the programs differ`,
    );
  }
});

test('every program is valid Python', (t) => {
  const texts = list.flatMap(({ name, vulnerable, sanitised }) =>
    [vulnerable, sanitised].flatMap(({ path, text, files }) =>
      Object.entries({ ...files, [path]: text })
        .filter(([file]) => file.endsWith('.py'))
        .map(([file, content]) => [`${name} (${file})`, content]),
    ),
  );
  const run = spawnSync('python3', ['-c', SYNTAX], { input: JSON.stringify(texts), encoding: 'utf8' });
  if (run.error) return t.skip('no Python here');
  assert.equal(run.stdout + run.stderr, '');
});
