/** Lets the person type why an error is ignored, right behind the comment that was just written. */
import * as vscode from 'vscode';

/** The command `parapet.giveReason`, as the server's code action calls it: the document, and the end of the comment. */
export async function giveReason(document: unknown, line: unknown, column: unknown): Promise<void> {
  if (typeof document !== 'string' || typeof line !== 'number' || typeof column !== 'number') return;
  const uri = vscode.Uri.parse(document).toString();
  const editor = vscode.window.visibleTextEditors.find((each) => each.document.uri.toString() === uri);
  if (!editor) return;
  const end = new vscode.Position(line, column);
  await editor.insertSnippet(new vscode.SnippetString(' -- $0'), end);
  editor.revealRange(new vscode.Range(end, end));
}
