/** The VS Code side of Parapet: starts the language server and puts it into the editor's menus. Analyses nothing. */
import * as vscode from 'vscode';
import { GIVE_REASON, OPEN_RULE, TURN_RULE_OFF } from '../../server/src/lsp/commands.ts';
import { giveReason } from './giveReason.ts';
import { LanguageServer } from './languageServer.ts';
import { RulePages } from './rulePages.ts';
import { openSample } from './sample.ts';
import { turnRuleOff } from './turnRuleOff.ts';

let server: LanguageServer | undefined;

/** Called by VS Code. Resolves when the server answers. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const started = new LanguageServer(context);
  server = started;
  const pages = new RulePages((rule) => started.rulePage(rule));
  const command = vscode.commands.registerCommand;
  context.subscriptions.push(
    started,
    pages,
    command('parapet.restart', () => started.restart()),
    command('parapet.showLog', () => started.showLog()),
    command('parapet.fixAll', fixAll),
    command(OPEN_RULE, (rule?: unknown) => pages.open(rule)),
    command(TURN_RULE_OFF, turnRuleOff),
    command(GIVE_REASON, giveReason),
    command('parapet.trySample', openSample),
  );
  await started.start();
}

/** Called by VS Code before it unloads the extension. */
export function deactivate(): Promise<void> | undefined {
  return server?.stop();
}

/** The editor asks the server for its fix-all action and applies it, as it does on save. */
async function fixAll(): Promise<void> {
  await vscode.commands.executeCommand('editor.action.sourceAction', {
    kind: 'source.fixAll.parapet',
    apply: 'first',
  });
}
