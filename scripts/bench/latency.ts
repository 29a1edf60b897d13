/**
 * Milliseconds from `didChange` sent to `publishDiagnostics` of that version received, over stdio, by a client in another
 * process than the server.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from './client.ts';
import type { Typing } from './typing.ts';

const URI = 'file:///bench/train.py';
/** Between two keys; fast typing, and the server is idle again. */
export const KEY_MS = 15;

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

/** Runs `command` (a server's file and its arguments) with Node, and types into `text` in all the ways of `typings`. */
export async function measureLatency(
  command: readonly string[],
  text: string,
  typings: readonly Typing[],
  uri: string = URI,
): Promise<Latency> {
  const started = performance.now();
  const client = new Client(command, uri);
  try {
    await client.start();
    const start = performance.now() - started;
    const opened = await client.open(text);
    const keys = new Map<string, number[]>();
    const all = typings.flatMap(({ name, changes }) => changes.map((change) => ({ name, change })));
    // The first way of typing is done twice: once for V8 to get warm, and not counted.
    const warmUp = (typings[0]?.changes ?? []).map((change) => ({ name: '', change }));
    for (const { name, change } of [...warmUp, ...all]) {
      await pause(KEY_MS);
      const { took } = await client.change(change);
      if (name !== '') keys.set(name, [...(keys.get(name) ?? []), took]);
    }
    const memory = client.memory();
    await client.stop();
    return { start, open: opened.took, keys, findings: opened.findings, memory };
  } finally {
    client.kill();
  }
}
