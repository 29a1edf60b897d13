/** No text, however broken or long, makes reading throw, hang or point outside of itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceRuleSet } from '../../scripts/rules.ts';
import type { Span } from '../../server/src/engine/types.ts';
import { dependencyFile } from '../../server/src/versions/dependency-file.ts';
import { versionsOf } from '../../server/src/versions/versions.ts';
import { random } from '../support/random.ts';
import { analyzeText, projectOf, sourceOf } from '../support/workspace.ts';

const rules = await sourceRuleSet();

/** By path, a text of each format: all that the rules' examples have, and what they lack. */
const TEXTS: Record<string, string[]> = {};
for (const { examples } of rules.rules) {
  for (const { path, text, files } of examples) {
    for (const [name, content] of [[path, text] as const, ...Object.entries(files)]) {
      if (sourceOf(name, content).language !== 'dependencies') continue;
      const list = TEXTS[name] ?? [];
      list.push(content);
      TEXTS[name] = list;
    }
  }
}

function within(text: string, span: Span | undefined): void {
  if (span)
    assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length, JSON.stringify(span));
}

function check(path: string, text: string): void {
  const file = dependencyFile(sourceOf(path, text));
  for (const { span, version, origin } of file.requirements) {
    for (const each of [span, version, origin?.span, origin?.revisionSpan]) within(text, each);
  }
  for (const { span, valueSpan, nameSpan, removal, addition } of file.settings) {
    for (const each of [span, valueSpan, nameSpan, removal]) within(text, each);
    if (addition) within(text, { start: addition.at, end: addition.at });
  }
  for (const { span } of [...file.comments, ...file.gaps]) within(text, span);
  const { gaps, findings } = analyzeText(rules, path, text);
  assert.deepEqual(
    gaps.filter(({ reason }) => /failed|not analysed/.test(reason)),
    [],
  );
  for (const { span, fixes } of findings) {
    within(text, span);
    for (const { edits } of fixes) for (const edit of edits) within(text, edit.span);
  }
}

test('random cuts, splices and bytes', () => {
  const seed = 20261122;
  const next = random(seed);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(next() * list.length)];
  const noise = [
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    '\n',
    '\r\n',
    '\\',
    '#',
    '=',
    ',',
    '\t',
    '- ',
    ': ',
    '"""',
    '\uD800',
    '😀',
    '==',
    '[[',
    '@',
  ];
  const paths = Object.keys(TEXTS);
  assert.ok(paths.length >= 8, paths.join());
  for (let round = 0; round < 1500; round++) {
    const path = pick(paths) ?? '';
    let text = pick(TEXTS[path] ?? []) ?? '';
    for (let change = 0; change < 1 + next() * 4; change++) {
      const from = Math.floor(next() * text.length);
      const to = Math.min(text.length, from + Math.floor(next() * 12));
      text = text.slice(0, from) + (next() < 0.6 ? pick(noise) : '') + text.slice(next() < 0.5 ? to : from);
    }
    try {
      check(path, text);
    } catch (error) {
      throw new Error(`seed ${seed}, round ${round}, ${path}: ${JSON.stringify(text)}`, { cause: error });
    }
  }
});

test('deep nesting and long lines', () => {
  const deep = 50_000;
  for (const [path, text] of [
    ['pyproject.toml', `a = ${'['.repeat(deep)}`],
    ['pyproject.toml', `a = ${'{b='.repeat(deep)}`],
    ['pyproject.toml', `[${'a.'.repeat(deep)}b]\n`],
    ['Pipfile.lock', '{"default": '.repeat(deep)],
    ['environment.yml', `dependencies: ${'['.repeat(deep)}`],
    ['requirements.txt', `torch ${'\\\n'.repeat(deep)}==2.5.1`],
    ['requirements.txt', `torch>=${'1.'.repeat(deep)}`],
    ['setup.cfg', `[options]\ninstall_requires = ${'a,'.repeat(deep)}`],
    ['uv.lock', '[[package]]\n'.repeat(deep)],
  ] as const) {
    check(path, text);
  }
});

test('broken files yield a gap, and what stands before the hole', () => {
  const pyproject = '[project]\nname = "x"\ndependencies = ["torch==2.5.1"]\n[tool.x]\nbroken = = 1\n';
  const read = dependencyFile(sourceOf('pyproject.toml', pyproject));
  assert.deepEqual(
    read.requirements.map(({ name }) => name),
    ['torch'],
  );
  assert.equal(read.gaps.length, 1);
  assert.equal(pyproject.slice(read.gaps[0]?.span?.start, read.gaps[0]?.span?.end), 'broken = = 1');
  for (const [path, text] of [
    ['uv.lock', '[[package]]\nname = "torch"\n<<<<<<< HEAD\nversion = "2.1"\n'],
    ['Pipfile.lock', '{"default": {'],
    ['environment.yml', 'dependencies: [a\nb: c'],
    ['Pipfile', '[packages\n'],
  ] as const) {
    const { gaps } = dependencyFile(sourceOf(path, text));
    assert.ok(gaps.length > 0 && gaps.every(({ syntax }) => syntax), path);
    assert.equal(versionsOf(projectOf([sourceOf(path, text)]), 'train.py', 'torch').low, undefined, path);
  }
});

/** A lock of `count` lines, in which torch is vulnerable and stands last. */
function lock(count: number): string {
  const parts = ['version = 1\n'];
  const hash = 'ab'.repeat(32);
  for (let lines = 1, i = 0; lines < count; lines += 10, i++) {
    parts.push(
      `[[package]]\nname = "package-${i}"\nversion = "1.${i}"\nsource = { registry = "https://pypi.org/simple" }\n`,
      'dependencies = [\n    { name = "other" },\n]\n',
      `wheels = [\n    { url = "https://files.example/package-${i}.whl", hash = "sha256:${hash}" },\n]\n`,
    );
  }
  parts.push('[[package]]\nname = "torch"\nversion = "2.5.1"\n');
  return parts.join('');
}

test('a lock file of 100,000 lines is read to its end', () => {
  const text = lock(100_000);
  assert.ok(text.split('\n').length > 100_000);
  const source = sourceOf('uv.lock', text);
  const { requirements } = dependencyFile(source);
  const torch = requirements.at(-1);
  assert.equal(text.slice(torch?.span?.start, torch?.span?.end), 'torch');
  assert.equal(versionsOf(projectOf([source]), 'train.py', 'torch').high, '2.5.1');
});
