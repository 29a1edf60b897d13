/** What the doors see of rules and examples unless somebody asks for all rules. */
import type { Example, RuleSet } from '../../server/src/engine/types.ts';
import { withUsualCases } from '../../server/src/ruleset/selection.ts';

const made = new WeakMap<RuleSet, RuleSet>();

/** The rules without the cases that they have for reports only; the same object where there are none. */
export function usualRules(set: RuleSet): RuleSet {
  const known = made.get(set);
  if (known) return known;
  const rules = set.rules.map(withUsualCases);
  const usual = rules.some(({ leftOut }) => leftOut) ? { ...set, rules } : set;
  made.set(set, usual);
  return usual;
}

/** What `example` claims there: what is for reports only is silent. */
export function usualExample(example: Example): Example {
  const { kind, text, path, files, threatModel } = example;
  if (example.default === undefined) return example;
  return { kind, text, path, files, marks: [], ...(threatModel === undefined ? {} : { threatModel }) };
}

const modelled = new WeakMap<RuleSet, RuleSet>();

/** The rules under the threat model of `example`; the same object where it names none. */
export function rulesUnder(set: RuleSet, { threatModel }: Example): RuleSet {
  if (threatModel === undefined || threatModel === 'application') return set;
  const under = modelled.get(set) ?? { ...set, threatModel };
  modelled.set(set, under);
  return under;
}
