// Starts and stops the server of the browser VS Code on a free loopback port, with data and extension folders of its
// own. Knows nothing of browsers, tests, or of what the extension does.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { killGroup, own, temporaryFolder } from './ownership.ts';
import { writeSettings } from './settings.ts';

const START_TIMEOUT_MS = 120_000;
const INSTALL_TIMEOUT_MS = 120_000;
const LISTENING = /Extension host agent listening on (\d+)/;

/** What a server is started with. */
export interface ServerOptions {
  /** Folder of VS Code's server, as `installVSCode` returns it. */
  vscode: string;
  /** The user's settings. */
  settings: Readonly<Record<string, unknown>>;
  /** Extension packages to install before the start. */
  vsix?: readonly string[];
  /** Whether a page may hand over a test entry and be told its result. */
  testDriver?: boolean;
  /** Environment variables that the extension host sees beside those of this process. */
  env?: Readonly<Record<string, string>>;
}

/** A server that listens. */
export interface VSCodeServer {
  /** Host and port, as in `127.0.0.1:41234`. */
  authority: string;
  /** What the server has written so far: for the message of a failure. */
  log: () => string;
  /** Settles when the server has ended, whoever ended it. */
  ended: Promise<unknown>;
  /** Kills the server with its extension hosts and removes its folders. */
  stop: () => void;
}

/** Starts a server and waits until it answers. Throws with the server's last lines when it does not. */
export async function startServer(options: ServerOptions): Promise<VSCodeServer> {
  const folder = temporaryFolder('parapet-vscode-');
  try {
    const data = join(folder.path, 'data');
    const extensions = join(folder.path, 'extensions');
    await mkdir(extensions, { recursive: true });
    await writeSettings(join(data, 'data', 'User', 'settings.json'), options.settings);
    const places = [
      '--server-data-dir',
      data,
      '--extensions-dir',
      extensions,
      '--accept-server-license-terms',
    ];
    for (const vsix of options.vsix ?? []) {
      if (!existsSync(vsix))
        throw new Error(`there is no extension package ${vsix}; npm run package makes it`);
      await installExtension(options.vscode, [...places, '--install-extension', vsix]);
    }
    const flags = [
      '--host',
      '127.0.0.1',
      '--port',
      '0',
      '--without-connection-token',
      '--telemetry-level',
      'off',
    ];
    flags.push('--disable-workspace-trust', '--disable-update-check', '--app-name', 'Visual Studio Code');
    if (options.testDriver === true) flags.push('--enable-smoke-test-driver');
    // A server that is killed leaves its sockets behind: they belong into the folder that goes with it.
    const env = { XDG_RUNTIME_DIR: folder.path, ...options.env };
    const server = launch(options.vscode, [...places, ...flags], env);
    try {
      const authority = await listening(server);
      const stop = (): void => {
        server.kill();
        folder.remove();
      };
      return { authority, log: server.output, ended: server.ended, stop };
    } catch (error) {
      server.kill();
      throw error;
    }
  } catch (error) {
    folder.remove();
    throw error;
  }
}

interface Launched {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
  kill: () => void;
}

function launch(vscode: string, args: readonly string[], env: Readonly<Record<string, string>>): Launched {
  const child = spawn(process.execPath, [join(vscode, 'out', 'server-main.js'), ...args], {
    env: { ...serverEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that its extension hosts die with it.
    detached: process.platform !== 'win32',
  });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-100_000);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const kill = own(() => {
    if (child.pid !== undefined) killGroup(child.pid);
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      collect(Buffer.from(error.message));
      resolve(null);
    });
    child.once('close', resolve);
  });
  return { child, output: () => output, ended, kill };
}

async function listening(server: Launched): Promise<string> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  let ended = false;
  void server.ended.then(() => {
    ended = true;
  });
  while (!ended && Date.now() < deadline) {
    const port = LISTENING.exec(server.output())?.[1];
    if (port !== undefined && (await answers(`http://127.0.0.1:${port}/version`))) return `127.0.0.1:${port}`;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const reason = ended ? 'ended' : `did not answer within ${START_TIMEOUT_MS / 1000} s`;
  throw new Error(`the VS Code server ${reason}:\n${lastLines(server.output())}`);
}

async function answers(address: string): Promise<boolean> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(5_000) });
    await response.text();
    return response.ok;
  } catch {
    return false;
  }
}

async function installExtension(vscode: string, args: readonly string[]): Promise<void> {
  const installer = launch(vscode, args, {});
  const timer = setTimeout(installer.kill, INSTALL_TIMEOUT_MS);
  const code = await installer.ended;
  clearTimeout(timer);
  installer.kill();
  if (code !== 0 || !/successfully installed/.test(installer.output())) {
    throw new Error(`VS Code did not install the extension:\n${lastLines(installer.output())}`);
  }
}

/** A VS Code started from another VS Code's terminal must not take itself for a part of that one. */
function serverEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (!/^(VSCODE_|ELECTRON_|npm_)/i.test(name) && name !== 'NODE_OPTIONS') env[name] = value;
  }
  return env;
}

function lastLines(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  return lines.slice(-12).join('\n');
}
