/** Which rules, and which of their cases, a selection lets run. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceRuleSet } from '../../scripts/rules.ts';
import { detected } from '../../server/src/engine/detection.ts';
import type { Rule, RuleSet } from '../../server/src/engine/types.ts';
import { loadRules } from '../../server/src/ruleset/load.ts';
import { type Selection, selectRules } from '../../server/src/ruleset/selection.ts';
import { ready } from '../support/parsers.ts';
import { analyzeText } from '../support/workspace.ts';

await ready;

const COMMON = 'severity: warning\nwhy: x\nreferences: {}\nexamples: [{ good: "a" }, { good: "b" }]\n';
const { rules, problems } = loadRules([
  {
    path: 'loading/load.yaml',
    text: `title: Loads\nmessage: It loads\n${COMMON}
match:
  - call: { to: [m.load], where: { safe: { is: false } } }
  - call: { to: [m.load] }
    default: report
    severity: hint
    message: It loads, and says nothing of it
`,
  },
  {
    path: 'loading/look.yaml',
    text: `title: Looks\nmessage: It looks\n${COMMON}
match:
  - detector: python
  - detector: python
    name: rare
    default: report
    severity: hint
    message: It looks once
`,
  },
  {
    path: 'governance/unused-suppression.yaml',
    text: `title: U\nmessage: u\n${COMMON}match: { engine: true }\n`,
  },
]);
const { models } = await sourceRuleSet([]);
const set: RuleSet = { rules, models, detectors: { python: { look: {} } } };

const TEXT = 'import m\nm.load(safe=False)\nm.load()\n';

function said(selection: Selection, text = TEXT): string[] {
  return analyzeText(selectRules(set, selection), 'app.py', text).findings.map(
    ({ severity, message }) => `${severity}: ${message}`,
  );
}

function selected(id: string, selection: Selection): Rule {
  const rule = selectRules(set, selection).rules.find((each) => each.id === id);
  return rule ?? assert.fail(`${id} does not run`);
}

test('the rule files are well formed', () => {
  assert.deepEqual(problems, []);
});

test('a case for reports runs where all rules are asked for, and nowhere else', () => {
  assert.deepEqual(said({}), ['warning: It loads']);
  assert.deepEqual(said({ select: ['load'] }), ['warning: It loads']);
  assert.deepEqual(said({ rules: { load: 'on' } }), ['warning: It loads']);
  const all = ['warning: It loads', 'hint: It loads, and says nothing of it'];
  assert.deepEqual(said({ allRules: true }), all);
  assert.deepEqual(said({ allRules: true, select: ['load'] }), all);
});

test('it keeps its own severity', () => {
  assert.deepEqual(said({ rules: { load: 'error' } }), ['error: It loads']);
  assert.deepEqual(said({ allRules: true, rules: { load: 'error' } }), [
    'error: It loads',
    'hint: It loads, and says nothing of it',
  ]);
});

test('what a detector sees of a case that is left out is not reported, and a case that never was is a mistake', () => {
  const span = { start: 0, end: 1 };
  const seen = [{ span }, { span, case: 'rare' }];
  const words = (rule: Rule): string[] => detected(rule, 'python', seen).map(({ message }) => message);
  assert.deepEqual(words(selected('look', {})), ['It looks']);
  assert.deepEqual(words(selected('look', { allRules: true })), ['It looks', 'It looks once']);
  for (const selection of [{}, { allRules: true }])
    assert.throws(
      () => detected(selected('look', selection), 'python', [{ span, case: 'rarely' }]),
      /no python detector case rarely/,
    );
});

test('a suppression of a rule that did not run whole is not called unused', () => {
  const text = `${TEXT.trimEnd()}  # parapet: ignore[load] -- ours\n`;
  assert.deepEqual(said({}, text), ['warning: It loads']);
  assert.deepEqual(said({ allRules: true }, text), ['warning: It loads']);
  const idle = 'import m\nm.store()  # parapet: ignore[load] -- ours\n';
  assert.deepEqual(said({}, idle), []);
  assert.deepEqual(said({ allRules: true }, idle), ['warning: u']);
});

test('a case for reports says of itself how much it matters and what it is about', () => {
  const text = `title: A\nmessage: a\n${COMMON}match: [{ call: { to: [m.a] } }, { call: { to: [m.b] }, default: report }]\n`;
  const { problems } = loadRules([{ path: 'loading/a.yaml', text }]);
  assert.match(problems[0]?.message ?? '', /severity.*default|default.*severity/);
});
