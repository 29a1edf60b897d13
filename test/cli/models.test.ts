/** Model files in a folder: read as bytes, never loaded, and named when they cannot be read. */
import assert from 'node:assert/strict';
import { symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { calling, zip } from '../artefacts/bytes.ts';
import { folderWith, parapet, places, scanJson } from './command.ts';

const RULE = ['--select', 'model-file-in-repo-unsafe-format,analysis-incomplete'];

function folder(): string {
  return folderWith({
    'app.py': 'x = 1\n',
    'weights.bin': 'version https://git-lfs.github.com/spec/v1\n',
    'models/bad.pt': zip([{ name: 'net/data.pkl', data: calling('posix', 'getpid') }]),
    'models/fine.pkl': calling('collections', 'OrderedDict'),
    'models/noise.bin': Uint8Array.from({ length: 5000 }, (_, i) => i % 256),
  });
}

test('what a scan says of model files, and that it changes none', async () => {
  const cwd = folder();
  const report = await scanJson([...RULE, '.'], { cwd });
  assert.deepEqual(places(report), [
    'models/bad.pt:1 model-file-in-repo-unsafe-format',
    'models/fine.pkl:1 model-file-in-repo-unsafe-format',
  ]);
  const { out, code } = await parapet(['scan', ...RULE, '--fix', '.'], { cwd });
  assert.equal(code, 1);
  assert.match(out, /models\/bad\.pt:1:1/);
  assert.match(out, /`posix\.getpid`/);
  assert.match(out, /4 model files/);
});

test('every format of report takes a finding in a file without text', async () => {
  const cwd = folder();
  for (const format of ['text', 'json', 'sarif', 'github', 'gitlab', 'junit']) {
    const { out, code } = await parapet(['scan', ...RULE, '--format', format, '.'], { cwd });
    assert.equal(code, 1, format);
    assert.match(out, /bad\.pt/, format);
  }
});

test('a file of gigabytes is looked into in part, and its missing rest named', async () => {
  const cwd = folderWith({ 'large.pkl': calling('posix', 'getpid') });
  truncateSync(join(cwd, 'large.pkl'), 3_000_000_000);
  const { out } = await parapet(['scan', ...RULE, '.'], { cwd });
  assert.match(out, /large\.pkl:1:1.*\n?.*`posix\.getpid`/);
  assert.match(out, /only the first 64 MB/);
});

test('a link to nothing is named', async () => {
  const cwd = folderWith({ 'app.py': 'x = 1\n' });
  symlinkSync(join(cwd, 'gone.pkl'), join(cwd, 'model.pkl'));
  const { out } = await parapet(['scan', ...RULE, '.'], { cwd });
  assert.match(out, /model\.pkl: not read/);
});
