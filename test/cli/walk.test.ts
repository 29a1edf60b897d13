/** Which files a scan reads, and how it names those that it does not. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWith, parapet, places, REMOTE, scanJson, TWO_RULES } from './command.ts';

/** The paths that a scan of `paths` in `cwd` reports; every file that is read there has one finding. */
async function read(cwd: string, ...paths: string[]): Promise<string[]> {
  const report = await scanJson([...TWO_RULES, ...paths], { cwd });
  return places(report).map((place) => place.replace(/:2 .*/, ''));
}

test('what git ignores is left out: nested, parent and own patterns, and .git/info/exclude', async () => {
  const cwd = folderWith({
    '.git/info/exclude': 'local.py\n',
    '.gitignore': 'build/\n*.gen.py\n/only-here.py\n!keep.gen.py\n',
    'a.py': REMOTE,
    'local.py': REMOTE,
    'only-here.py': REMOTE,
    'x.gen.py': REMOTE,
    'keep.gen.py': REMOTE,
    'build/b.py': REMOTE,
    'sub/only-here.py': REMOTE,
    'sub/.gitignore': 'secret/\n/top.py\n!y.gen.py\n',
    'sub/y.gen.py': REMOTE,
    'sub/top.py': REMOTE,
    'sub/deep/top.py': REMOTE,
    'sub/secret/s.py': REMOTE,
    'sub/deep/secret/s.py': REMOTE,
    'other/secret/s.py': REMOTE,
  });
  const expected = [
    'a.py',
    'keep.gen.py',
    'other/secret/s.py',
    'sub/deep/top.py',
    'sub/only-here.py',
    'sub/y.gen.py',
  ];
  assert.deepEqual(await read(cwd), expected);
  assert.deepEqual(
    await read(join(cwd, 'sub'), '.'),
    ['deep/top.py', 'only-here.py', 'y.gen.py'],
    'from below',
  );
  assert.deepEqual(await read(cwd, 'build/b.py'), ['build/b.py'], 'a named file is read');
  assert.deepEqual(await read(cwd, 'build'), ['build/b.py'], 'a named folder is walked');
});

test('code of other people and of tools is left out, and named', async () => {
  const cwd = folderWith({
    'a.py': REMOTE,
    'node_modules/m/a.py': REMOTE,
    '.git/a.py': REMOTE,
    'env/pyvenv.cfg': '',
    'env/lib/a.py': REMOTE,
    'lib/site-packages/a.py': REMOTE,
    'dist/a.py': REMOTE,
  });
  const { out } = await parapet(['scan', ...TWO_RULES], { cwd });
  assert.match(out, /1 file analysed/);
  assert.match(out, /left out: \.git, dist, env, node_modules, site-packages by default/);
  assert.deepEqual(await read(cwd, 'dist', 'node_modules/m/a.py'), ['dist/a.py', 'node_modules/m/a.py']);
});

test('symbolic links are not followed, and named where they lead elsewhere', async () => {
  const elsewhere = folderWith({ 'far.py': REMOTE });
  const cwd = folderWith({ 'sub/a.py': REMOTE });
  symlinkSync('..', join(cwd, 'sub/up'));
  symlinkSync('a.py', join(cwd, 'sub/alias.py'));
  symlinkSync(elsewhere, join(cwd, 'sub/far'));
  symlinkSync('circle.py', join(cwd, 'circle.py'));
  symlinkSync('nothing', join(cwd, 'gone.py'));
  const report = await scanJson(TWO_RULES, { cwd });
  assert.deepEqual(places(report), ['sub/a.py:2 trust-remote-code']);
  assert.deepEqual(report.gaps, [
    { path: 'circle.py', reason: 'not read: its symbolic links go in a circle' },
    { path: 'gone.py', reason: 'not read: it is gone, or a link to nothing' },
    { path: 'sub/far', reason: 'not read: it is a symbolic link to something outside of what is scanned' },
  ]);
  assert.deepEqual(await read(cwd, 'sub/alias.py'), ['sub/alias.py'], 'a link that is named is read');
});

test('a path that is given twice is read once, and paths outside keep their whole name', async () => {
  const cwd = folderWith({ 'a.py': REMOTE });
  const elsewhere = folderWith({ 'far.py': REMOTE });
  assert.deepEqual(await read(cwd, 'a.py', '.', './a.py'), ['a.py']);
  assert.deepEqual(await read(cwd, elsewhere), [`${elsewhere}/far.py`]);
});

test('a deep tree is walked to its end', async () => {
  const cwd = folderWith({});
  let folder = cwd;
  for (let depth = 0; depth < 200; depth++) folder = join(folder, 'd');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'a.py'), REMOTE);
  assert.equal((await read(cwd)).length, 1);
});
