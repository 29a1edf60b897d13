/** A rule's page, the name that a typo meant, and that no page carries a key. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import manifest from '../../package.json' with { type: 'json' };
import { loadRules } from '../../server/src/ruleset/load.ts';
import { masked } from '../../server/src/ruleset/masking.ts';
import { rulePage, ruleSections } from '../../server/src/ruleset/page.ts';
import { DOCUMENTATION, ruleAddress } from '../../server/src/ruleset/product.ts';
import { withUsualCases } from '../../server/src/ruleset/selection.ts';
import { nearest } from '../../server/src/ruleset/spelling.ts';

const KEY = `${'sk-'}${'proj-'}aB3dE5fG7hJ9kL1mN3pQ5rS7tU9v`;

const RULE = `aliases: [XX-001]
title: A key is written down
message: "\`{name}\` is a key."
severity: error
why: |
  Whoever reads it can use it.

  Take it from the environment.
references: { cwe: [798], owasp-llm: [LLM02], atlas: [AML.T0055, AML.M0012], links: ["https://example.com/keys"] }
match: { engine: true }
fixes:
  - { id: environment, title: "Read \`{name}\` from the environment", class: suggested }
examples:
  - bad: |
      token = "${KEY}"
              ^^^^^^^
    fixed: |
      token = os.environ["TOKEN"]
  - good: |
      token = ask()
`;

const { rules, problems } = loadRules([{ path: 'secrets/key-written-down.yaml', text: RULE }]);
const rule = rules[0] ?? assert.fail(JSON.stringify(problems));

test('a page has everything that the rule file says', () => {
  assert.deepEqual(
    ruleSections(rule).map(({ title }) => title),
    ['Why it matters', 'How to fix it', 'Example', 'References', 'When it does not apply'],
  );
  const page = rulePage(rule);
  assert.match(
    page,
    /^# A key is written down\n\n`key-written-down` · error · confidence high · on by default · also XX-001\n/,
  );
  assert.ok(page.includes('Whoever reads it can use it.\n\nTake it from the environment.'));
  assert.ok(
    page.includes('- Read `…` from the environment (suggested: may change behaviour, so look at it)'),
  );
  assert.ok(
    page.includes(
      'After the fix "Read `…` from the environment":\n\n```python\ntoken = os.environ["TOKEN"]\n```',
    ),
  );
  assert.ok(page.includes('- [CWE-798](https://cwe.mitre.org/data/definitions/798.html)'));
  assert.ok(page.includes('- [MITRE ATLAS AML.M0012](https://atlas.mitre.org/mitigations/AML.M0012)'));
  assert.ok(page.includes('- <https://example.com/keys>'));
  assert.ok(page.includes('# parapet: ignore[key-written-down] -- '));
});

test('what is for reports only is said on the page, whether it runs or not, and is no example of the rule', () => {
  const text = RULE.replace(
    'match: { engine: true }',
    `match:
  - { engine: true }
  - { engine: true, default: report, severity: hint, message: "\`{name}\` was a key once." }`,
  ).replace('examples:', 'examples:\n  - { bad: "other = 1", fixed: "other = 2", default: report }');
  const { rules, problems } = loadRules([{ path: 'secrets/key-written-down.yaml', text }]);
  const written = rules[0] ?? assert.fail(JSON.stringify(problems));
  const page = rulePage(written);
  assert.ok(page.includes('## With --all-rules also\n\n- `…` was a key once.\n'));
  assert.ok(!page.includes('other = 1'));
  assert.equal(rulePage(withUsualCases(written)), page);
});

test('the mark stands under what it marks, and the key is starred out', () => {
  const page = rulePage(rule);
  assert.ok(!page.includes(KEY));
  const [line = '', marks = ''] = page.split('```python\n')[1]?.split('\n') ?? [];
  assert.equal(line, `token = "sk-p${'*'.repeat(KEY.length - 4)}"`);
  assert.equal(marks, '        ^^^^^^^');
});

test('masking leaves names, digests and words alone', () => {
  for (const text of [
    'meta-llama/Llama-3.1-8B-Instruct',
    `sha256:${'0123456789abcdef'.repeat(4)}`,
    'AutoModelForSequenceClassification.from_pretrained',
    'a_rather_long_name_of_a_variable_2',
  ]) {
    assert.equal(masked(text), text);
  }
  assert.equal(masked(`x = "${KEY}"`).length, `x = "${KEY}"`.length);
});

test('a near name is found, a far one is not', () => {
  const names = ['torch-load-unsafe', 'trust-remote-code', 'error', 'warning'];
  assert.equal(nearest('torch-laod-unsafe', names), 'torch-load-unsafe');
  assert.equal(nearest('trust-remote', names), 'trust-remote-code');
  assert.equal(nearest('Eror', names), 'error');
  assert.equal(nearest('warn', names), 'warning');
  assert.equal(nearest('kubernetes', names), undefined);
  assert.equal(nearest('', names), undefined);
});

test('addresses are those of the manifest', () => {
  assert.equal(DOCUMENTATION, manifest.homepage);
  assert.equal(ruleAddress('x'), `${manifest.homepage}/rules/x`);
});
