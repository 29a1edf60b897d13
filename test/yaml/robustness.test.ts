/** No text may throw or hang: cut anywhere, damaged anywhere, deep, huge, or built as a bomb. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, ruleFiles, sourceRuleSet } from '../../scripts/rules.ts';
import { analyze } from '../../server/src/engine/analyze.ts';
import { applyEdits } from '../../server/src/engine/edits.ts';
import { kubernetesLanguage } from '../../server/src/kubernetes/language.ts';
import { readDocuments } from '../../server/src/yaml/documents.ts';
import { ready } from '../support/parsers.ts';
import { projectOf, sourceOf } from '../support/workspace.ts';
import { type Seeded, seeded } from './seeded.ts';

await ready;
const rules = await sourceRuleSet(ruleFiles().filter(({ path }) => path.startsWith('kubernetes/')));
const program = kubernetesLanguage.compile(rules);
const sample = readFileSync(join(ROOT, 'samples/article/deployment.yaml'), 'utf8');

/** Reads and detects, and tries every fix. What hangs is ended by the runner. */
function survive(text: string): void {
  const source = { ...sourceOf('m.yaml', text), language: 'kubernetes' as const };
  const facts = kubernetesLanguage.read(source);
  const { detections, gaps } = kubernetesLanguage.detect(facts, program, projectOf([source]));
  assert.deepEqual(gaps, [], 'no rule throws');
  for (const { span, fixes } of detections) {
    assert.ok(
      span.start >= 0 && span.start <= span.end && span.end <= text.length,
      'the mark lies in the text',
    );
    for (const fix of fixes) applyEdits(text, fix.edits);
  }
}

const CHARS = [
  '\t',
  ' ',
  '\n',
  '\r\n',
  ':',
  '-',
  '#',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  '&a ',
  '*a',
  '<<: *a',
  '|',
  '>',
  '!',
  '%',
  '@',
  '?',
  ',',
  '---\n',
  '...',
  '{{',
  '}}',
  '\uFEFF',
  '😀',
  '\u2028',
  '\\',
];

function damaged(text: string, random: Seeded): string {
  let out = text;
  for (let i = 0; i < 1 + random.below(6); i++) {
    const at = random.below(out.length + 1);
    out = out.slice(0, at) + random.pick(CHARS) + out.slice(at + random.below(4));
  }
  return out;
}

test('cut anywhere', () => {
  for (let end = 0; end <= sample.length; end += 5) survive(sample.slice(0, end));
});

test('damaged anywhere', () => {
  const random = seeded(20_260_701);
  for (let i = 0; i < 500; i++)
    survive(damaged(random.next() < 0.2 ? sample.replaceAll('\n', '\r\n') : sample, random));
});

test('random characters', () => {
  const random = seeded(7);
  for (let i = 0; i < 300; i++) {
    survive(
      Array.from({ length: random.below(200) }, () =>
        random.next() < 0.5 ? random.pick(CHARS) : String.fromCharCode(random.below(0x10000)),
      ).join(''),
    );
  }
});

test('tabs, a byte order mark, lone carriage returns, no text', () => {
  for (const text of [
    sample.replaceAll('  ', '\t'),
    `\uFEFF${sample}`,
    sample.replaceAll('\n', '\r'),
    '',
    '\uFEFF',
    '\n',
    '---',
    '#',
    '{{',
  ])
    survive(text);
});

/** An alias bomb around `inner`: nine levels of nine aliases each. */
function bomb(inner: string): string {
  const levels = Array.from(
    { length: 9 },
    (_, i) => `x-${i + 1}: &l${i + 1} [${Array.from({ length: 9 }, () => `*l${i}`).join(', ')}]\n`,
  );
  return `x-0: &l0 ${inner}\n${levels.join('')}`;
}

test('alias bombs cost no more than their text', () => {
  const head =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n';
  survive(`${bomb('{name: a, image: b}')}${head}    spec:\n      containers: *l9\n`);
  survive(
    `${bomb('[SYS_ADMIN]')}${head}    spec: {containers: [{name: a, image: b, securityContext: {capabilities: {add: *l9, drop: *l9}}}]}\n`,
  );
  survive(`${bomb('{a: b}')}apiVersion: v1\nkind: List\nitems: *l9\n`);
  const merges = Array.from({ length: 30 }, (_, i) => `x-${i + 1}: &m${i + 1} {<<: [*m${i}, *m${i}]}\n`).join(
    '',
  );
  survive(
    `x-0: &m0 {privileged: true}\n${merges}apiVersion: v1\nkind: Pod\nspec: {containers: [{securityContext: *m30}]}\n`,
  );
  survive(
    'a: &a [*a]\nb: &b {<<: *b}\napiVersion: v1\nkind: Pod\nspec: &s {containers: [{name: x, securityContext: *s}]}\n',
  );
});

test('deep nesting', () => {
  const head = 'apiVersion: v1\nkind: Pod\nspec: ';
  for (const depth of [150, 900, 50_000]) {
    survive(`${head}${'['.repeat(depth)}${']'.repeat(depth)}`);
    survive(head + '{a: '.repeat(depth));
    survive(`apiVersion: v1\nkind: Pod\nspec:\n  ${'- '.repeat(depth)}a`);
  }
  survive(`${head}\n${Array.from({ length: 400 }, (_, i) => `${' '.repeat(i + 1)}a:`).join('\n')}`);
});

test('long texts', () => {
  survive('{{\n'.repeat(100_000));
  survive('{%\n'.repeat(100_000));
  survive('{{/*\n'.repeat(100_000));
  survive('{{ a }} '.repeat(50_000));
  survive('---\n'.repeat(20_000));
  survive(`apiVersion: v1\nkind: Pod\nspec:\n  containers:\n${'  - {name: a, image: b}\n'.repeat(3_000)}`);
});

test('a broken document is named, and the others are still analysed', () => {
  const text = `a: "x\n---\n${sample}`;
  const { findings, gaps } = analyze(sourceOf('m.yaml', text), projectOf([]), rules);
  assert.ok(findings.some(({ rule }) => rule.id === 'unknown-field-in-spec'));
  assert.equal(gaps.length, 1);
});

test('a document that does not fit the stack is a gap', () => {
  const { documents } = readDocuments(`a: ${'['.repeat(5_000)}`, '1.1');
  assert.match(documents[0]?.tree.gaps[0]?.reason ?? '', /nested too deeply/);
});
