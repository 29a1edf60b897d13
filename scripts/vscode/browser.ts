// Opens the browser VS Code in a headless Chromium. Knows the address of a server and nothing of what is tested.
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumPath } from './requirements.ts';

const OPEN_TIMEOUT_MS = 120_000;
const VIEWPORT = { width: 1280, height: 800 };

/** What a workbench is opened with. */
export interface WorkbenchOptions {
  /** Host and port of the server. */
  authority: string;
  /** The folder to open, absolute. */
  folder: string;
  /** Extension under development and test entry, absolute paths; both need a server with `testDriver`. */
  extension?: string;
  tests?: string;
  /** Called with the page before it loads anything. */
  prepare?: (page: Page) => Promise<void>;
}

/** An open workbench; `close` ends its browser. */
export interface Workbench {
  page: Page;
  close: () => Promise<void>;
}

/** The address at which a browser shows `folder`. */
export function workbenchAddress(authority: string, folder: string): string {
  return `http://${authority}/?folder=${encodeURIComponent(decodeURIComponent(pathToFileURL(folder).pathname)).replaceAll('%2F', '/')}`;
}

/** Opens the workbench and waits until its window is drawn. Throws when Chromium is missing or the page stays empty. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: VIEWPORT, colorScheme: 'dark' });
    await options.prepare?.(page);
    const timeout = OPEN_TIMEOUT_MS;
    await page.goto(workbenchAddress(options.authority, options.folder) + payload(options), { timeout });
    await page.locator('.monaco-workbench .part.editor').first().waitFor({ timeout });
    return { page, close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

async function launchChromium(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error('no chromium on PATH');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Whatever VS Code would like to fetch: a test talks to this machine only.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  });
}

function payload(options: WorkbenchOptions): string {
  const entries: [string, string][] = [];
  const remote = (path: string): string =>
    `vscode-remote://${options.authority}${pathToFileURL(path).pathname}`;
  if (options.extension !== undefined) entries.push(['extensionDevelopmentPath', remote(options.extension)]);
  if (options.tests !== undefined) entries.push(['extensionTestsPath', remote(options.tests)]);
  if (entries.length === 0) return '';
  entries.push(['skipWelcome', 'true']);
  return `&payload=${encodeURIComponent(JSON.stringify(entries))}`;
}
