/** A fix that makes a file: the edit that the editor gets, and none for an editor that cannot make files. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { withNewFile } from '../../server/src/lsp/actions/edits.ts';
import { readClient } from '../../server/src/lsp/client.ts';

const document = TextDocument.create('file:///w/api/Dockerfile', 'dockerfile', 3, 'FROM x\n');
const file = { path: '.dockerignore', text: '.env\n' };

function clientWith(workspaceEdit: object): ReturnType<typeof readClient> {
  return readClient({ processId: null, rootUri: null, capabilities: { workspace: { workspaceEdit } } });
}

test('the file is made beside the document, and never over one that is there', () => {
  const client = clientWith({ documentChanges: true, resourceOperations: ['create'] });
  assert.deepEqual(withNewFile(document, [], client, file), {
    documentChanges: [
      {
        kind: 'create',
        uri: 'file:///w/api/.dockerignore',
        options: { overwrite: false, ignoreIfExists: false },
      },
      {
        textDocument: { uri: 'file:///w/api/.dockerignore', version: null },
        edits: [
          { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, newText: '.env\n' },
        ],
      },
    ],
  });
});

test('an editor that cannot make files is offered nothing', () => {
  assert.equal(withNewFile(document, [], clientWith({ documentChanges: true }), file), undefined);
});
