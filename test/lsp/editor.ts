/**
 * A small editor for the tests: starts the bundled server and talks to it as any client would, over stdio. Keeps what the
 * server publishes; knows nothing of rules.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import {
  type ClientCapabilities,
  type CodeAction,
  type CodeActionContext,
  createProtocolConnection,
  type Diagnostic,
  type InitializeResult,
  ProgressType,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

export const SERVER = join(import.meta.dirname, '../../dist/server.js');

export interface Start {
  /** The file to run, and its arguments; default the bundled server with `--stdio`. */
  readonly command?: readonly string[];
  /** Options of Node itself. */
  readonly flags?: readonly string[];
  readonly capabilities?: ClientCapabilities;
  /** `initializationOptions`; by default settings that select the rules that the tests know. */
  readonly options?: Record<string, unknown>;
  /** Addresses of the workspace's folders. */
  readonly folders?: readonly string[];
  /** What `workspace/configuration` answers for the section `parapet`; without it the client cannot be asked. */
  readonly settings?: Record<string, unknown>;
}

const WAIT_MS = 20_000;

/** The rules that the tests' texts are written for; others come and go. */
const RULES = [
  'ai-provider-key-in-source',
  'configuration-error',
  'tls-off-in-build',
  'trust-remote-code',
  'unused-suppression',
];

/** Capabilities like those of a usual editor. */
export const USUAL: ClientCapabilities = {
  workspace: {
    workspaceEdit: { documentChanges: true, resourceOperations: ['create'] },
    workspaceFolders: true,
  },
  textDocument: {
    publishDiagnostics: { versionSupport: true, dataSupport: true, codeDescriptionSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } }, dataSupport: true },
  },
};

export interface ProgressReport {
  readonly kind: 'begin' | 'report' | 'end';
  readonly title?: string;
  readonly cancellable?: boolean;
}

export class Editor {
  readonly connection: ProtocolConnection;
  readonly process: ChildProcess;
  readonly published: PublishDiagnosticsParams[] = [];
  readonly logged: string[] = [];
  /** What the server told of its work. */
  readonly progress: ProgressReport[] = [];
  /** What the server answered to `initialize`. */
  readonly result: InitializeResult;
  /** What the client answers for the section `parapet`; change it, then call `settingsChanged`. */
  settings: Record<string, unknown> | undefined;
  readonly #documents = new Map<string, TextDocument>();
  readonly #listeners = new Set<() => void>();

  private constructor(
    child: ChildProcess,
    connection: ProtocolConnection,
    result: InitializeResult,
    start: Start,
  ) {
    this.process = child;
    this.connection = connection;
    this.result = result;
    this.settings = start.settings;
  }

  /** Starts the server and brings it to the point where documents can be opened. */
  static async start(start: Start = {}): Promise<Editor> {
    const [file = SERVER, ...args] = start.command ?? [SERVER, '--stdio'];
    const child = spawn(process.execPath, [...(start.flags ?? []), file, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    let editor: Editor | undefined;
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      editor?.published.push(params);
      editor?.wake();
    });
    connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      editor?.logged.push(message);
      editor?.wake();
    });
    connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) =>
      items.map(() => editor?.settings ?? null),
    );
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('window/workDoneProgress/create', ({ token }: { token: number | string }) => {
      connection.onProgress(new ProgressType<ProgressReport>(), token, (value) => {
        editor?.progress.push(value);
        editor?.wake();
      });
      return null;
    });
    connection.listen();
    const capabilities = start.capabilities ?? USUAL;
    const asked = start.settings === undefined ? {} : { configuration: true };
    const folders = (start.folders ?? []).map((uri) => ({ uri, name: uri }));
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the server ended with ${code} before it answered`);
    });
    // It also ends when all is well, and nobody waits for it then.
    ended.catch(() => undefined);
    const answer: Promise<InitializeResult> = connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: { ...capabilities, workspace: { ...capabilities.workspace, ...asked } },
      workspaceFolders: folders,
      initializationOptions: { settings: { select: RULES }, ...start.options },
    });
    const result = await Promise.race([answer, ended]);
    editor = new Editor(child, connection, result, start);
    await connection.sendNotification('initialized', {});
    return editor;
  }

  /** Like `start`; the server ends with the test at the latest, also when the test fails. */
  static async during(context: TestContext, start: Start = {}): Promise<Editor> {
    const editor = await Editor.start(start);
    context.after(() => {
      editor.connection.dispose();
      editor.process.kill();
    });
    return editor;
  }

  text(uri: string): string {
    return this.#document(uri).getText();
  }

  version(uri: string): number {
    return this.#document(uri).version;
  }

  open(uri: string, languageId: string, text: string): Promise<void> {
    this.#documents.set(uri, TextDocument.create(uri, languageId, 1, text));
    return this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  /** Types: replaces ranges of the document, as incremental changes of one version. */
  change(uri: string, edits: readonly TextEdit[]): Promise<void> {
    const document = this.#document(uri);
    const version = document.version + 1;
    // Each change of a notification is for the text that the one before left; from the end on all ranges stay right.
    const contentChanges = [...edits]
      .sort((a, b) => document.offsetAt(b.range.start) - document.offsetAt(a.range.start))
      .map(({ range, newText }) => ({ range, text: newText }));
    this.#documents.set(
      uri,
      TextDocument.create(uri, document.languageId, version, TextDocument.applyEdits(document, [...edits])),
    );
    return this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges,
    });
  }

  /** Replaces the first `old` in the document. */
  replace(uri: string, old: string, text: string): Promise<void> {
    return this.change(uri, [{ range: this.rangeOf(uri, old), newText: text }]);
  }

  rangeOf(uri: string, part: string): Range {
    const document = this.#document(uri);
    const at = document.getText().indexOf(part);
    if (at < 0) throw new Error(`${JSON.stringify(part)} is not in ${uri}`);
    return { start: document.positionAt(at), end: document.positionAt(at + part.length) };
  }

  close(uri: string): Promise<void> {
    this.#documents.delete(uri);
    return this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  settingsChanged(settings: Record<string, unknown> | undefined, sent?: unknown): Promise<void> {
    this.settings = settings;
    return this.connection.sendNotification('workspace/didChangeConfiguration', { settings: sent ?? null });
  }

  /** What was published last for a document. */
  last(uri: string): PublishDiagnosticsParams | undefined {
    return this.published.findLast((params) => params.uri === uri);
  }

  /** Waits for the diagnostics of the document's current version. */
  async diagnostics(uri: string): Promise<Diagnostic[]> {
    const version = this.#documents.get(uri)?.version;
    return this.until(() => {
      const last = this.last(uri);
      return last && last.version === version ? last.diagnostics : undefined;
    }, `diagnostics of version ${version} of ${uri}`);
  }

  /** Waits until `found` returns something; rejects after 20 s with `what` was awaited. */
  until<T>(found: () => T | undefined, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        this.#listeners.delete(look);
      };
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`waited in vain for ${what}`));
      }, WAIT_MS);
      const look = (): void => {
        const value = found();
        if (value === undefined) return;
        stop();
        resolve(value);
      };
      this.#listeners.add(look);
      look();
    });
  }

  /** The code actions at a range, for the diagnostics that are published there unless others are given. */
  async actions(uri: string, range: Range, context: Partial<CodeActionContext> = {}): Promise<CodeAction[]> {
    const here = (this.last(uri)?.diagnostics ?? []).filter(
      ({ range: { start, end } }) => start.line <= range.end.line && end.line >= range.start.line,
    );
    return (
      (await this.connection.sendRequest<CodeAction[] | null>('textDocument/codeAction', {
        textDocument: { uri },
        range,
        context: { diagnostics: here, ...context },
      })) ?? []
    );
  }

  /** Carries out an edit as an editor would: refuses it when it is for another version. */
  apply(edit: WorkspaceEdit | undefined): Promise<void> {
    if (!edit) throw new Error('the action has no edit');
    const all: Promise<void>[] = [];
    for (const change of edit.documentChanges ?? []) {
      if (!('textDocument' in change)) continue;
      const { uri, version } = change.textDocument;
      if (version !== this.version(uri)) throw new Error(`the edit is for version ${version} of ${uri}`);
      all.push(this.change(uri, change.edits as TextEdit[]));
    }
    for (const [uri, edits] of Object.entries(edit.changes ?? {})) all.push(this.change(uri, edits));
    return Promise.all(all).then(() => undefined);
  }

  /** Ends the session in good order and waits for the server to exit; returns its exit code. */
  async stop(): Promise<number | null> {
    const exited = once(this.process, 'exit');
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    const [code] = (await exited) as [number | null];
    this.connection.dispose();
    return code;
  }

  #document(uri: string): TextDocument {
    const document = this.#documents.get(uri);
    if (!document) throw new Error(`${uri} is not open`);
    return document;
  }

  /** Lets everything that waits look again. */
  wake(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
