/** Files that are broken, huge, binary or oddly written: never a crash, always a clear word. */
import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWith, parapet, places, REMOTE, scanJson, TWO_RULES } from './command.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function joined(...parts: Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}

test('half-typed Python still gives the findings of the rest, and the gap is named', async () => {
  const cwd = folderWith({ 'a.py': `${REMOTE}def half(:\n    x = \n` });
  const report = await scanJson(TWO_RULES, { cwd });
  assert.deepEqual(places(report), ['a.py:2 trust-remote-code']);
  assert.equal(report.gaps.length, 1);
  assert.match(report.gaps[0]?.reason ?? '', /syntax/);
});

test('truncated YAML is no crash', async () => {
  const manifest =
    'apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers: [{name: "a';
  const cwd = folderWith({ 'deployment.yaml': manifest, 'values.yaml': '{{- if .Values.x }}\na: [1, 2\n' });
  const { code, err } = await parapet(['scan'], { cwd });
  assert.ok(code === 0 || code === 1, err);
  assert.equal(err, '');
});

test('a binary file named .py is named as such', async () => {
  const cwd = folderWith({ 'model.py': joined(bytes('x = 1\n'), new Uint8Array([0, 1, 2, 0xff, 0xfe])) });
  const { code, out } = await parapet(['scan'], { cwd });
  assert.equal(code, 0);
  assert.match(out, /not everything was analysed:\n {2}model\.py: not analysed: it is a binary file\n/);
});

test('a file of 20 MB is named and not read', async () => {
  const cwd = folderWith({ 'big.py': Buffer.alloc(20_000_000, 'x = 1\n') });
  const { code, out } = await parapet(['scan', 'big.py'], { cwd });
  assert.equal(code, 0);
  assert.match(out, /big\.py: not read: 20\.0 MB is more than 9\.0 MB/);
});

test('a file that is read but too long for analysis is named; of data that is no finding', async () => {
  const cwd = folderWith({
    'long.py': Buffer.alloc(3_600_000, 'x = 1\n'),
    'vectors.json': Buffer.alloc(3_600_000, '0.125,'),
  });
  const report = await scanJson(['--select', 'governance'], { cwd });
  const reason = 'not analysed: longer than 3 million characters';
  assert.deepEqual(report.gaps, [
    { path: 'long.py', reason },
    { path: 'vectors.json', reason },
  ]);
  assert.deepEqual(places(report), ['long.py:1 analysis-incomplete']);
});

test('CRLF and BOM do not move a finding', async () => {
  const cwd = folderWith({
    'crlf.py': REMOTE.replaceAll('\n', '\r\n'),
    'bom.py': `\uFEFF${REMOTE}`,
    'plain.py': REMOTE,
  });
  const { findings } = await scanJson(TWO_RULES, { cwd });
  assert.deepEqual(
    findings.map(({ path, range }) => [path, range.start]),
    ['bom.py', 'crlf.py', 'plain.py'].map((path) => [path, { line: 2, column: 48 }]),
  );
});

test('invalid UTF-8 is analysed all the same, and named', async () => {
  const cwd = folderWith({
    'latin.py': joined(bytes('# caf'), new Uint8Array([0xe9]), bytes(`\n${REMOTE}`)),
  });
  const report = await scanJson(TWO_RULES, { cwd });
  assert.deepEqual(places(report), ['latin.py:3 trust-remote-code']);
  assert.match(report.gaps[0]?.reason ?? '', /^not valid UTF-8 from line 1 on/);
});

test('UTF-16 is named with what to do', async () => {
  const cwd = folderWith({ 'requirements.txt': Buffer.from('\uFEFFtorch\n', 'utf16le') });
  const report = await scanJson([], { cwd });
  assert.deepEqual(report.gaps, [
    { path: 'requirements.txt', reason: 'not analysed: it is UTF-16, save it as UTF-8' },
  ]);
});

test('empty files are silent', async () => {
  const files = [
    'a.py',
    'Dockerfile',
    'x.yaml',
    'parapet.yaml',
    'pyproject.toml',
    'docker-compose.yml',
    '.env',
  ];
  const cwd = folderWith(Object.fromEntries(files.map((file) => [file, ''])));
  const { code, out } = await parapet(['scan'], { cwd });
  assert.equal(code, 0);
  assert.match(out, new RegExp(`^No findings; ${files.length} files analysed`));
});

test('a file that cannot be opened is named', async () => {
  const cwd = folderWith({});
  symlinkSync('circle.py', join(cwd, 'circle.py'));
  const { code, out, err } = await parapet(['scan', 'circle.py', '--format', 'github'], { cwd });
  assert.equal(code, 0);
  assert.equal(out, '');
  assert.match(
    err,
    /circle\.py: not read: its symbolic links go in a circle/,
    'also where the format has no place for it',
  );
});
