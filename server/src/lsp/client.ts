/**
 * What the editor at the other end can do, read once from its `initialize` request. Everything that differs between
 * editors is decided from here.
 */
import type { InitializeParams } from 'vscode-languageserver/node';
import { ruleAddress } from '../ruleset/product.ts';

/** What Parapet's own client (and whoever wants the same) states in `initializationOptions`. */
export interface InitializationOptions {
  /** The client has the commands `parapet.openRule` and `parapet.turnRuleOff`. */
  readonly commands?: boolean;
  /** The client wants `parapet/status` notifications. */
  readonly status?: boolean;
  /** Prefix of the address of a rule's page that the client can open itself. */
  readonly pages?: string;
  /** The `parapet` settings, for clients that cannot be asked for them. */
  readonly settings?: unknown;
}

export interface Client {
  readonly options: InitializationOptions;
  /** Edits may carry the version of the document that they are for. */
  readonly documentChanges: boolean;
  readonly createFiles: boolean;
  /** The client asks for diagnostics; nothing is pushed to it. */
  readonly pull: boolean;
  /** A diagnostic may carry the address of its rule's page. */
  readonly linksCodes: boolean;
  readonly refreshPull: boolean;
  readonly askSettings: boolean;
  readonly registerSettings: boolean;
  readonly registerWatchers: boolean;
  readonly workspaceFolders: boolean;
  readonly showDocument: boolean;
  /** The server may show how far its own work is. */
  readonly progress: boolean;
  /** The address of a rule's page that this client can open. */
  pageOf(rule: string): string;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function readOptions(value: unknown): InitializationOptions {
  const { commands, status, pages, settings } = record(value);
  return {
    commands: commands === true,
    status: status === true,
    ...(typeof pages === 'string' ? { pages } : {}),
    ...(settings === undefined ? {} : { settings }),
  };
}

/** Reads the abilities of a client; what it does not state it cannot do. */
export function readClient(params: InitializeParams): Client {
  const { workspace, textDocument, window } = params.capabilities;
  const options = readOptions(params.initializationOptions);
  return {
    options,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    createFiles: workspace?.workspaceEdit?.resourceOperations?.includes('create') === true,
    // Parapet's own client keeps being pushed to, although its editor could pull.
    pull: textDocument?.diagnostic !== undefined && options.commands !== true,
    linksCodes: textDocument?.publishDiagnostics?.codeDescriptionSupport === true,
    refreshPull: workspace?.diagnostics?.refreshSupport === true,
    askSettings: workspace?.configuration === true,
    registerSettings: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registerWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    showDocument: window?.showDocument?.support === true,
    progress: window?.workDoneProgress === true,
    pageOf: (rule) =>
      options.pages === undefined ? ruleAddress(rule) : `${options.pages}${encodeURIComponent(rule)}`,
  };
}
