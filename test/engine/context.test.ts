/** What a file's place says about a finding's severity. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceRuleSet } from '../../scripts/rules.ts';
import { ready } from '../support/parsers.ts';
import { analyzeText } from '../support/workspace.ts';

await ready;
const rules = await sourceRuleSet();

function severities(path: string, text: string): string[] {
  return analyzeText(rules, path, text).findings.map(({ rule, severity }) => `${rule.id} ${severity}`);
}

test('images for CI, tests, documentation and developers count one step less', () => {
  const text = 'FROM debian\n';
  for (const path of [
    'Dockerfile.ci',
    'docker/Dockerfile.ci.export',
    'tools/dev.Dockerfile',
    'docker/library-doc-builder/Dockerfile',
    'docker/library-tests/Dockerfile',
    '.github/images/lint/Dockerfile',
    'ci/build/Dockerfile',
    'tests/Dockerfile',
  ])
    assert.deepEqual(severities(path, text), ['base-image-not-pinned info', 'runs-as-root info'], path);
  for (const path of ['Dockerfile', 'device/Dockerfile', 'docs-server/api/Dockerfile', 'latest/Dockerfile'])
    assert.deepEqual(severities(path, text), ['base-image-not-pinned warning', 'runs-as-root warning'], path);
  assert.deepEqual(severities('ci/train.py', 'import torch\ntorch.load(path, weights_only=False)\n'), [
    'torch-load-unsafe warning',
  ]);
});

test('code of tests and benchmarks counts one step less', () => {
  const text = 'import torch\ntorch.load(path, weights_only=False)\n';
  for (const path of ['tests/load.py', 'autotest/load.py', 'benchmark/load.py', 'tools/benchmarks/load.py'])
    assert.deepEqual(severities(path, text), ['torch-load-unsafe info'], path);
  assert.deepEqual(severities('benchmarking/load.py', text), ['torch-load-unsafe warning']);
});

test('a credential in the image of a CI job is no smaller', () => {
  const text = 'FROM scratch\nENV DB_PASSWORD=tr0ub4dor\n';
  assert.deepEqual(severities('Dockerfile.ci', text), severities('Dockerfile', text));
  assert.deepEqual(severities('Dockerfile', text), ['secret-in-arg-env-copy error']);
});
