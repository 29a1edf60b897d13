// What this machine lacks for running a real VS Code, and the one command that adds it. Knows neither the tests nor
// the extension: callers decide whether a lack is a skip or a failure.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** One thing that is missing: its name, and the shell command that adds it. */
export interface Missing {
  what: string;
  command: string;
}

/** Which VS Code runs the tests: the one in a browser, or the desktop one that test-electron starts. */
export type Runtime = 'browser' | 'desktop';

const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The path of the first of `names` that is executable on PATH, or undefined. */
export function executableOnPath(names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const name of names) {
    for (const folder of folders) {
      for (const suffix of suffixes) {
        const path = join(folder, name + suffix);
        if (isExecutable(path)) return path;
      }
    }
  }
  return undefined;
}

/** The Chromium that shows the browser VS Code: env PARAPET_CHROMIUM, else one on PATH, else undefined. */
export function chromiumPath(): string | undefined {
  const named = process.env.PARAPET_CHROMIUM;
  if (named !== undefined && named !== '') return isExecutable(named) ? named : undefined;
  return executableOnPath(CHROMIUM_NAMES);
}

/** The VS Code to test in: the desktop one when env PARAPET_CODE or PARAPET_VSCODE=desktop asks for it. */
export function chosenRuntime(): Runtime {
  const code = process.env.PARAPET_CODE;
  const named = code !== undefined && code !== '';
  return named || process.env.PARAPET_VSCODE === 'desktop' ? 'desktop' : 'browser';
}

/** Everything that `runtime` needs and this machine lacks; empty when it can run. */
export function requirements(runtime: Runtime = chosenRuntime()): Missing[] {
  const missing: Missing[] = [];
  if (runtime === 'desktop') {
    const display = process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY ?? '';
    if (process.platform === 'linux' && display === '') {
      missing.push({ what: 'a display', command: 'xvfb-run -a npm test' });
    }
    return missing;
  }
  if (Number(process.versions.node.split('.')[0]) < 24) {
    missing.push({ what: 'Node 24', command: 'npm ci (brings Node 24), then start through npm' });
  }
  if (chromiumPath() === undefined) {
    missing.push({ what: 'chromium', command: chromiumCommand() });
  }
  return missing;
}

/** Whether a skipped test counts as a failure: env CI, or PARAPET_NO_SKIP=1. */
export function skipIsFailure(): boolean {
  const ci = process.env.CI ?? '';
  return (ci !== '' && ci !== 'false' && ci !== '0') || process.env.PARAPET_NO_SKIP === '1';
}

function chromiumCommand(): string {
  if (process.platform === 'linux') return 'sudo apt-get install -y chromium';
  return 'PARAPET_CHROMIUM=<path of Chrome or Chromium> npm test';
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
