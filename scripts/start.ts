// `npm start`: builds the extension and opens it in VS Code on the samples: the desktop one when `code` is on PATH, else
// the browser one, whose address it prints. Knows how to open, not what the extension finds.
//
// `--browser` takes the browser VS Code in any case; `--once` opens its address in a headless Chromium, waits for
// findings on a sample, and ends. `--vsix FILE` opens that package and builds nothing; `--folder` and `--file` name
// another folder and the file in it on which `--once` looks for findings.
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openWorkbench, workbenchAddress } from './vscode/browser.ts';
import { installVSCode, vscodeCache } from './vscode/install.ts';
import { openFile, waitForAnySquiggle } from './vscode/page.ts';
import { executableOnPath, requirements, skipIsFailure } from './vscode/requirements.ts';
import { startServer, type VSCodeServer } from './vscode/server.ts';
import { START_SETTINGS, TEST_SETTINGS } from './vscode/settings.ts';

const ROOT = resolve(import.meta.dirname, '..');

async function start(): Promise<number> {
  const { values } = parseArgs({
    options: {
      once: { type: 'boolean', default: false },
      browser: { type: 'boolean', default: false },
      vsix: { type: 'string' },
      folder: { type: 'string', default: join(ROOT, 'samples') },
      file: { type: 'string', default: 'app.py' },
    },
  });
  const folder = resolve(values.folder);
  if (values.once && !canLook()) return skipIsFailure() ? 1 : 0;
  if (values.vsix === undefined) await script('build.ts');

  const code = executableOnPath(['code']);
  if (code !== undefined && !values.browser && !values.once) {
    console.log(`Opening ${folder} in ${code}.`);
    return run(code, ['--new-window', `--extensionDevelopmentPath=${ROOT}`, folder]);
  }

  const vsix = values.vsix === undefined ? join(ROOT, 'parapet.vsix') : resolve(values.vsix);
  if (values.vsix === undefined) await script('package.ts');
  const vscode = await installVSCode(vscodeCache(ROOT), (line) => console.log(line));
  const settings = values.once ? TEST_SETTINGS : START_SETTINGS;
  const server = await startServer({ vscode, settings, vsix: [vsix] });
  const address = workbenchAddress(server.authority, folder);
  console.log(`VS Code with Parapet: ${address}`);
  if (values.once) return look(server, folder, values.file);
  openDefaultBrowser(address);
  console.log('Open a file to see its findings. Ctrl+C ends it.');
  await server.ended;
  console.error(
    `VS Code's server ended by itself:\n${server.log().trim().split('\n').slice(-10).join('\n')}`,
  );
  return 1;
}

/** Whether `--once` has what it needs; says what is missing when not. */
function canLook(): boolean {
  const missing = requirements('browser');
  for (const { what, command } of missing) {
    console.log(`skip - npm start: needs ${what}; enable it with: ${command}`);
  }
  return missing.length === 0;
}

async function look(server: VSCodeServer, folder: string, file: string): Promise<number> {
  const workbench = await openWorkbench({ authority: server.authority, folder });
  try {
    await openFile(workbench.page, file);
    await waitForAnySquiggle(workbench.page);
    console.log(`Findings appear on ${file}.`);
    return 0;
  } finally {
    await workbench.close();
    server.stop();
  }
}

function openDefaultBrowser(address: string): void {
  const headless = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  if (headless) return;
  const openers: Partial<Record<NodeJS.Platform, [string, string[]]>> = {
    darwin: ['open', [address]],
    win32: ['cmd', ['/c', 'start', '', address]],
  };
  const [command, args] = openers[process.platform] ?? ['xdg-open', [address]];
  const opener = spawn(command, args, { stdio: 'ignore', detached: true });
  // The address is printed: a desktop that cannot open it is no failure.
  opener.once('error', () => {});
  opener.unref();
}

async function script(name: string): Promise<void> {
  const code = await run(process.execPath, [join(ROOT, 'scripts', name)]);
  if (code !== 0) throw new Error(`scripts/${name} failed`);
}

function run(command: string, args: readonly string[]): Promise<number> {
  // On Windows `code` is a command script, which only a shell runs.
  const shell = command.endsWith('.cmd');
  const child = spawn(shell ? `"${command}"` : command, args, { stdio: 'inherit', cwd: ROOT, shell });
  return new Promise((done, reject) => {
    child.once('error', reject);
    child.once('close', (code) => done(code ?? 1));
  });
}

try {
  process.exit(await start());
} catch (error) {
  console.error(`npm start failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
