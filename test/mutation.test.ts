/**
 * What stands in rule files matters: each case, condition, name and severity is spoilt in turn, and something must turn
 * red. The rule's own examples must notice; an element of a list of alternatives may instead be noticed by a program
 * that is written for it. The mutants come from the data: no rule is named here.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import schema from '../rules/rule.schema.json' with { type: 'json' };
import { sourceRuleSet } from '../scripts/rules.ts';
import type { Rule, RuleSet } from '../server/src/engine/types.ts';
import { programsFor } from './mutation/alternatives.ts';
import { type RuleMutant, ruleMutants } from './mutation/mutants.ts';
import { noticer, report } from './mutation/trial.ts';
import { ready } from './support/parsers.ts';

await ready;
const rules = await sourceRuleSet();
const only = process.env.RULE;
const isCase = new Ajv({ strict: false, validateFormats: false }).compile({
  definitions: schema.definitions,
  $ref: '#/definitions/case',
});

/** The rules with `rule` in the place of its original: only those that it gives way to, or all where it is about others. */
function withRule(rule: Rule, all = false): RuleSet {
  const others = rules.rules.filter(({ id }) => id !== rule.id && (all || rule.yieldsTo?.includes(id)));
  return { ...rules, rules: [rule, ...others] };
}

/** Whether the rule could be written so; what the schema refuses needs no example. */
function isRule({ match }: Rule): boolean {
  return match.length > 0 && match.every(({ kind, query }) => isCase({ [kind]: query }));
}

/** Whether a program written for what a list lost is reported otherwise than before. */
function isMissed(mutant: RuleMutant, rule: Rule): boolean {
  return programsFor(mutant, rules.models).some((program) => {
    const before = report({ ...rules, rules: [rule] }, program);
    return before !== '' && before !== report({ ...rules, rules: [mutant.value] }, program);
  });
}

test('every rule shows two ways to reach it and two texts that it leaves alone', () => {
  for (const { id, match, examples } of rules.rules) {
    if (match.every(({ kind }) => kind === 'engine')) continue;
    for (const wanted of ['bad', 'good'])
      assert.ok(examples.filter(({ kind }) => kind === wanted).length >= 2, `${id}: ${wanted}`);
  }
});

for (const rule of rules.rules) {
  if (only !== undefined && rule.id !== only) continue;
  test(`${rule.id}: its examples notice every change of its conditions`, () => {
    const notices = noticer(rule);
    const all = notices(withRule(rule));
    assert.equal(notices(withRule(rule, all)), false, 'the examples hold for the rule as it is');
    const unnoticed = [...ruleMutants(rule)].filter(
      (mutant) => isRule(mutant.value) && !notices(withRule(mutant.value, all)) && !isMissed(mutant, rule),
    );
    assert.deepEqual(
      unnoticed.map(({ what }) => what),
      [],
    );
  });
}
