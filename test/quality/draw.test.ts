/** The sample that readers judge: the same for the same seed, and within its limits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draw } from '../../scripts/quality/draw.ts';

const findings = Array.from({ length: 600 }, (_, i) => ({
  rule: `rule-${i % 20}`,
  repository: `owner/${i % 7}`,
  i,
}));

function most(list: readonly string[]): number {
  return Math.max(...[...new Set(list)].map((name) => list.filter((one) => one === name).length));
}

test('the limits hold, and nothing is drawn twice', () => {
  const drawn = draw(findings, 1, { all: 60, rule: 5, repository: 12 });
  assert.ok(drawn.length > 50 && drawn.length <= 60);
  assert.equal(new Set(drawn).size, drawn.length);
  assert.ok(most(drawn.map(({ rule }) => rule)) <= 5);
  assert.ok(most(drawn.map(({ repository }) => repository)) <= 12);
});

test('the seed decides', () => {
  const limits = { all: 20, rule: 20, repository: 20 };
  assert.deepEqual(draw(findings, 7, limits), draw(findings, 7, limits));
  assert.notDeepEqual(draw(findings, 7, limits), draw(findings, 8, limits));
});
