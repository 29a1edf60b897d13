/** The formats for other tools, each by what its reader needs. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWith, parapet, REMOTE, scanJson, TWO_RULES, UNUSED } from './command.ts';

const cwd = folderWith({ 'src/a,b.py': REMOTE, 'src/old.py': UNUSED });

async function reported(format: string, ...args: string[]): Promise<string> {
  return (await parapet(['scan', ...TWO_RULES, '--format', format, ...args], { cwd })).out;
}

test('JSON has the shape that docs/output.md promises', async () => {
  const report = await scanJson(TWO_RULES, { cwd });
  assert.equal(report.version, 1);
  const { message, fingerprint, ...finding } = report.findings[1] ?? assert.fail();
  assert.match(message, /trust-remote-code/);
  assert.match(fingerprint, /^[0-9a-f]{32}:1$/);
  assert.deepEqual(finding, {
    rule: 'unused-suppression',
    path: 'src/old.py',
    range: { start: { line: 2, column: 45 }, end: { line: 2, column: 62 } },
    severity: 'info',
    confidence: 'high',
    fixes: [
      {
        id: 'remove',
        title: 'Remove the suppression of `trust-remote-code`',
        class: 'safe',
        edits: [{ range: { start: { line: 2, column: 25 }, end: { line: 2, column: 70 } }, text: '' }],
      },
    ],
    steps: [],
    page: 'https://parapet-security.github.io/parapet/rules/unused-suppression',
  });
  assert.deepEqual(Object.keys(report), [
    'version',
    'tool',
    'findings',
    'suppressed',
    'gaps',
    'configuration',
    'summary',
  ]);
});

test('GitHub annotations escape what separates their parts', async () => {
  const [first = '', second = ''] = (await reported('github')).trimEnd().split('\n');
  assert.match(
    first,
    /^::error file=src\/a%2Cb\.py,line=2,endLine=2,col=48,endColumn=70,title=Parapet%3A trust-remote-code::/,
  );
  assert.match(second, /^::notice file=src\/old\.py,line=2,/);
});

test('GitLab issues have a fingerprint of their own each', async () => {
  const issues = JSON.parse(await reported('gitlab')) as {
    fingerprint: string;
    severity: string;
    location: unknown;
  }[];
  assert.deepEqual(
    issues.map(({ severity }) => severity),
    ['critical', 'minor'],
  );
  assert.deepEqual(issues[0]?.location, { path: 'src/a,b.py', lines: { begin: 2, end: 2 } });
  assert.equal(new Set(issues.map(({ fingerprint }) => fingerprint)).size, 2);
});

test('JUnit has a failed case a finding, and one passed case when there is none', async () => {
  const failed = await reported('junit');
  assert.match(failed, /<testsuites name="parapet" tests="2" failures="2" time="[\d.]+">/);
  assert.equal(failed.match(/<failure /g)?.length, 2);
  assert.match(failed, /repository|model&apos;s/);
  const passed = await reported('junit', '--severity', 'error', '--ignore', 'trust-remote-code');
  assert.match(passed, /tests="1" failures="0"/);
});

test('--output writes the report and leaves the summary on the error stream', async () => {
  for (const format of ['text', 'json', 'sarif']) {
    const folder = folderWith({ 'a.py': REMOTE });
    const args = ['scan', ...TWO_RULES, '--format', format, '--output', 'report'];
    const { code, out, err } = await parapet(args, { cwd: folder });
    assert.equal(code, 1);
    assert.equal(out, '');
    assert.match(err, /^1 finding: 1 error/);
    assert.match(readFileSync(join(folder, 'report'), 'utf8'), /trust-remote-code/);
  }
});
