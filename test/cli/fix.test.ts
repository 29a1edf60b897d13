/** `--fix` and its relatives: what changes on disk, and what must not. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWith, parapet, REMOTE, TWO_RULES, UNUSED, UNUSED_FIXED } from './command.ts';

const scan = (...args: string[]): string[] => ['scan', ...TWO_RULES, ...args];

function textIn(cwd: string, path: string): string {
  return readFileSync(join(cwd, path), 'utf8');
}

test('--fix applies safe fixes, says how many, and is done after one run', async () => {
  const cwd = folderWith({ 'old.py': UNUSED, 'sub/load.py': REMOTE });
  const { code, out } = await parapet(scan('--fix'), { cwd });
  assert.equal(code, 1, 'the error is still there');
  assert.match(out, /\n1 fix in 1 file\n1 finding: 1 error/);
  assert.equal(textIn(cwd, 'old.py'), UNUSED_FIXED);
  assert.equal(textIn(cwd, 'sub/load.py'), REMOTE, 'no safe fix, no change');
  const again = await parapet(scan('--fix'), { cwd });
  assert.doesNotMatch(again.out, / fix/);
  assert.deepEqual(readdirSync(cwd).sort(), ['old.py', 'sub'], 'nothing is left behind');
});

test('fixes go on until nothing changes', async () => {
  const cwd = folderWith({
    'a.py': 'x = 1  # parapet: ignore[trust-remote-code, configuration-error]\ny = 2\n',
  });
  await parapet(['scan', '--select', 'trust-remote-code,unused-suppression,configuration-error', '--fix'], {
    cwd,
  });
  assert.equal(textIn(cwd, 'a.py'), 'x = 1\ny = 2\n');
});

test('line ends, BOM and the mode of the file stay', async () => {
  const text = `\uFEFF${UNUSED.replaceAll('\n', '\r\n')}`;
  const cwd = folderWith({ 'a.py': text });
  chmodSync(join(cwd, 'a.py'), 0o755);
  await parapet(scan('--fix'), { cwd });
  assert.equal(textIn(cwd, 'a.py'), `\uFEFF${UNUSED_FIXED.replaceAll('\n', '\r\n')}`);
  assert.equal(statSync(join(cwd, 'a.py')).mode & 0o777, 0o755);
});

test('a link that is named stays a link', async () => {
  const cwd = folderWith({ 'real.py': UNUSED });
  symlinkSync('real.py', join(cwd, 'link.py'));
  await parapet(scan('--fix', 'link.py'), { cwd });
  assert.equal(textIn(cwd, 'real.py'), UNUSED_FIXED);
  assert.deepEqual(
    readdirSync(cwd, { withFileTypes: true }).map((e) => [e.name, e.isSymbolicLink()]),
    [
      ['link.py', true],
      ['real.py', false],
    ],
  );
});

test('a file that is not valid UTF-8 is not written, and the run says so', async () => {
  const bytes = Buffer.concat([Buffer.from('# caf'), Buffer.from([0xe9, 0x0a]), Buffer.from(UNUSED)]);
  const cwd = folderWith({ 'a.py': bytes });
  const { code, out } = await parapet(scan('--fix'), { cwd });
  assert.equal(code, 2);
  assert.match(out, /not repaired: a\.py: it is not valid UTF-8/);
  assert.deepEqual(readFileSync(join(cwd, 'a.py')), bytes);
});

test('--diff changes nothing and prints a patch that git applies', async () => {
  const cwd = folderWith({ 'sub/old.py': UNUSED, 'b.py': `${UNUSED}# no line end at the end` });
  const { code, out, err } = await parapet(scan('--diff'), { cwd });
  assert.equal(code, 0);
  assert.match(err, /2 findings: 2 info/);
  assert.equal(textIn(cwd, 'sub/old.py'), UNUSED);
  execFileSync('git', ['apply', '-p1', '-'], { cwd, input: out });
  assert.equal(textIn(cwd, 'sub/old.py'), UNUSED_FIXED);
  assert.equal(textIn(cwd, 'b.py'), `${UNUSED_FIXED}# no line end at the end`);
});

test('--fix-suggested applies suggested fixes as well, never those to be reviewed', async () => {
  const cwd = folderWith({ 'parapet.yaml': 'fail-on: eror\n', 'load.py': REMOTE });
  const args = ['scan', '--select', 'configuration-error,trust-remote-code'];
  await parapet([...args, '--fix'], { cwd });
  assert.equal(textIn(cwd, 'parapet.yaml'), 'fail-on: eror\n');
  await parapet([...args, '--fix-suggested'], { cwd });
  assert.equal(textIn(cwd, 'parapet.yaml'), 'fail-on: error\n');
  assert.equal(textIn(cwd, 'load.py'), REMOTE);
});

test('findings that are filtered out are not repaired', async () => {
  const cwd = folderWith({ 'old.py': UNUSED });
  await parapet(scan('--fix', '--severity', 'warning'), { cwd });
  assert.equal(textIn(cwd, 'old.py'), UNUSED);
});

test('with standard input the repaired text goes to standard output', async () => {
  const cwd = folderWith({});
  const { code, out, err } = await parapet(scan('--fix', '--stdin-filename', 'a.py'), { cwd, input: UNUSED });
  assert.equal(code, 0);
  assert.equal(out, UNUSED_FIXED);
  assert.match(err, /1 fix in 1 file/);
  const same = await parapet(scan('--fix', '--stdin-filename', 'a.py'), { cwd, input: 'x = 1' });
  assert.equal(same.out, 'x = 1');
});
