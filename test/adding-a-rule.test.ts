/** Adding a rule is adding one file: the rule of CONTRIBUTING.md, put into a folder of its own, runs with its examples. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, ruleFiles, sourceRuleSet } from '../scripts/rules.ts';
import { applyEdits, chosen, combine } from '../server/src/engine/edits.ts';
import { loadRules } from '../server/src/ruleset/load.ts';
import { ready } from './support/parsers.ts';
import { analyzeText } from './support/workspace.ts';

await ready;

/** The first YAML block of CONTRIBUTING.md. */
function documented(): string {
  const text = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
  return /```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
}

test('the rule that CONTRIBUTING.md shows works as it stands', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parapet-rules-'));
  try {
    mkdirSync(join(folder, 'serving'));
    writeFileSync(join(folder, 'serving/gradio-share.yaml'), documented());
    const files = ruleFiles(folder);
    assert.deepEqual(
      files.map((file) => file.path),
      ['serving/gradio-share.yaml'],
    );
    const rules = await sourceRuleSet(files);
    const [rule] = rules.rules;
    assert.equal(rule?.id, 'gradio-share');
    for (const example of rule.examples) {
      const { findings } = analyzeText(rules, example.path, example.text);
      assert.deepEqual(
        findings.map((finding) => finding.span),
        example.marks,
      );
      if (example.fixed === undefined) continue;
      assert.equal(applyEdits(example.text, combine(chosen(findings)).edits), example.fixed);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a broken rule file is named with what is wrong, and the others load', () => {
  const { rules, problems } = loadRules([
    { path: 'serving/good.yaml', text: documented() },
    { path: 'serving/unfinished.yaml', text: 'title: x\nmessage: y\n' },
    { path: 'serving/no-yaml.yaml', text: 'title: [x\n' },
  ]);
  assert.deepEqual(
    rules.map((rule) => rule.id),
    ['good'],
  );
  assert.deepEqual(
    problems.map((problem) => problem.path),
    ['serving/unfinished.yaml', 'serving/no-yaml.yaml'],
  );
  assert.match(problems[0]?.message ?? '', /severity/);
});
