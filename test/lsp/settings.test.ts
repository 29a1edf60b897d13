/** Settings of the editor and configuration of the project, as they change under open documents. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { freshBundles } from '../support/bundles.ts';
import { Editor, USUAL } from './editor.ts';
import { LOADER } from './programs.ts';

let folder: string;
before(async () => {
  await freshBundles();
  folder = mkdtempSync(join(tmpdir(), 'parapet-settings-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => pathToFileURL(join(folder, name)).href;

function codes(editor: Editor, uri: string): unknown[] | undefined {
  const known = ['trust-remote-code', 'configuration-error'];
  return editor.last(uri)?.diagnostics.flatMap(({ code }) => (known.includes(String(code)) ? [code] : []));
}

function severity(editor: Editor, uri: string): number | undefined {
  return editor.last(uri)?.diagnostics.find((found) => found.code === 'trust-remote-code')?.severity;
}

/** Waits until exactly these rules are reported. */
function reported(editor: Editor, uri: string, expected: readonly string[]): Promise<true> {
  const wanted = JSON.stringify(expected);
  return editor.until(
    () => JSON.stringify(codes(editor, uri)) === wanted || undefined,
    `${wanted}, not ${JSON.stringify(codes(editor, uri))}`,
  );
}

test('a client that can be asked is asked, and asked again after a change', async (t) => {
  const editor = await Editor.during(t, { settings: { rules: { 'trust-remote-code': 'hint' } } });
  const uri = at('a.py');
  await editor.open(uri, 'python', LOADER);
  await editor.diagnostics(uri);
  assert.equal(severity(editor, uri), 4);
  await editor.settingsChanged({ rules: { 'trust-remote-code': 'off' } });
  await reported(editor, uri, []);
  await editor.settingsChanged({ ignore: ['MDL-002'] });
  await reported(editor, uri, []);
  await editor.settingsChanged({ select: ['trust-remote-code'] });
  await reported(editor, uri, ['trust-remote-code']);
  await editor.settingsChanged({ enable: false });
  await reported(editor, uri, []);
  await editor.settingsChanged({ enable: 'yes', rules: 7, select: 'x', ignore: [3] });
  await reported(editor, uri, ['trust-remote-code']);
  await editor.stop();
});

test('other clients state their settings at the start, and send changes', async (t) => {
  const editor = await Editor.during(t, { options: { settings: { rules: { 'trust-remote-code': 'off' } } } });
  const uri = at('b.py');
  await editor.open(uri, 'python', LOADER);
  await editor.diagnostics(uri);
  assert.deepEqual(codes(editor, uri), []);
  await editor.settingsChanged(undefined, { parapet: {} });
  await reported(editor, uri, ['trust-remote-code']);
  await editor.stop();
});

test('parapet.yaml holds at once, as it is typed and as it is saved; the editor has the last word', async (t) => {
  const editor = await Editor.during(t, { folders: [pathToFileURL(folder).href], settings: {} });
  const uri = at('c.py');
  await editor.open(uri, 'python', LOADER);
  await editor.diagnostics(uri);
  const configuration = at('parapet.yaml');
  await editor.open(configuration, 'yaml', 'rules:\n  trust-remote-code: off\n');
  await reported(editor, uri, []);
  await editor.replace(configuration, 'off', 'hint');
  await editor.until(() => severity(editor, uri) === 4 || undefined, 'a hint');
  await editor.close(configuration);
  await editor.until(() => severity(editor, uri) === 1 || undefined, 'an error again');
  writeFileSync(join(folder, 'parapet.yaml'), 'exclude: [c.py]\n');
  const changes = [{ uri: configuration, type: 1 }];
  await editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
  await reported(editor, uri, []);
  writeFileSync(join(folder, 'parapet.yaml'), 'rules:\n  trust-remote-code: off\n');
  await editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
  await editor.settingsChanged({ rules: { 'trust-remote-code': 'info' } });
  await editor.until(() => severity(editor, uri) === 3 || undefined, 'an information');
  rmSync(join(folder, 'parapet.yaml'));
  await editor.stop();
});

test('a mistake in parapet.yaml is reported there, and the rest of it holds', async (t) => {
  const editor = await Editor.during(t, { folders: [pathToFileURL(folder).href], options: { settings: {} } });
  const uri = at('d.py');
  await editor.open(uri, 'python', LOADER);
  const configuration = at('parapet.yaml');
  await editor.open(
    configuration,
    'yaml',
    'rules:\n  trust-remote-code: of\n  trust-remote-cod: off\nignore: [trust-remote-code]\n',
  );
  assert.deepEqual(
    new Set((await editor.diagnostics(configuration)).map((found) => found.code)),
    new Set(['configuration-error']),
  );
  await reported(editor, uri, []);
  await editor.stop();
});

test('turning a rule off is a command where the client has it, and else an edit of the configuration', async (t) => {
  const own = await Editor.during(t, {
    options: { commands: true, pages: 'vscode://parapet-security.parapet/rule/' },
  });
  const uri = at('e.py');
  await own.open(uri, 'python', LOADER);
  const [found] = await own.diagnostics(uri);
  assert.equal(found?.codeDescription?.href, 'vscode://parapet-security.parapet/rule/trust-remote-code');
  const ignoring = await own.actions(uri, own.rangeOf(uri, 'trust_remote_code'));
  const comment = ignoring.find((action) => action.title.endsWith('on this line'));
  assert.deepEqual(comment?.command?.arguments, [uri, 1, 112]);
  const commands = ignoring.flatMap((action) => (action.edit ? [] : (action.command ?? [])));
  assert.deepEqual(
    commands.map(({ command, arguments: given }) => [command, given]),
    [
      ['parapet.turnRuleOff', ['trust-remote-code', uri]],
      ['parapet.openRule', ['trust-remote-code']],
    ],
  );
  await own.stop();

  const other = await Editor.during(t, {
    folders: [pathToFileURL(folder).href],
    options: { settings: {} },
    capabilities: { ...USUAL, window: { showDocument: { support: true } } },
  });
  await other.open(uri, 'python', LOADER);
  await other.diagnostics(uri);
  const turnOff = async () =>
    (await other.actions(uri, other.rangeOf(uri, 'trust_remote_code'))).find((action) =>
      action.title.startsWith('Turn trust-remote-code'),
    );
  const [create, edit] = (await turnOff())?.edit?.documentChanges ?? [];
  assert.ok(create && 'kind' in create && create.kind === 'create');
  assert.equal(create.uri, at('parapet.yaml'));
  assert.match(JSON.stringify(edit), /rules:\\n {2}trust-remote-code: off\\n/);
  const configuration = at('parapet.yaml');
  await other.open(configuration, 'yaml', 'rules: # ours\n  other: off\n');
  await reported(other, uri, ['trust-remote-code']);
  await other.apply((await turnOff())?.edit);
  assert.equal(other.text(configuration), 'rules: # ours\n  trust-remote-code: off\n  other: off\n');
  await reported(other, uri, []);
  const shown: unknown[] = [];
  other.connection.onRequest('window/showDocument', (params: { uri: string }) => {
    shown.push(params.uri);
    return { success: true };
  });
  await other.connection.sendRequest('workspace/executeCommand', {
    command: 'parapet.openRule',
    arguments: ['trust-remote-code'],
  });
  assert.match(String(shown[0]), /\/rules\/trust-remote-code$/);
  await other.stop();
});

test('a rule has a page under its id and its aliases', async (t) => {
  const editor = await Editor.during(t);
  const page = (rule: string): Promise<string | null> =>
    editor.connection.sendRequest('parapet/rulePage', { rule });
  assert.match((await page('trust-remote-code')) ?? '', /^# .*\n/);
  assert.equal(await page('MDL-002'), await page('trust-remote-code'));
  assert.equal(await page('no-such-rule'), null);
  await editor.stop();
});

test('the threat model changes what is found under an open document, and changes it back', async (t) => {
  const editor = await Editor.during(t, { folders: [pathToFileURL(folder).href], settings: {} });
  const uri = at('library.py');
  await editor.open(uri, 'python', 'def read(name):\n    return open("/data/" + name)\n');
  await editor.diagnostics(uri);
  const traversals = (): number | undefined =>
    editor.last(uri)?.diagnostics.filter(({ code }) => code === 'path-traversal').length;
  assert.equal(traversals(), 0);
  const configuration = at('parapet.yaml');
  await editor.open(configuration, 'yaml', 'threat-model: library\n');
  await editor.until(() => traversals() === 1 || undefined, 'the parameter');
  await editor.settingsChanged({ threatModel: 'application' });
  await editor.until(() => traversals() === 0 || undefined, 'the editor has the last word');
  await editor.settingsChanged({ threatModel: 'library' });
  await editor.until(() => traversals() === 1 || undefined, 'the parameter again');
  await editor.stop();
});
