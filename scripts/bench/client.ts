/** A language server in a process of its own, over stdio, as an editor has it: opens, types, waits for diagnostics. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver-protocol/node';

export interface Answer {
  /** Milliseconds from the notification to the diagnostics of its version. */
  readonly took: number;
  readonly findings: number;
}

export class Client {
  readonly connection: ProtocolConnection;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (params: PublishDiagnosticsParams) => void>();
  readonly #uri: string;
  #version = 0;

  /** Runs `command` (a server's file and its arguments) with Node; `uri`: the document that will be open. */
  constructor(command: readonly string[], uri: string) {
    const child = spawn(process.execPath, command, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child = child;
    this.#uri = uri;
    this.connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    this.connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.#waiting.get(params.version ?? 0)?.(params);
      this.#waiting.delete(params.version ?? 0);
    });
    this.connection.listen();
  }

  /** Ends when the server is there. `root`: the folder that is open. */
  async start(root?: string): Promise<void> {
    const uri = root === undefined ? null : pathToFileURL(root).href;
    const workspaceFolders = uri === null ? null : [{ uri, name: 'bench' }];
    await this.connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders,
      capabilities: {},
    });
    await this.connection.sendNotification('initialized', {});
  }

  open(text: string): Promise<Answer> {
    return this.#timed((version) => ({
      method: 'textDocument/didOpen',
      params: {
        textDocument: {
          uri: this.#uri,
          languageId: this.#uri.endsWith('.py') ? 'python' : 'yaml',
          version,
          text,
        },
      },
    }));
  }

  change(change: TextDocumentContentChangeEvent): Promise<Answer> {
    return this.#timed((version) => ({
      method: 'textDocument/didChange',
      params: { textDocument: { uri: this.#uri, version }, contentChanges: [change] },
    }));
  }

  /** Resident memory in MB; undefined where the system does not tell. */
  memory(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    } catch {
      return undefined;
    }
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    await exited;
  }

  /** Ends the process, whatever it does. */
  kill(): void {
    this.connection.dispose();
    this.#child.kill();
  }

  async #timed(message: (version: number) => { method: string; params: object }): Promise<Answer> {
    const version = ++this.#version;
    const answer = new Promise<PublishDiagnosticsParams>((resolve) => this.#waiting.set(version, resolve));
    const { method, params } = message(version);
    const sent = performance.now();
    void this.connection.sendNotification(method, params);
    const { diagnostics } = await answer;
    return { took: performance.now() - sent, findings: diagnostics.length };
  }
}
