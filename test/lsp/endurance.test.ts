/** Texts that no editor should hold, and more typing than anybody does: the server answers, and stays small. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { freshBundles } from '../support/bundles.ts';
import { Editor } from './editor.ts';
import { IMAGE, LOADER } from './programs.ts';

before(freshBundles);

/** Without these, V8 takes memory because there is some: to grow its heap, and to optimise the grammars' code. */
const SMALL = ['--max-semi-space-size=4', '--max-old-space-size=150', '--liftoff-only'];

/** Resident memory of a process in MB; only Linux tells it cheaply. */
function residentMegabytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

test('20 MB of text are named in the log, and the other documents are analysed', async (t) => {
  const editor = await Editor.during(t);
  const huge = 'file:///w/huge.py';
  await editor.open(huge, 'python', 'x = 1  # é\n'.repeat(2_000_000));
  const small = 'file:///w/small.py';
  await editor.open(small, 'python', LOADER);
  assert.equal((await editor.diagnostics(small)).length, 1);
  await editor.replace(huge, 'x = 1', 'y = 2');
  await editor.diagnostics(huge);
  await editor.until(
    () => editor.logged.find((line) => line.includes('huge.py: not analysed')),
    'a word on the huge file',
  );
  assert.equal(await editor.stop(), 0);
});

test('texts of no known kind are survived', async (t) => {
  const editor = await Editor.during(t);
  const texts = [
    '',
    '\0',
    '\uFEFF',
    '\r',
    '\r\n\r',
    '\uD800',
    `${'('.repeat(5000)}`,
    `${'- '.repeat(2000)}a`,
    '&a [*a]',
    '{{ x }}\n---\n---\n%',
    'FROM',
    '# escape=`',
  ];
  let count = 0;
  for (const name of [
    'a.py',
    'Dockerfile',
    'a.yaml',
    'compose.yaml',
    'requirements.txt',
    'parapet.yaml',
    'pyproject.toml',
    'a.json',
  ]) {
    for (const text of texts) {
      const uri = `file:///w/${++count}/${name}`;
      await editor.open(uri, 'plaintext', text);
      await editor.diagnostics(uri);
      await editor.change(uri, [
        { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, newText: 'kind: x\n' },
      ]);
      await editor.diagnostics(uri);
      await editor.close(uri);
    }
  }
  const uri = 'file:///w/after.py';
  await editor.open(uri, 'python', LOADER);
  assert.equal((await editor.diagnostics(uri)).length, 1);
  assert.equal(await editor.stop(), 0);
});

test('1,000 edits leave no memory behind', {
  skip: process.platform === 'linux' ? false : 'needs /proc: run it on Linux',
}, async (t) => {
  const editor = await Editor.during(t, { flags: SMALL });
  const { pid } = editor.process;
  assert.ok(pid);
  const functions = Array.from(
    { length: 30 },
    (_, i) => `def f${i}(x):\n    y = x + ${i}\n    return [y for _ in range(3)]\n\n`,
  );
  const python = 'file:///w/large.py';
  const image = 'file:///w/Dockerfile';
  await editor.open(python, 'python', LOADER + functions.join(''));
  await editor.open(image, 'dockerfile', IMAGE);
  const type = async (edits: number): Promise<void> => {
    for (let i = 0; i < edits; i++) {
      const line = 2 + ((i * 37) % 100);
      const place = { line, character: 0 };
      await editor.change(python, [
        { range: { start: place, end: place }, newText: i % 2 ? '# a\n' : 'z = 1\n' },
      ]);
      await editor.change(image, [
        { range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } }, newText: '' },
      ]);
      await editor.diagnostics(python);
    }
  };
  await type(200);
  const before = residentMegabytes(pid);
  await type(1000);
  const growth = residentMegabytes(pid) - before;
  assert.ok(growth < 60, `${growth.toFixed(0)} MB more after 1,000 edits`);
  await editor.stop();
});
