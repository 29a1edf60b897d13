/** What the bundled server publishes while documents are opened, typed in and closed. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Diagnostic } from 'vscode-languageserver-protocol/node';
import { freshBundles } from '../support/bundles.ts';
import { Editor } from './editor.ts';
import { IMAGE, KEY, LOADER } from './programs.ts';

let editor: Editor;
before(async () => {
  await freshBundles();
  editor = await Editor.start();
});
after(() => editor.stop());

let count = 0;
const address = (name: string): string => `file:///w/${++count}/${name}`;

function rules(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ code, range: { start, end } }) => {
    const place =
      start.line === end.line ? `${start.line}:${start.character}-${end.character}` : 'several lines';
    return `${code} ${place}`;
  });
}

test('a diagnostic says what and where, and not more', async () => {
  const uri = address('train.py');
  await editor.open(uri, 'python', LOADER);
  const [found, ...others] = await editor.diagnostics(uri);
  assert.ok(found);
  assert.deepEqual(others, []);
  assert.deepEqual(rules([found]), ['trust-remote-code 1:51-73']);
  assert.equal(found.source, 'parapet');
  assert.equal(found.severity, 1);
  assert.match(found.codeDescription?.href ?? '', /^https:\/\/.*\/rules\/trust-remote-code$/);
  assert.ok(String(found.message).length > 20);
  assert.equal(found.data, undefined);
});

test('half-typed code does not hide what is wrong with the rest', async () => {
  const uri = address('train.py');
  await editor.open(uri, 'python', LOADER);
  await editor.diagnostics(uri);
  await editor.replace(uri, 'model =', 'print(\nmodel =');
  assert.ok(rules(await editor.diagnostics(uri)).every((found) => found.startsWith('trust-remote-code 2')));
  await editor.replace(uri, 'print(\n', 'x = (1 + \n\n');
  await editor.diagnostics(uri);
  await editor.replace(uri, 'x = (1 + \n\n', 'def f(:\n    pass\n\n');
  assert.deepEqual(rules(await editor.diagnostics(uri)), ['trust-remote-code 4:51-73']);
});

test('a finding follows the text above it', async () => {
  const uri = address('train.py');
  await editor.open(uri, 'python', LOADER);
  for (let line = 0; line < 5; line++) await editor.replace(uri, 'model =', 'a = 1\nmodel =');
  assert.deepEqual(rules(await editor.diagnostics(uri)), ['trust-remote-code 6:51-73']);
});

test('closing clears, and reopening finds again', async () => {
  const uri = address('train.py');
  await editor.open(uri, 'python', LOADER);
  assert.equal((await editor.diagnostics(uri)).length, 1);
  await editor.close(uri);
  await editor.until(() => editor.last(uri)?.diagnostics.length === 0 || undefined, 'an empty list');
  await editor.open(uri, 'python', LOADER);
  await editor.until(() => editor.last(uri)?.diagnostics.length === 1 || undefined, 'the finding again');
});

test('closing while an analysis waits publishes nothing after the empty list', async () => {
  const uri = address('train.py');
  await editor.open(uri, 'python', LOADER);
  await editor.close(uri);
  const other = address('other.py');
  await editor.open(other, 'python', LOADER);
  await editor.diagnostics(other);
  assert.deepEqual(editor.last(uri)?.diagnostics, []);
});

test('untitled documents are judged by the language that was chosen', async () => {
  const uri = 'untitled:Untitled-1';
  await editor.open(uri, 'python', LOADER);
  assert.deepEqual(rules(await editor.diagnostics(uri)), ['trust-remote-code 1:51-73']);
  await editor.close(uri);
  const image = 'untitled:Untitled-2';
  await editor.open(image, 'dockerfile', IMAGE);
  assert.equal((await editor.diagnostics(image)).length, 2);
  await editor.close(image);
});

test('CRLF, a byte order mark and wide characters move columns nowhere', async () => {
  const windows = address('windows.py');
  await editor.open(windows, 'python', LOADER.replaceAll('\n', '\r\n'));
  assert.deepEqual(rules(await editor.diagnostics(windows)), ['trust-remote-code 1:51-73']);
  const marked = address('marked.py');
  await editor.open(marked, 'python', `\uFEFF${LOADER}`);
  assert.deepEqual(rules(await editor.diagnostics(marked)), ['trust-remote-code 1:51-73']);
  const wide = address('wide.py');
  await editor.open(wide, 'python', LOADER.replace('someone', '😀é'));
  assert.deepEqual(rules(await editor.diagnostics(wide)), ['trust-remote-code 1:47-69']);
});

test('200 edits in a row end in the diagnostics of the last version only', async () => {
  const uri = address('fast.py');
  await editor.open(uri, 'python', LOADER);
  await editor.diagnostics(uri);
  const before = editor.published.length;
  const typed = `token = "${KEY}"\n`.repeat(4);
  for (const char of typed.slice(0, 200)) {
    const end = {
      line: editor.text(uri).split('\n').length - 1,
      character: (editor.text(uri).split('\n').at(-1) ?? '').length,
    };
    void editor.change(uri, [{ range: { start: end, end }, newText: char }]);
  }
  const last = await editor.diagnostics(uri);
  const versions = editor.published.slice(before).map((params) => params.version ?? 0);
  assert.deepEqual(
    versions,
    versions.toSorted((a, b) => a - b),
    'versions only grow',
  );
  assert.ok(versions.length < 100, `${versions.length} of 200 versions were analysed`);
  const fresh = address('fresh.py');
  await editor.open(fresh, 'python', editor.text(uri));
  assert.deepEqual(rules(last), rules(await editor.diagnostics(fresh)));
  assert.ok(last.length >= 4);
});

test('what was not analysed is said once in the log', async () => {
  const binary = address('binary.py');
  await editor.open(binary, 'python', `import os\n\0\0${'x'.repeat(50)}\n`);
  await editor.diagnostics(binary);
  for (let i = 0; i < 3; i++) {
    await editor.replace(binary, 'import', ' import');
    await editor.diagnostics(binary);
  }
  const log = await editor.until(() => {
    const lines = editor.logged.filter((line) => line.includes('binary'));
    return lines.length > 0 ? lines : undefined;
  }, 'a word on the binary file');
  assert.equal(log.length, 1, log.join('\n'));
});

test('the place in the workspace is known from the first diagnostics on', async (t) => {
  const inside = await Editor.during(t, { folders: ['file:///w'] });
  const uri = 'file:///w/tests/test_loader.py';
  await inside.open(uri, 'python', LOADER);
  assert.equal((await inside.diagnostics(uri))[0]?.severity, 2, 'one step less in tests');
  assert.deepEqual(
    inside.published.map((params) => params.diagnostics[0]?.severity),
    [2],
  );
  await inside.stop();
});
