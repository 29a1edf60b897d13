/**
 * Milliseconds from `didChange` sent to `publishDiagnostics` of that version received, over stdio, by a client in another
 * process than the server.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import {
  createProtocolConnection,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import type { Typing } from './typing.ts';

const URI = 'file:///bench/train.py';
/** Between two keys; fast typing, and the server is idle again. */
const KEY_MS = 15;

export interface Latency {
  /** From the start of the process to the answer of `initialize`. */
  readonly start: number;
  /** From `didOpen` to its diagnostics. */
  readonly open: number;
  /** By the name of the typing. */
  readonly keys: ReadonlyMap<string, readonly number[]>;
  readonly findings: number;
  /** Resident memory at the end, in MB; undefined where the system does not tell. */
  readonly memory: number | undefined;
}

function memoryOf({ pid }: ChildProcess): number | undefined {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return undefined;
  }
}

/** Hands each published list over to whoever waits for its version. */
function deliver(
  connection: ProtocolConnection,
  waiting: Map<number, (params: PublishDiagnosticsParams) => void>,
): void {
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    waiting.get(params.version ?? 0)?.(params);
    waiting.delete(params.version ?? 0);
  });
}

/** Runs `command` (a server's file and its arguments) with Node, and types into `text` in all the ways of `typings`. */
export async function measureLatency(
  command: readonly string[],
  text: string,
  typings: readonly Typing[],
): Promise<Latency> {
  const started = performance.now();
  const child = spawn(process.execPath, command, { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const waiting = new Map<number, (params: PublishDiagnosticsParams) => void>();
  deliver(connection, waiting);
  connection.listen();
  try {
    await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
    const start = performance.now() - started;
    await connection.sendNotification('initialized', {});
    let version = 1;
    const timed = async (method: string, params: object): Promise<{ took: number; findings: number }> => {
      const answer = new Promise<PublishDiagnosticsParams>((resolve) => waiting.set(version, resolve));
      const sent = performance.now();
      void connection.sendNotification(method, params);
      const { diagnostics } = await answer;
      return { took: performance.now() - sent, findings: diagnostics.length };
    };
    const opened = await timed('textDocument/didOpen', {
      textDocument: { uri: URI, languageId: 'python', version, text },
    });
    const keys = new Map<string, number[]>();
    const all = typings.flatMap(({ name, changes }) => changes.map((change) => ({ name, change })));
    // The first way of typing is done twice: once for V8 to get warm, and not counted.
    const warmUp = (typings[0]?.changes ?? []).map((change) => ({ name: '', change }));
    for (const { name, change } of [...warmUp, ...all]) {
      await pause(KEY_MS);
      version++;
      const { took } = await timed('textDocument/didChange', {
        textDocument: { uri: URI, version },
        contentChanges: [change],
      });
      if (name !== '') keys.set(name, [...(keys.get(name) ?? []), took]);
    }
    const memory = memoryOf(child);
    const exited = once(child, 'exit');
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    await exited;
    return { start, open: opened.took, keys, findings: opened.findings, memory };
  } finally {
    connection.dispose();
    child.kill();
  }
}
