/**
 * The user that a fix makes, made for real: the command that the fix writes for a Debian base runs with a folder in
 * the place of `/` (`useradd --prefix`), so that nothing of this machine changes. Skipped where there is no useradd.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sourceRuleSet } from '../../scripts/rules.ts';
import { applyEdits } from '../../server/src/engine/edits.ts';
import { ready } from '../support/parsers.ts';
import { analyzeText } from '../support/workspace.ts';

await ready;
const rules = await sourceRuleSet();
const USERADD = ['/usr/sbin/useradd', '/sbin/useradd'].find((path) => existsSync(path));

/** The lines that the fix for `base` adds. */
function added(base: string): string[] {
  const text = `FROM ${base}\nCMD ["python", "serve.py"]\n`;
  const { findings } = analyzeText(rules, 'Dockerfile', text);
  const fix = findings.find(({ rule }) => rule.id === 'runs-as-root')?.fixes[0];
  const before = text.split('\n');
  return applyEdits(text, fix?.edits ?? [])
    .split('\n')
    .filter((line) => !before.includes(line));
}

test('the command fits the base', () => {
  assert.deepEqual(added('python:3.12-slim'), ['RUN useradd -u 10001 -m app', 'USER 10001']);
  assert.deepEqual(added('python:3.12-alpine'), ['RUN adduser -D -u 10001 app', 'USER 10001']);
  assert.deepEqual(added('gcr.io/distroless/python3-debian12'), ['USER 10001:10001']);
});

test('the command for Debian makes the user', { skip: USERADD ? false : 'no useradd here' }, () => {
  const root = mkdtempSync(join(tmpdir(), 'parapet-user-'));
  try {
    for (const folder of ['etc', 'home']) mkdirSync(join(root, folder));
    for (const file of ['passwd', 'group', 'shadow', 'gshadow']) writeFileSync(join(root, 'etc', file), '');
    const [, , ...words] = (added('debian:12')[0] ?? '').split(' ');
    assert.ok(words.length > 0, 'the fix runs useradd');
    const { status, stderr } = spawnSync(USERADD ?? '', ['--prefix', root, ...words], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.match(readFileSync(join(root, 'etc/passwd'), 'utf8'), /^app:x:10001:/m);
    assert.ok(existsSync(join(root, 'home/app')), 'it has a home');
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
