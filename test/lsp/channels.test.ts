/** The ways to start the server: stdio, the command line's `lsp`, node's own channel, and none at all. */
import assert from 'node:assert/strict';
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { before, test } from 'node:test';
import {
  createProtocolConnection,
  IPCMessageReader,
  IPCMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { freshBundles } from '../support/bundles.ts';
import { Editor, SERVER } from './editor.ts';
import { LOADER } from './programs.ts';

before(freshBundles);

const CLI = join(import.meta.dirname, '../../dist/cli.js');

test('parapet lsp --stdio serves', async (t) => {
  const editor = await Editor.during(t, { command: [CLI, 'lsp', '--stdio'] });
  const uri = 'file:///w/a.py';
  await editor.open(uri, 'python', LOADER);
  assert.equal((await editor.diagnostics(uri)).length, 1);
  assert.equal(editor.result.serverInfo?.name, 'Parapet');
  assert.equal(await editor.stop(), 0);
});

test("over node's channel, as VS Code starts it, with status messages", async (t) => {
  const child = fork(SERVER, ['--node-ipc'], { stdio: 'inherit' });
  t.after(() => child.kill());
  const connection = createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  const status = new Promise<unknown>((resolve) => connection.onNotification('parapet/status', resolve));
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
    initializationOptions: { status: true },
  });
  await connection.sendNotification('initialized', {});
  const textDocument = { uri: 'untitled:1', languageId: 'python', version: 1, text: LOADER };
  await connection.sendNotification('textDocument/didOpen', { textDocument });
  const { uri, findings, state } = (await status) as {
    uri: string;
    findings: number;
    state: { kind: string };
  };
  assert.deepEqual([uri, state.kind], ['untitled:1', 'checked']);
  assert.ok(findings >= 1);
  const exited = once(child, 'exit');
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  assert.deepEqual((await exited)[0], 0);
  connection.dispose();
});

test('the server ends when the editor is gone', async (t) => {
  const editor = await Editor.during(t);
  const exited = once(editor.process, 'exit');
  editor.process.stdin?.end();
  await exited;
  editor.connection.dispose();
});

test('without a channel it says which there are', () => {
  const { status, stderr } = spawnSync(process.execPath, [SERVER], { encoding: 'utf8' });
  assert.notEqual(status, 0);
  assert.match(stderr, /--stdio/);
});
