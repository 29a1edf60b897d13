/** What depends on several files at once: locks, groups, contradictions, and the words of findings. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceRuleSet } from '../../scripts/rules.ts';
import { versionsOf } from '../../server/src/versions/versions.ts';
import { analyzeText, projectOf, sourceOf } from '../support/workspace.ts';

const rules = await sourceRuleSet();

/** `rule severity words` of each finding in `path`. */
function found(path: string, text: string, files: Record<string, string> = {}): string[] {
  return analyzeText(rules, path, text, files).findings.map(
    ({ rule, severity, span }) => `${rule.id} ${severity} ${text.slice(span.start, span.end)}`,
  );
}

const LOCKED = '[[package]]\nname = "torch"\nversion = "2.5.1"\n';

test('contradictory pins leave the version unknown, and no error stands on it', () => {
  const text = 'torch==2.5.1\ntorch==2.10.0\n';
  assert.deepEqual(versionsOf(projectOf([sourceOf('requirements.txt', text)]), 'train.py', 'torch'), {});
  assert.deepEqual(found('requirements.txt', text), []);
  const range = found('requirements.txt', 'torch==2.5.1\ntorch>=2.6\n');
  assert.deepEqual(range, ['dependency-unpinned warning torch>=2.6']);
  assert.deepEqual(
    versionsOf(projectOf([sourceOf('requirements.txt', 'torch==1\ntorch==2\ntorch==3\n')]), 'a.py', 'torch'),
    {},
  );
});

test('one statement an environment: each is judged by itself', () => {
  const text = 'torch==2.5.1; sys_platform == "darwin"\ntorch==2.10.0; sys_platform == "linux"\n';
  assert.deepEqual(found('requirements.txt', text), ['known-vulnerable-ml-package error torch==2.5.1']);
  const both = 'torch==2.5.1; sys_platform == "darwin"\ntorch==2.4.0; sys_platform == "linux"\n';
  assert.deepEqual(found('requirements.txt', both), [
    'known-vulnerable-ml-package error torch==2.5.1',
    'known-vulnerable-ml-package error torch==2.4.0',
  ]);
});

test('a hole of a locked version is reported once, where the package is stated', () => {
  const project = '[project]\nname = "x"\ndependencies = ["torch"]\n';
  assert.deepEqual(found('pyproject.toml', project, { 'uv.lock': LOCKED }), [
    'known-vulnerable-ml-package error torch',
  ]);
  assert.deepEqual(found('uv.lock', LOCKED, { 'pyproject.toml': project }), []);
  assert.deepEqual(
    found('uv.lock', LOCKED, { 'pyproject.toml': '[project]\ndependencies = ["vllm==0.25"]\n' }),
    ['known-vulnerable-ml-package error 2.5.1'],
  );
  const nested = { 'uv.lock': LOCKED, 'packages/a/pyproject.toml': project };
  assert.deepEqual(found('packages/a/pyproject.toml', project, nested), [
    'known-vulnerable-ml-package error torch',
  ]);
});

test('a lock that does not fit the requirement is older than it', () => {
  const project = '[project]\nname = "x"\ndependencies = ["torch>=2.10"]\n';
  assert.deepEqual(found('pyproject.toml', project, { 'uv.lock': LOCKED }), [
    'dependency-unpinned warning torch>=2.10',
  ]);
});

test('what developers install weighs less', () => {
  assert.deepEqual(found('requirements/dev.txt', 'torch==2.5.1\ngradio\npytest\n'), [
    'known-vulnerable-ml-package info torch==2.5.1',
    'dependency-unpinned info gradio',
    'dependency-unpinned hint pytest',
  ]);
  assert.deepEqual(found('requirements-dev.txt', 'litellm==1.82.7\n'), [
    'known-malicious-release error litellm==1.82.7',
  ]);
});

test('the fix names a version without any hole of the table, and stays in the major line', () => {
  const fixes = (text: string): string[] =>
    analyzeText(rules, 'requirements.txt', text).findings.flatMap((finding) =>
      finding.fixes.flatMap(({ edits }) => edits.map((edit) => edit.text)),
    );
  assert.deepEqual(fixes('keras==3.8.0\n'), ['3.14.0']);
  assert.deepEqual(fixes('torch==1.13.0\n'), []);
  assert.deepEqual(fixes('langchain-core==0.3.50\n'), []);
  assert.deepEqual(fixes('torch==2.5.1+cu121\n'), []);
  assert.deepEqual(fixes('torch==2.5.1\ntorchvision==0.20.1\n'), []);
  assert.deepEqual(fixes('torch==2.5.1 --hash=sha256:ab\n'), []);
  assert.deepEqual(fixes('torch>=2.1,<2.6\n'), []);
  assert.deepEqual(fixes('torch~=2.5\n'), ['2.10']);
});

test('no fix leads to a version with a known hole', () => {
  const titles = (text: string, files: Record<string, string> = {}): string[] =>
    analyzeText(rules, 'app/requirements.txt', text, files)
      .findings.filter(({ rule }) => rule.id === 'dependency-unpinned')
      .flatMap(({ fixes }) => fixes.map(({ title }) => title));
  assert.deepEqual(titles('torch>=1.4.0\n'), []);
  assert.deepEqual(titles('torch\n', { 'requirements.txt': 'torch==2.5.1\n' }), []);
  assert.deepEqual(titles('litellm\n', { 'requirements.txt': 'litellm==1.82.8\n' }), []);
  assert.deepEqual(titles('torch\n', { 'requirements.txt': 'torch==2.10.0\n' }), [
    'Pin 2.10.0, which this workspace uses',
  ]);
});

test('comments suppress in every format', () => {
  const ignore = '# parapet: ignore[known-vulnerable-ml-package] -- only used in a sandbox';
  for (const [path, text] of [
    ['requirements.txt', `torch==2.5.1  ${ignore}\n`],
    ['requirements.txt', `${ignore}\ntorch==2.5.1 \\\n  --hash=sha256:ab\n`],
    ['pyproject.toml', `[project]\ndependencies = [\n  "torch==2.5.1", ${ignore}\n]\n`],
    ['Pipfile', `[packages]\n${ignore}\ntorch = "==2.5.1"\n`],
    ['setup.cfg', `[options]\ninstall_requires =\n    ${ignore}\n    torch==2.5.1\n`],
    ['environment.yml', `dependencies:\n  - pytorch==2.5.1 ${ignore}\n`],
    ['uv.lock', `[[package]]\nname = "torch"\n${ignore}\nversion = "2.5.1"\n`],
  ] as const) {
    assert.deepEqual(found(path, text), [], path);
    assert.notDeepEqual(found(path, text.replace(ignore, '')), [], path);
  }
});

test('every row of the tables names valid versions, a repair outside of the range, and a source', async () => {
  const { valid } = await import('@renovatebot/pep440');
  const { surelyWithin } = await import('../../server/src/versions/interval.ts');
  for (const name of ['advisories', 'malicious-releases']) {
    const table = rules.models[name] as {
      ratings: string[];
      rows: {
        package: string;
        id: string;
        rating: string;
        affected: { from?: string; below?: string; through?: string }[];
        fixed: string[];
        about: string;
        source: string;
        checked: string;
      }[];
    };
    assert.ok(table.rows.length > 0);
    assert.equal(new Set(table.rows.map((row) => `${row.package} ${row.id}`)).size, table.rows.length);
    for (const row of table.rows) {
      const label = `${row.package} ${row.id}`;
      assert.ok(table.ratings.includes(row.rating), label);
      assert.match(row.source, /^https:\/\//, label);
      assert.match(row.checked, /^\d{4}-\d\d-\d\d$/, label);
      assert.ok(row.about.length > 10 && row.about.length < 110, label);
      for (const range of row.affected) {
        for (const version of Object.values(range))
          assert.ok(typeof version === 'string' && valid(version), label);
        for (const fixed of row.fixed) {
          assert.ok(valid(fixed), label);
          assert.ok(!surelyWithin({ low: fixed, high: fixed, highIncluded: true }, range), label);
        }
      }
    }
  }
});
