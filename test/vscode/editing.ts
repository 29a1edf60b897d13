// What a person does and sees in the editor, through the `vscode` API: open, type, wait for findings, take an action.
// Runs inside the extension host. Knows Parapet by its diagnostics' source alone.
import * as vscode from 'vscode';

const WAIT_MS = 20_000;

/** Parapet's diagnostics of a document, as VS Code holds them now. */
export function findings(document: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter((diagnostic) => diagnostic.source === 'parapet');
}

/** The rule of a diagnostic: its code, which may come with a link. */
export function ruleOf(diagnostic: vscode.Diagnostic): string {
  const code = diagnostic.code;
  return String(typeof code === 'object' ? code.value : code);
}

/** Waits until the findings of `document` satisfy `enough`; rejects after 20 s, saying `what` was missing. */
export async function whenFindings(
  document: vscode.TextDocument,
  what: string,
  enough: (found: readonly vscode.Diagnostic[]) => boolean,
): Promise<vscode.Diagnostic[]> {
  let listener: vscode.Disposable | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<vscode.Diagnostic[]>((resolve, reject) => {
      const look = (): void => {
        const found = findings(document);
        if (enough(found)) resolve(found);
      };
      const giveUp = (): void => {
        const seen = findings(document).map((found) => `${found.range.start.line + 1}: ${ruleOf(found)}`);
        reject(new Error(`${what}; findings after ${WAIT_MS / 1000} s: ${seen.join(', ') || 'none'}`));
      };
      listener = vscode.languages.onDidChangeDiagnostics(look);
      timer = setTimeout(giveUp, WAIT_MS);
      look();
    });
  } finally {
    listener?.dispose();
    clearTimeout(timer);
  }
}

/** Shows a new untitled document. */
export async function showText(language: string, content: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  return vscode.window.showTextDocument(document);
}

/** Appends `text` to a document by an edit, without saving. */
export async function append(editor: vscode.TextEditor, text: string): Promise<void> {
  const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
  if (!(await editor.edit((edit) => edit.insert(end, text)))) throw new Error('the edit was refused');
}

/** The code actions of `kind` that VS Code offers at `range`, with their edits resolved. */
export async function actionsAt(
  document: vscode.TextDocument,
  range: vscode.Range,
  kind: vscode.CodeActionKind,
): Promise<vscode.CodeAction[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeAction[] | undefined>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    kind.value,
    50,
  );
  return found ?? [];
}

/** Carries out an action as the editor would: its edit first, then its command. */
export async function apply(action: vscode.CodeAction): Promise<void> {
  if (action.edit === undefined && action.command === undefined)
    throw new Error(`"${action.title}" does nothing`);
  if (action.edit !== undefined && !(await vscode.workspace.applyEdit(action.edit))) {
    throw new Error(`the edit of "${action.title}" was refused`);
  }
  if (action.command !== undefined) {
    await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
  }
}

/** The one of `actions` that `wanted` accepts; throws with all titles when there is none. */
export function choose(
  actions: readonly vscode.CodeAction[],
  what: string,
  wanted: (action: vscode.CodeAction) => boolean,
): vscode.CodeAction {
  const action = actions.find(wanted);
  if (action !== undefined) return action;
  throw new Error(`no ${what} among: ${actions.map((each) => `"${each.title}"`).join(', ') || 'no actions'}`);
}
