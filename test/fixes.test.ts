/**
 * Every fix of every finding in the examples of rules, one at a time: its result parses, and no other rule speaks that was
 * silent before, but for those named here.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failuresOf, type Version } from '../scripts/quality/outcome.ts';
import { sourceRuleSet } from '../scripts/rules.ts';
import { applyEdits } from '../server/src/engine/edits.ts';
import type { Example, Rule } from '../server/src/engine/types.ts';
import { ready } from './support/parsers.ts';
import { analyzeText, sourceOf } from './support/workspace.ts';

await ready;
const rules = await sourceRuleSet();
const only = process.env.RULE;

/** What may appear after a fix: by rule and fix, the rule that speaks then, and why it could not before. */
const NEXT: Readonly<Record<string, string>> = {
  // What the flag allowed is found where nothing allows it.
  'allow-dangerous-flag remove-code': 'legacy-exec-chains',
  // Kubernetes refuses `allowPrivilegeEscalation: false` beside `SYS_ADMIN`.
  'capabilities-added remove-capability': 'allow-privilege-escalation',
  // A key from the environment is better than one in the code, and still a hint.
  'ephemeral-encryption-key raise': 'key-from-env-not-kms',
  'hardcoded-crypto-key-or-iv environment': 'key-from-env-not-kms',
  // No level of the Pod Security Standards allows paths of the node, but an agent that only reads is shown on request.
  'host-path-volume read-only': 'host-path-read-by-agent',
  // Policies do not reach pods on the network of their node.
  'host-namespaces no-host-network': 'no-network-policy',
  // Who may connect is one thing, where the pods may connect to is another, which is shown on request.
  'no-network-policy add-policy': 'egress-unrestricted',
  'unknown-field-in-spec move-policy': 'egress-unrestricted',
  // A name that stays in its folder is still the client's.
  'path-traversal last-part': 'upload-unrestricted',
};

function versionOf({ path, files }: Example, text: string): Version {
  return { source: sourceOf(path, text), analysis: analyzeText(rules, path, text, files) };
}

function problemsOf(rule: Rule, example: Example): string[] {
  const before = versionOf(example, example.text);
  return before.analysis.findings
    .filter((finding) => finding.rule.id === rule.id)
    .flatMap((finding) =>
      finding.fixes.flatMap((fix) => {
        const after = versionOf(example, applyEdits(example.text, fix.edits));
        const next = NEXT[`${rule.id} ${fix.id}`];
        return failuresOf(before, after, finding, fix)
          .filter(({ kind }) => kind === 'new finding' || kind === 'syntax')
          .filter(({ words }) => next === undefined || !words.startsWith(`${next}:`))
          .map(({ kind, words }) => `${fix.id}: ${kind}: ${words}`);
      }),
    );
}

for (const rule of rules.rules) {
  if (rule.fixes.length === 0 || (only !== undefined && rule.id !== only)) continue;
  test(`fixes of ${rule.id} bring nothing new`, () => {
    for (const [index, example] of rule.examples.entries())
      if (example.kind === 'bad') assert.deepEqual(problemsOf(rule, example), [], `example ${index + 1}`);
  });
}

test('what may appear after a fix names rules and fixes that there are', () => {
  for (const [key, next] of Object.entries(NEXT)) {
    const [id, fix] = key.split(' ');
    assert.ok(
      rules.rules.some((rule) => rule.id === id && rule.fixes.some((one) => one.id === fix)),
      key,
    );
    assert.ok(
      rules.rules.some((rule) => rule.id === next),
      next,
    );
  }
});
