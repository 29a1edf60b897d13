/** Editors that ask for diagnostics get them when they ask, and are not pushed to. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { DocumentDiagnosticReport } from 'vscode-languageserver-protocol/node';
import { freshBundles } from '../support/bundles.ts';
import { Editor, USUAL } from './editor.ts';
import { LOADER } from './programs.ts';

before(freshBundles);

test('diagnostics are pulled, for the version that the client has', async (t) => {
  const capabilities = { ...USUAL, textDocument: { ...USUAL.textDocument, diagnostic: {} } };
  const editor = await Editor.during(t, { capabilities });
  assert.ok(editor.result.capabilities.diagnosticProvider);
  const uri = 'file:///w/a.py';
  const pull = (): Promise<DocumentDiagnosticReport> =>
    editor.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
  const codes = async (): Promise<unknown[]> => {
    const report = await pull();
    return report.kind === 'full'
      ? report.items.map((found) => `${found.code} ${found.range.start.line}`)
      : [];
  };
  void editor.open(uri, 'python', LOADER);
  assert.deepEqual(await codes(), ['trust-remote-code 1']);
  void editor.replace(uri, 'model =', '\n\nmodel =');
  assert.deepEqual(await codes(), ['trust-remote-code 3']);
  void editor.replace(uri, 'True', 'False');
  assert.deepEqual(await codes(), []);
  assert.deepEqual(editor.published, []);
  await editor.stop();
});

test('clients that cannot pull are not offered it', async (t) => {
  const editor = await Editor.during(t);
  assert.equal(editor.result.capabilities.diagnosticProvider, undefined);
  await editor.stop();
});
