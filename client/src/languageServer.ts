/** The language server as VS Code's child process: start, stop, restart, log, and its own messages. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  type ServerOptions,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import { OPEN_RULE } from '../../server/src/lsp/commands.ts';
import { RULE_PAGE, type RulePageParams, STATUS, type Status } from '../../server/src/lsp/status.ts';
import { DOCUMENTS } from './documentSelector.ts';
import { StatusItem } from './statusItem.ts';

export class LanguageServer implements vscode.Disposable {
  readonly #client: LanguageClient;
  readonly #status = new StatusItem(DOCUMENTS);

  constructor(context: vscode.ExtensionContext) {
    const module = join(context.extensionPath, 'dist', 'server.js');
    const run = { module, transport: TransportKind.ipc };
    const server: ServerOptions = {
      run,
      debug: { ...run, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
    };
    const pages = `${vscode.env.uriScheme}://${context.extension.id}/rule/`;
    const options: LanguageClientOptions = {
      documentSelector: [...DOCUMENTS],
      initializationOptions: { commands: true, status: true, pages },
      markdown: { isTrusted: { enabledCommands: [OPEN_RULE] } },
      outputChannelName: 'Parapet',
      revealOutputChannelOn: RevealOutputChannelOn.Never,
    };
    this.#client = new LanguageClient('parapet', 'Parapet', server, options);
    this.#client.onDidChangeState(({ newState }) => {
      if (newState === State.Starting) this.#status.starting();
      if (newState === State.Stopped) this.#status.stopped();
    });
    this.#client.onNotification(STATUS, (status: Status) => this.#status.show(status));
  }

  /** Resolves when the server answers; shows in the status when it does not. */
  async start(): Promise<void> {
    try {
      await this.#client.start();
    } catch (error) {
      this.#status.failed(error);
      throw error;
    }
  }

  async stop(): Promise<void> {
    if (this.#client.needsStop()) await this.#client.stop();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  showLog(): void {
    this.#client.outputChannel.show(true);
  }

  /** The page of a rule as markdown; null when there is no such rule. */
  async rulePage(rule: string): Promise<string | null> {
    const params: RulePageParams = { rule };
    return this.#client.sendRequest<string | null>(RULE_PAGE, params);
  }

  dispose(): void {
    this.#status.dispose();
  }
}
