/** Edits of one document as the client can take them: with the version they are for, if it understands that. */
import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Client } from '../client.ts';

export function workspaceEditOf(document: TextDocument, edits: TextEdit[], client: Client): WorkspaceEdit {
  const { uri, version } = document;
  if (client.documentChanges) return { documentChanges: [{ textDocument: { uri, version }, edits }] };
  return { changes: { [uri]: edits } };
}
