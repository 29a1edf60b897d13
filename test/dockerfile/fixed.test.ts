/** What fixes make of the Dockerfiles among the rules' examples is a Dockerfile that is read whole. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceRuleSet } from '../../scripts/rules.ts';
import { readFacts } from '../../server/src/dockerfile/facts.ts';
import { ready } from '../support/parsers.ts';
import { sourceOf } from '../support/workspace.ts';

await ready;
const { rules } = await sourceRuleSet();

for (const { id, examples } of rules) {
  const fixed = examples.flatMap(({ path, text, fixed: after }) =>
    after !== undefined && sourceOf(path, text).language === 'dockerfile' ? [{ path, text, after }] : [],
  );
  if (fixed.length === 0) continue;
  test(`fixed Dockerfiles of ${id} are read whole`, () => {
    for (const { path, text, after } of fixed) {
      const facts = readFacts(sourceOf(path, after));
      assert.ok(facts.instructions.length > 0, after);
      const known = new Set(readFacts(sourceOf(path, text)).gaps.map(({ reason }) => reason));
      const gaps = facts.gaps.filter(({ reason }) => !known.has(reason));
      assert.deepEqual(gaps, [], after);
    }
  });
}
