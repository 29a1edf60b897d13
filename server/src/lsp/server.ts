/**
 * The language server: which requests and notifications it answers, and with what. The work is done by `Session` and
 * the modules it names.
 */
import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { RuleSet } from '../engine/types.ts';
import { rulePage } from '../ruleset/page.ts';
import { PRODUCT, ruleAddress, VERSION } from '../ruleset/product.ts';
import type { Client } from './client.ts';
import { codeActions, FIX_ALL, HARDEN, RESTRICT } from './codeActions.ts';
import { OPEN_RULE } from './commands.ts';
import { SOURCE } from './diagnostics.ts';
import { foldersIn } from './folders.ts';
import { hoverAt } from './hover.ts';
import { Session } from './session.ts';
import { RULE_PAGE, type RulePageParams } from './status.ts';

/** Files whose changes on disk matter to other files. */
const WATCHED =
  '**/{*.py,*.yaml,*.yml,*.toml,*.lock,*.txt,*.in,Pipfile,setup.cfg,*Dockerfile*,*Containerfile*,*.dockerfile}';

function capabilities(client: Client): InitializeResult['capabilities'] {
  return {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    codeActionProvider: { codeActionKinds: ['quickfix', FIX_ALL, HARDEN, RESTRICT] },
    hoverProvider: true,
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    ...(client.pull
      ? {
          diagnosticProvider: {
            identifier: SOURCE,
            interFileDependencies: true,
            workspaceDiagnostics: false,
          },
        }
      : {}),
    // Parapet's own client has this command itself.
    ...(client.showDocument && client.options.commands !== true
      ? { executeCommandProvider: { commands: [OPEN_RULE] } }
      : {}),
  };
}

/** Asks for news of settings, files and folders, where the client only sends it when asked. */
async function subscribe(connection: Connection, session: Session): Promise<void> {
  const { client } = session;
  if (client.registerSettings) {
    await connection.client.register(DidChangeConfigurationNotification.type, { section: 'parapet' });
  }
  if (client.registerWatchers) {
    await connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: [{ globPattern: WATCHED }],
    });
  }
  if (!client.workspaceFolders) return;
  connection.workspace.onDidChangeWorkspaceFolders(async ({ added, removed }) => {
    const gone = new Set(foldersIn({ workspaceFolders: removed }));
    const fresh = foldersIn({ workspaceFolders: added });
    await session.foldersChanged([...session.folders.filter((folder) => !gone.has(folder)), ...fresh]);
  });
}

function answerRequests(connection: Connection, session: Session, rules: RuleSet): void {
  const { client, documents } = session;
  connection.onCodeAction((params) => codeActions(session, params));
  connection.onHover(async ({ textDocument, position }) => {
    const checked = await session.current(textDocument.uri);
    const document = documents.get(textDocument.uri);
    return checked && document ? hoverAt(document, checked, position, client) : null;
  });
  connection.languages.diagnostics.on(async ({ textDocument }) => ({
    kind: DocumentDiagnosticReportKind.Full,
    items: await session.diagnosticsOf(textDocument.uri),
  }));
  connection.onExecuteCommand(async ({ command, arguments: given }) => {
    const rule: unknown = given?.[0];
    if (command !== OPEN_RULE || typeof rule !== 'string') return;
    await connection.window.showDocument({ uri: ruleAddress(rule), external: true });
  });
  connection.onRequest(RULE_PAGE, ({ rule: id }: RulePageParams): string | null => {
    const rule = rules.rules.find((each) => each.id === id || each.aliases.includes(id));
    return rule ? rulePage(rule) : null;
  });
}

/**
 * Serves one client until it disconnects. `ready` resolves when the grammars are loaded; the client's first message is
 * answered after that.
 */
export function serve(connection: Connection, rules: RuleSet, ready: Promise<void>): void {
  const documents = new TextDocuments(TextDocument);
  connection.onInitialize(async (params): Promise<InitializeResult> => {
    await ready;
    const session = new Session(connection, params, documents, rules);
    documents.onDidChangeContent(({ document }) => session.changed(document));
    documents.onDidClose(({ document }) => session.closed(document.uri));
    connection.onDidChangeConfiguration(({ settings }) => session.settingsChanged(settings));
    connection.onDidChangeWatchedFiles(({ changes }) =>
      session.filesChanged(changes.map((change) => change.uri)),
    );
    connection.onShutdown(() => session.stop());
    answerRequests(connection, session, rules);
    connection.onInitialized(async () => {
      connection.console.info(`${PRODUCT} ${VERSION}, ${rules.rules.length} rules`);
      await Promise.all([subscribe(connection, session), session.foldersChanged(session.folders)]);
    });
    return { capabilities: capabilities(session.client), serverInfo: { name: PRODUCT, version: VERSION } };
  });
  documents.listen(connection);
  connection.listen();
}
