/**
 * A workspace of many Python files that import each other: how long the server takes until it knows the folder and is idle
 * again, and what a keystroke in an open file takes meanwhile.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Client } from './client.ts';
import { KEY_MS } from './latency.ts';
import { program } from './program.ts';
import { typings } from './typing.ts';

/** Files of one package. */
const MODULES = 20;

export interface Modules {
  readonly files: number;
  readonly lines: number;
  readonly bytes: number;
}

function imports(n: number, files: number): string {
  const others = [n + 1, n * 7 + 3, n * 13 + 5].map((other) => other % files);
  return others
    .map((m) => `from package_${Math.floor(m / MODULES)}.module_${m} import restore_5 as restore_${m}\n`)
    .join('');
}

/** Writes `files` Python files of about 300 lines each below `folder`, in packages. */
export function writeModules(folder: string, files: number): Modules {
  let lines = 0;
  let bytes = 0;
  for (let n = 0; n < files; n++) {
    const inside = join(folder, `package_${Math.floor(n / MODULES)}`);
    mkdirSync(inside, { recursive: true });
    writeFileSync(join(inside, '__init__.py'), '');
    const text = program(240 + (n % 7) * 20) + imports(n, files);
    writeFileSync(join(inside, `module_${n}.py`), text);
    lines += text.split('\n').length - 1;
    bytes += text.length;
  }
  return { files, lines, bytes };
}

export interface Opening {
  /** From `initialized` until the folder is known and nothing waits. */
  readonly ready: number;
  /** Keystrokes until then, and as many after it. */
  readonly meanwhile: readonly number[];
  readonly after: readonly number[];
  readonly memory: number | undefined;
}

/** How many keystrokes are measured afterwards. */
const AFTER = 200;

/** Opens the folder of `writeModules` and one of its files, and types. */
export async function measureWorkspace(command: readonly string[], folder: string): Promise<Opening> {
  const file = join(folder, 'package_0/module_0.py');
  const text = readFileSync(file, 'utf8');
  const uri = pathToFileURL(file).href;
  const client = new Client(command, uri);
  const changes = typings(text).flatMap((typing) => typing.changes);
  const meanwhile: number[] = [];
  const after: number[] = [];
  let known = false;
  client.connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
    known ||= /^read \d+ files of the workspace/.test(message);
  });
  try {
    await client.start(folder);
    const started = performance.now();
    await client.open(text);
    let ready = 0;
    for (let key = 0; after.length < AFTER; key++) {
      const change = changes[key % changes.length];
      if (!change) break;
      await pause(KEY_MS);
      const { took } = await client.change(change);
      (known ? after : meanwhile).push(took);
      if (!known || ready > 0) continue;
      // What waits for this document is done before the answer.
      const start = { line: 0, character: 0 };
      await client.connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri },
        range: { start, end: start },
        context: { diagnostics: [] },
      });
      ready = performance.now() - started;
    }
    const memory = client.memory();
    await client.stop();
    return { ready, meanwhile, after, memory };
  } finally {
    client.kill();
  }
}
