// The two VS Codes that can run the suite: the one in a browser and the one on the desktop. Each takes an extension
// folder, a workspace and a bundled entry, and returns when VS Code has ended; outcomes travel through a file, not here.
import { join } from 'node:path';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import { openWorkbench } from '../../scripts/vscode/browser.ts';
import { installVSCode, vscodeCache } from '../../scripts/vscode/install.ts';
import type { Runtime } from '../../scripts/vscode/requirements.ts';
import { startServer } from '../../scripts/vscode/server.ts';
import { TEST_SETTINGS, writeSettings } from '../../scripts/vscode/settings.ts';

const SUITE_TIMEOUT_MS = 8 * 60_000;

/** What is run: all paths absolute, `env` for the extension host, `scratch` a folder for VS Code's own data. */
export interface SuiteRun {
  root: string;
  extension: string;
  workspace: string;
  entry: string;
  scratch: string;
  env: Readonly<Record<string, string>>;
}

/** How VS Code ended: its exit code, 0 when every test passed, and the last errors that it logged. */
export interface Ending {
  code: number;
  errors: string[];
}

/** Runs the suite to its end. Rejects when VS Code could not be started or never ended. */
export async function runIn(
  runtime: Runtime,
  run: SuiteRun,
  report: (line: string) => void,
): Promise<Ending> {
  return runtime === 'desktop' ? runOnDesktop(run) : runInBrowser(run, report);
}

async function runInBrowser(run: SuiteRun, report: (line: string) => void): Promise<Ending> {
  const vscode = await installVSCode(vscodeCache(run.root), report);
  const server = await startServer({ vscode, settings: TEST_SETTINGS, testDriver: true, env: run.env });
  const errors: string[] = [];
  try {
    let end: (code: number) => void = () => {};
    const ended = new Promise<number>((resolve) => {
      end = resolve;
    });
    const workbench = await openWorkbench({
      authority: server.authority,
      folder: run.workspace,
      extension: run.extension,
      tests: run.entry,
      prepare: async (page) => {
        await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
          if (type === 'error') errors.push(args.map(String).join(' '));
        });
        await page.exposeFunction('codeAutomationExit', end);
        page.once('crash', () => end(-1));
      },
    });
    try {
      return { code: await Promise.race([ended, expired()]), errors: errors.slice(-5) };
    } finally {
      await workbench.close();
    }
  } finally {
    server.stop();
  }
}

async function runOnDesktop(run: SuiteRun): Promise<Ending> {
  const userData = join(run.scratch, 'user-data');
  await writeSettings(join(userData, 'User', 'settings.json'), TEST_SETTINGS);
  const named = process.env.PARAPET_CODE;
  const options = {
    ...(named !== undefined && named !== '' ? { vscodeExecutablePath: named } : {}),
    extensionDevelopmentPath: run.extension,
    extensionTestsPath: run.entry,
    extensionTestsEnv: run.env,
    launchArgs: [
      run.workspace,
      `--user-data-dir=${userData}`,
      `--extensions-dir=${join(run.scratch, 'extensions')}`,
      '--disable-extensions',
      '--disable-workspace-trust',
    ],
  };
  try {
    return { code: await runTests(options), errors: [] };
  } catch (error) {
    if (error instanceof TestRunFailedError) return { code: error.code ?? -1, errors: [error.message] };
    throw error;
  }
}

function expired(): Promise<never> {
  return new Promise((_resolve, reject) => {
    const late = (): void => reject(new Error(`the suite did not end within ${SUITE_TIMEOUT_MS / 1000} s`));
    setTimeout(late, SUITE_TIMEOUT_MS).unref();
  });
}
