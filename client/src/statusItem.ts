/**
 * The quiet word on the document in front: an entry of VS Code's language status, no coloured bar. What was not analysed
 * is said here too, because an empty list of problems would look like a clean file.
 */
import * as vscode from 'vscode';
import type { DocumentFilter } from 'vscode-languageclient/node';
import type { Status } from '../../server/src/lsp/status.ts';

const SHOW_LOG: vscode.Command = { title: 'Show log', command: 'parapet.showLog' };
const RESTART: vscode.Command = { title: 'Restart', command: 'parapet.restart' };

/** What the item says: a text of a few words, and the detail beside it. */
function words({ findings, state }: Status): { text: string; detail: string } {
  if (state.kind === 'checked') {
    const text = findings === 0 ? 'No findings' : findings === 1 ? '1 finding' : `${findings} findings`;
    const detail =
      state.gaps.length > 0 ? state.gaps.join('; ') : `in ${Math.max(1, Math.round(state.took))} ms`;
    return { text: `$(shield) ${text}`, detail };
  }
  if (state.kind === 'off') return { text: 'Off', detail: 'by the setting parapet.enable' };
  if (state.kind === 'excluded') return { text: 'Left out', detail: 'by the configuration of the project' };
  return { text: 'Not analysed', detail: 'because of an error, see the log' };
}

export class StatusItem implements vscode.Disposable {
  readonly #item: vscode.LanguageStatusItem;
  readonly #byDocument = new Map<string, Status>();
  readonly #subscriptions: vscode.Disposable[];

  constructor(documents: readonly DocumentFilter[]) {
    this.#item = vscode.languages.createLanguageStatusItem('parapet', documents as vscode.DocumentFilter[]);
    this.#item.name = 'Parapet';
    this.#subscriptions = [
      this.#item,
      vscode.window.onDidChangeActiveTextEditor(() => this.#update()),
      vscode.workspace.onDidCloseTextDocument((document) => this.#byDocument.delete(document.uri.toString())),
    ];
    this.starting();
  }

  show(status: Status): void {
    this.#byDocument.set(vscode.Uri.parse(status.uri).toString(), status);
    this.#update();
  }

  starting(): void {
    this.#say('Starting', '', vscode.LanguageStatusSeverity.Information, SHOW_LOG);
    this.#item.busy = true;
  }

  stopped(): void {
    this.#byDocument.clear();
    this.#say('Stopped', 'the server does not run', vscode.LanguageStatusSeverity.Warning, RESTART);
  }

  failed(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#say('Could not start', reason, vscode.LanguageStatusSeverity.Error, SHOW_LOG);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #update(): void {
    const uri = vscode.window.activeTextEditor?.document.uri.toString();
    const status = uri === undefined ? undefined : this.#byDocument.get(uri);
    if (!status) return;
    const { text, detail } = words(status);
    const { Error: Failed, Information } = vscode.LanguageStatusSeverity;
    this.#say(text, detail, status.state.kind === 'failed' ? Failed : Information, SHOW_LOG);
  }

  #say(text: string, detail: string, severity: vscode.LanguageStatusSeverity, command: vscode.Command): void {
    this.#item.text = text;
    this.#item.detail = detail;
    this.#item.severity = severity;
    this.#item.command = command;
    this.#item.busy = false;
  }
}
