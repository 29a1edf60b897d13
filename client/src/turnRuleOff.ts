/** Turns a rule off in the settings of the workspace, and lets the person take it back. */
import * as vscode from 'vscode';

/** Where a setting for `uri` belongs: the user's own settings when no folder is open. */
function targetFor(uri: vscode.Uri | undefined): vscode.ConfigurationTarget {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) return vscode.ConfigurationTarget.Global;
  const own =
    folders.length > 1 && uri !== undefined && vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  return own ? vscode.ConfigurationTarget.WorkspaceFolder : vscode.ConfigurationTarget.Workspace;
}

/** What is set at `target` itself, without what other levels add. */
function rulesAt(uri: vscode.Uri | undefined, target: vscode.ConfigurationTarget): Record<string, string> {
  const known = vscode.workspace.getConfiguration('parapet', uri).inspect<Record<string, string>>('rules');
  const { ConfigurationTarget } = vscode;
  if (target === ConfigurationTarget.Global) return { ...known?.globalValue };
  return {
    ...(target === ConfigurationTarget.Workspace ? known?.workspaceValue : known?.workspaceFolderValue),
  };
}

/** The command `parapet.turnRuleOff`, as the server's code action calls it: the rule, and the document it is about. */
export async function turnRuleOff(rule: unknown, document: unknown): Promise<void> {
  if (typeof rule !== 'string') return;
  const uri = typeof document === 'string' ? vscode.Uri.parse(document) : undefined;
  const target = targetFor(uri);
  const before = rulesAt(uri, target);
  const settings = vscode.workspace.getConfiguration('parapet', uri);
  await settings.update('rules', { ...before, [rule]: 'off' }, target);
  const where = target === vscode.ConfigurationTarget.Global ? 'anywhere' : 'in this workspace';
  void vscode.window
    .showInformationMessage(`Parapet no longer reports ${rule} ${where}.`, 'Undo')
    .then((answer) => {
      if (answer !== 'Undo') return;
      void settings.update('rules', Object.keys(before).length > 0 ? before : undefined, target);
    });
}
