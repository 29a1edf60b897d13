/** Compose files of all versions and forms, by name and by content; whatever the text, nothing fails. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceRuleSet } from '../../scripts/rules.ts';
import { classify } from '../../server/src/project/classify.ts';
import { ready } from '../support/parsers.ts';
import { random } from '../support/random.ts';
import { analyzeText } from '../support/workspace.ts';

await ready;
const rules = await sourceRuleSet();

function found(text: string, path = 'compose.yaml'): string[] {
  const { findings, gaps } = analyzeText(rules, path, text);
  assert.deepEqual(
    gaps.filter(({ reason }) => reason.includes('failed')),
    [],
  );
  // Where the YAML parser stops may lie one behind the text.
  const own = findings.filter(({ rule }) => rule.id !== 'analysis-incomplete');
  for (const { span, fixes } of own)
    for (const { start, end } of [span, ...fixes.flatMap(({ edits }) => edits.map((edit) => edit.span))])
      assert.ok(start >= 0 && start <= end && end <= text.length, JSON.stringify(text));
  return findings.map(({ rule, span }) => `${rule.id}: ${text.slice(span.start, span.end)}`);
}

test('a compose file is known by its name, or by services that have images', () => {
  const services = 'services:\n  api:\n    image: x:1\n';
  const names = [
    'compose.yaml',
    'docker-compose.gpu.yml',
    'docker-compose_dev.yml',
    'a/gpu.compose.yaml',
    'stack.yml',
  ];
  for (const path of names) assert.equal(classify(path, services), 'compose', path);
  assert.equal(classify('ci.yml', 'jobs:\n  a:\n    services:\n      db:\n        image: x\n'), 'yaml');
  assert.equal(classify('x.yaml', `apiVersion: v1\nkind: Pod\n${services}`), 'kubernetes');
});

test('the first version of the format has its services at the top', () => {
  assert.ok(found('api:\n  build: .\n  privileged: true\n').includes('privileged-or-host-ns: true'));
});

test('what another file or service may add is not called missing', () => {
  const missing = (text: string, path?: string): string[] =>
    found(text, path).filter((one) => one.startsWith('no-new-privs-missing'));
  assert.equal(missing('services:\n  a: {build: .}\n').length, 1);
  assert.deepEqual(missing('services:\n  a: {build: .}\n', 'compose.override.yml'), []);
  assert.deepEqual(missing('services:\n  a: {build: ., extends: {file: b.yml, service: a}}\n'), []);
  assert.deepEqual(missing('services:\n  a: {extends: b}\n  b: {build: ., cap_drop: [ALL]}\n'), []);
  assert.deepEqual(missing('services:\n  a: {extends: b}\n  b: {extends: a}\n'), []);
});

test('keys of providers are still looked for, and reported once', () => {
  const key = ['hf', 'qWzXvRtYpLkMnBsDfGhJcKdLsAeTyUiOpQ'].join('_');
  const seen = found(
    `services:\n  a:\n    build: .\n    user: "1"\n    environment:\n      HF_TOKEN: ${key}\n`,
  );
  assert.deepEqual(seen, [`secret-in-environment: ${key}`]);
});

const PIECES = [
  'services:\n',
  '  a:\n',
  '    image: ',
  'x:1\n',
  '    build: .\n',
  '    ports:\n',
  '      - "',
  '80:80"\n',
  '    environment:\n',
  '      - A_PASSWORD=',
  `\${B:-c}\n`,
  '&x ',
  '*x\n',
  '<<: ',
  '    command: ',
  'sh -c "curl x | sh"\n',
  '|\n',
  '      jupyter lab --allow-root\n',
  '{',
  '}',
  '[',
  ']',
  '{{ x }}',
  '\r\n',
  '😀',
  '    extends: a\n',
  '---\n',
  '    privileged: true\n',
  "'",
  '\t',
  '    deploy: {}\n',
];

test('random texts of what compose files are made of', () => {
  const next = random(20261130);
  for (let i = 0; i < 500; i++) {
    let text = i % 2 === 0 ? 'services:\n  a:\n    build: .\n' : '';
    for (let n = Math.floor(next() * 40); n > 0; n--)
      text += PIECES[Math.floor(next() * PIECES.length)] ?? '';
    found(text);
  }
});
