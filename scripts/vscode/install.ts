// Brings a real VS Code onto this machine: the server inside the npm package code-server, the same workbench and
// extension host as on the desktop. Installed on demand into a cache, because as a dependency it would slow every
// `npm ci`. Knows nothing of the extension or of the tests.
//
// No install script runs and nothing is compiled: of the native modules the server needs only those that npm carries
// prebuilt (file watcher, ripgrep, pty); without spdlog it writes no log files, without kerberos it lacks a proxy login.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';

const VERSION = '4.139.1';
const SHA512 = 'fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==';
const MARKER = 'installed.json';
const PARTIAL = '.partial-';
const STALE_MS = 60 * 60 * 1000;

/** Parts of VS Code for which this project has no use; the first three are half of what would be downloaded. */
const UNUSED_DEPENDENCIES = [
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  // Native modules that would have to be compiled here; VS Code logs that it lacks them, and goes on.
  '@vscode/deviceid',
  '@vscode/fs-copyfile',
  '@vscode/native-watchdog',
  '@vscode/spdlog',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'kerberos',
  'ssh2',
];
const UNUSED_EXTENSIONS = ['copilot', 'mermaid-markdown-features'];

/**
 * The folder of VS Code's server (it holds `out/server-main.js`), installed first if it is not there yet. `cache` is the
 * folder that keeps it; `report` gets one line when an install starts and one when it ends. Throws when npm fails.
 */
export async function installVSCode(cache: string, report: (line: string) => void): Promise<string> {
  const target = join(cache, VERSION);
  if (existsSync(join(target, MARKER))) return target;
  await mkdir(cache, { recursive: true });
  await removeLeftovers(cache, target);
  report(`installing VS Code (code-server ${VERSION}) into ${cache}`);
  const started = Date.now();
  const partial = await mkdtemp(`${target}${PARTIAL}`);
  try {
    await unpack(partial);
    await dropUnused(partial);
    const flags = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save'];
    await npm(['install', ...flags], partial);
    await writeFile(join(partial, MARKER), `${JSON.stringify({ version: VERSION })}\n`);
    await moveIntoPlace(partial, target);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  report(`installed VS Code in ${Math.round((Date.now() - started) / 1000)} s`);
  return target;
}

/** The folder that keeps the installed VS Code: env PARAPET_VSCODE_CACHE, else one inside the checkout at `root`. */
export function vscodeCache(root: string): string {
  const named = process.env.PARAPET_VSCODE_CACHE;
  return named !== undefined && named !== '' ? named : join(root, '.vscode-test', 'code-server');
}

async function unpack(folder: string): Promise<void> {
  await npm(['pack', `code-server@${VERSION}`, '--ignore-scripts', '--silent'], folder);
  const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (archive === undefined) throw new Error('npm pack left no archive of code-server');
  const path = join(folder, archive);
  const digest = createHash('sha512')
    .update(await readFile(path))
    .digest('base64');
  if (digest !== SHA512) throw new Error(`code-server ${VERSION} is not the archive this project expects`);
  const excluded = UNUSED_EXTENSIONS.map((name) => `--exclude=package/lib/vscode/extensions/${name}`);
  await run('tar', ['-xzf', archive, ...excluded, '--strip-components=3', 'package/lib/vscode'], folder);
  await rm(path);
}

async function dropUnused(folder: string): Promise<void> {
  const path = join(folder, 'package.json');
  const manifest: { dependencies: Record<string, string> } = JSON.parse(await readFile(path, 'utf8'));
  for (const name of UNUSED_DEPENDENCIES) delete manifest.dependencies[name];
  await writeFile(path, JSON.stringify(manifest, null, 2));
}

/** Removes an install that never ended: one without a marker, and partial ones that nobody has worked on for an hour. */
async function removeLeftovers(cache: string, target: string): Promise<void> {
  if (!existsSync(join(target, MARKER))) await rm(target, { recursive: true, force: true });
  for (const name of await readdir(cache)) {
    if (!name.startsWith(basename(target) + PARTIAL)) continue;
    const path = join(cache, name);
    const changed = await stat(path).then(
      (entry) => entry.mtimeMs,
      () => 0,
    );
    if (Date.now() - changed > STALE_MS) await rm(path, { recursive: true, force: true });
  }
}

/** A rename is atomic: of two installs at once the first wins, and the other is thrown away by its caller. */
async function moveIntoPlace(partial: string, target: string): Promise<void> {
  try {
    await rename(partial, target);
  } catch (error) {
    if (!existsSync(join(target, MARKER))) throw error;
  }
}

async function npm(args: readonly string[], folder: string): Promise<void> {
  // Inside `npm run` the variable names npm's own script; there it runs on this Node, whatever the machine has.
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js') === true) await run(process.execPath, [script, ...args], folder);
  else await run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, folder);
}

async function run(command: string, args: readonly string[], folder: string): Promise<void> {
  const child = spawn(command, args, {
    cwd: folder,
    env: installEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    const tail = output.join('').trim().split('\n').slice(-12).join('\n');
    throw new Error(`${command} ${args.join(' ')} failed with code ${code}:\n${tail}`);
  }
}

/** npm must see this Node first on PATH, and not the `npm run` that it may have been started from. */
function installEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (!/^npm_(package_|lifecycle_|command|config_(local_prefix|ignore_scripts|dry_run))/i.test(name))
      env[name] = value;
  }
  env.PATH = dirname(process.execPath) + delimiter + (process.env.PATH ?? '');
  return env;
}
