/**
 * Runs the examples of every rule, with all cases and with those that run by default. This file does not grow with the
 * rules.
 * RULE=id runs one rule only.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceRuleSet } from '../scripts/rules.ts';
import { analyze } from '../server/src/engine/analyze.ts';
import { applyEdits, chosen, combine } from '../server/src/engine/edits.ts';
import { Memory } from '../server/src/engine/memory.ts';
import type { Example, Finding, Rule, RuleSet, Span } from '../server/src/engine/types.ts';
import { classify } from '../server/src/project/classify.ts';
import { ready } from './support/parsers.ts';
import { rulesUnder, usualExample, usualRules } from './support/usual.ts';
import { analyzeText, projectOf, sourceOf } from './support/workspace.ts';

await ready;
const rules = await sourceRuleSet();
const only = process.env.RULE;

interface Variant {
  readonly name: string;
  readonly text: string;
  readonly move: (offset: number) => number;
}

/** The same example as other people's editors would hold it. */
function variants({ text, path, threatModel }: Example): Variant[] {
  if (classify(path, text) === 'model') return [];
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length - 1;
  const list: Variant[] = [
    { name: 'CRLF', text: text.replaceAll('\n', '\r\n'), move: (offset) => offset + lineOf(offset) },
    { name: 'with BOM', text: `\uFEFF${text}`, move: (offset) => offset + 1 },
  ];
  // In data nothing is a comment.
  if (!/\.(csv|tsv|jsonl|json)$/.test(path))
    list.push({ name: 'behind é😀', text: `# é😀\n${text}`, move: (offset) => offset + 6 });
  // A function inside of another one is not what a library offers.
  const isMovable = threatModel === undefined && !text.includes('"""') && !text.includes('__future__');
  if (path.endsWith('.py') && isMovable) {
    const indented = text.replace(/^(?=.)/gm, '    ');
    const move = (offset: number): number => {
      const above = text.slice(0, offset).split('\n');
      return offset + 12 + above.slice(0, -1).filter((line) => line !== '').length * 4 + 4;
    };
    list.push({ name: 'inside a function', text: `def hold():\n${indented}`, move });
  }
  return list;
}

function spans(findings: readonly Finding[]): Span[] {
  return findings.map((finding) => finding.span);
}

function ofRule(set: RuleSet, rule: Rule, example: Example, text: string): Finding[] {
  const { findings, gaps } = analyzeText(rulesUnder(set, example), example.path, text, example.files);
  assert.deepEqual(
    gaps.filter((gap) => gap.reason.includes('failed')),
    [],
    'no rule throws',
  );
  return findings.filter((finding) => finding.rule.id === rule.id);
}

function shown(text: string, list: readonly Span[]): string[] {
  return list.map(({ start, end }) => `${start}-${end} ${JSON.stringify(text.slice(start, end))}`);
}

function checkFixed(set: RuleSet, rule: Rule, example: Example, findings: readonly Finding[]): void {
  if (example.fixed === undefined) return;
  const { edits } = combine(chosen(findings, example.fix));
  const fixed = applyEdits(example.text, edits);
  assert.equal(fixed, example.fixed, 'the fix makes the fixed text');
  assert.deepEqual(shown(fixed, spans(ofRule(set, rule, example, fixed))), [], 'the fixed text is silent');
}

function check(set: RuleSet, rule: Rule, example: Example): void {
  const findings = ofRule(set, rule, example, example.text);
  assert.deepEqual(shown(example.text, spans(findings)), shown(example.text, example.marks));
  if (example.severity) for (const finding of findings) assert.equal(finding.severity, example.severity);
  for (const finding of findings) assert.doesNotMatch(finding.message, /\{\w+\}/, 'the message is filled');
  for (const { message } of findings) assert.ok(message.includes(example.says ?? ''), message);
  for (const { fixes } of example.offers ? findings : [])
    assert.deepEqual(
      fixes.map(({ id }) => id),
      example.offers,
    );
  checkFixed(set, rule, example, findings);
  for (const { name, text, move } of variants(example)) {
    const expected = example.marks.map(({ start, end }) => ({ start: move(start), end: move(end) }));
    assert.deepEqual(shown(text, spans(ofRule(set, rule, example, text))), shown(text, expected), name);
  }
}

/** Types `example` letter by letter, as an editor sees it: the rule never throws. */
function typed(rule: Rule, example: Example): void {
  const alone = { ...rules, rules: [rule] };
  const memory = new Memory();
  const others = Object.entries(example.files).map(([path, text]) => sourceOf(path, text));
  for (let end = 0; end < example.text.length; end++) {
    const source = sourceOf(example.path, example.text.slice(0, end));
    const { gaps } = analyze(source, projectOf([source, ...others]), alone, { memory });
    assert.deepEqual(
      gaps.filter((gap) => gap.reason.includes('failed')),
      [],
      `nothing fails at ${end}`,
    );
  }
}

for (const rule of rules.rules) {
  if (only !== undefined && rule.id !== only) continue;
  test(rule.id, async (t) => {
    let number = 0;
    for (const example of rule.examples) {
      await t.test(`${example.kind} ${++number}`, () => check(rules, rule, example));
      if (rule.match.some((match) => match.default !== undefined))
        await t.test(`${example.kind} ${number} by default`, () =>
          check(usualRules(rules), rule, usualExample(example)),
        );
    }
    await t.test('while it is typed', () => {
      for (const example of rule.examples) typed(rule, example);
    });
  });
}

test('every rule is well formed', () => {
  for (const rule of rules.rules) {
    assert.ok(
      rule.examples.some((e) => e.kind === 'bad' && e.marks.length > 0),
      `${rule.id} has a marked bad example`,
    );
    assert.ok(
      rule.examples.some((e) => e.kind === 'good'),
      `${rule.id} has a good example`,
    );
    assert.equal(rule.match[0]?.default, undefined, `${rule.id} says something by default`);
    for (const match of rule.match) {
      // Else what a detector sees without a name would be another case with all rules than without.
      if (match.kind === 'detector' && match.default !== undefined)
        assert.notEqual(
          rule.match.find(({ kind, query }) => kind === 'detector' && query === match.query),
          match,
          `${rule.id}: the first case of a detector is no case for reports`,
        );
      for (const fix of match.fixes ?? [])
        assert.ok(
          rule.fixes.some((f) => f.id === fix),
          `${rule.id} has no fix ${fix}`,
        );
    }
  }
});
