/** Edits of one document as the client can take them: with the version they are for, if it understands that. */
import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { NewFile } from '../../engine/types.ts';
import type { Client } from '../client.ts';

export function workspaceEditOf(document: TextDocument, edits: TextEdit[], client: Client): WorkspaceEdit {
  const { uri, version } = document;
  if (client.documentChanges) return { documentChanges: [{ textDocument: { uri, version }, edits }] };
  return { changes: { [uri]: edits } };
}

/** The same with a file that is made beside the document; undefined where the client cannot make files. */
export function withNewFile(
  document: TextDocument,
  edits: TextEdit[],
  client: Client,
  file: NewFile,
): WorkspaceEdit | undefined {
  if (!client.documentChanges || !client.createFiles) return undefined;
  const uri = new URL(file.path, document.uri).href;
  const start = { line: 0, character: 0 };
  const own =
    edits.length === 0 ? [] : [{ textDocument: { uri: document.uri, version: document.version }, edits }];
  return {
    documentChanges: [
      // One that appeared meanwhile is somebody's: then the whole edit is refused.
      { kind: 'create', uri, options: { overwrite: false, ignoreIfExists: false } },
      {
        textDocument: { uri, version: null },
        edits: [{ range: { start, end: start }, newText: file.text }],
      },
      ...own,
    ],
  };
}
