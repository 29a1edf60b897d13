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
  const { kind, text, path, files, threatModel, kubernetesVersion } = example;
  if (example.default === undefined) return example;
  return {
    kind,
    text,
    path,
    files,
    marks: [],
    ...(threatModel === undefined ? {} : { threatModel }),
    ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
  };
}

const others = new WeakMap<RuleSet, Map<string, RuleSet>>();

/** The rules under the threat model and for the Kubernetes version of `example`; the same object where it names none. */
export function rulesUnder(set: RuleSet, { threatModel, kubernetesVersion }: Example): RuleSet {
  if ((threatModel === undefined || threatModel === 'application') && kubernetesVersion === undefined)
    return set;
  const key = `${threatModel ?? ''} ${kubernetesVersion ?? ''}`;
  const known = others.get(set) ?? new Map<string, RuleSet>();
  const under = known.get(key) ?? {
    ...set,
    ...(threatModel === undefined ? {} : { threatModel }),
    ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
  };
  others.set(set, known.set(key, under));
  return under;
}
