// Drives the packaged extension in the browser VS Code as a person would, and reports each scenario by name. By itself:
// `node test/vscode/drive-page.ts [--vsix FILE] [--drive FILE] [--workspace DIR] [--screenshots]`. FILE of --drive is a
// module that exports `drive`. With --screenshots the pictures become those of the README.
import { cp, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { openWorkbench } from '../../scripts/vscode/browser.ts';
import { installVSCode, vscodeCache } from '../../scripts/vscode/install.ts';
import { temporaryFolder } from '../../scripts/vscode/ownership.ts';
import {
  dismissMenu,
  hover,
  menuClosed,
  openFile,
  openFixMenu,
  revertAll,
  runCommand,
  tidy,
  typeLine,
  waitForSquiggle,
  waitForText,
} from '../../scripts/vscode/page.ts';
import { startServer } from '../../scripts/vscode/server.ts';
import { TEST_SETTINGS } from '../../scripts/vscode/settings.ts';
import { type Outcome, outcomeLine, reasonOf } from './outcome.ts';
import { OWN_DRIVE } from './scenarios.ts';
import { ifRunnable } from './skip.ts';
import type { Drive, Scenario, Step } from './steps.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** What is driven: the packaged extension, the scenarios, and the folder that the pictures go to; paths absolute. */
export interface DriveOptions {
  vsix: string;
  drive: Drive;
  pictures: string;
}

/** Drives all scenarios in one window. What goes wrong outside them is a failed outcome of its own. */
export async function drivePage(options: DriveOptions, report: (line: string) => void): Promise<Outcome[]> {
  if (options.drive.scenarios.length === 0) return [{ name: 'the scenarios', failure: 'there are none' }];
  const scratch = temporaryFolder('parapet-drive-');
  try {
    // The folder's name is what the window shows.
    const workspace = join(scratch.path, 'ml-service');
    await cp(options.drive.workspace, workspace, { recursive: true });
    await mkdir(options.pictures, { recursive: true });
    const vscode = await installVSCode(vscodeCache(ROOT), report);
    const server = await startServer({ vscode, settings: TEST_SETTINGS, vsix: [options.vsix] });
    try {
      const workbench = await openWorkbench({ authority: server.authority, folder: workspace });
      try {
        return await driveAll(workbench.page, options);
      } finally {
        await workbench.close();
      }
    } finally {
      server.stop();
    }
  } catch (error) {
    return [{ name: 'the packaged extension opens in VS Code', failure: reasonOf(error) }];
  } finally {
    scratch.remove();
  }
}

async function driveAll(page: Page, options: DriveOptions): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const scenario of options.drive.scenarios) {
    const outcome = await driveOne(page, scenario, options.pictures);
    outcomes.push(outcome);
    if (outcome.failure === undefined) continue;
    const picture = join(tmpdir(), `parapet-failed-${scenario.name.replaceAll(/\W+/g, '-')}.png`);
    await page.screenshot({ path: picture }).catch(() => {});
    outcome.failure += ` (what the window showed: ${picture})`;
    await revertAll(page).catch(() => {});
  }
  return outcomes;
}

async function driveOne(page: Page, { name, steps }: Scenario, pictures: string): Promise<Outcome> {
  try {
    for (const step of steps) await perform(page, step, pictures);
    await revertAll(page);
    return { name };
  } catch (error) {
    return { name, failure: reasonOf(error) };
  }
}

async function perform(page: Page, step: Step, pictures: string): Promise<void> {
  const take = async (name: string): Promise<void> => {
    await page.screenshot({ path: join(pictures, `${name}.png`), animations: 'disabled', caret: 'hide' });
  };
  switch (step.do) {
    case 'open':
      return openFile(page, step.file);
    case 'squiggle':
      return waitForSquiggle(page, step.on, true);
    case 'clean':
      return waitForSquiggle(page, step.on, false);
    case 'choose':
      await (await openFixMenu(page, step.on, step.action)).click();
      return menuClosed(page);
    case 'show-menu':
      await tidy(page);
      await openFixMenu(page, step.on, step.action);
      await take(step.picture);
      return dismissMenu(page);
    case 'hover':
      await tidy(page);
      await hover(page, step.on, step.says);
      await take(step.picture);
      return;
    case 'type':
      return typeLine(page, step.after, step.text);
    case 'command':
      return runCommand(page, step.title);
    case 'see':
      return waitForText(page, step.text, true);
    case 'not-see':
      return waitForText(page, step.text, false);
    case 'picture':
      await tidy(page);
      return take(step.name);
  }
}

async function driveFrom(path: string | undefined): Promise<Drive> {
  if (path === undefined) return OWN_DRIVE;
  const module: { drive: Drive } = await import(pathToFileURL(resolve(path)).href);
  return module.drive;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      vsix: { type: 'string', default: join(ROOT, 'parapet.vsix') },
      drive: { type: 'string' },
      workspace: { type: 'string' },
      screenshots: { type: 'boolean', default: false },
    },
  });
  const scenarios = await driveFrom(values.drive);
  const outcomes = await ifRunnable('packaged extension driven in VS Code', 'browser', () =>
    drivePage(
      {
        vsix: resolve(values.vsix),
        drive: { ...scenarios, workspace: resolve(values.workspace ?? scenarios.workspace) },
        pictures: values.screenshots ? join(ROOT, 'docs', 'images') : join(tmpdir(), 'parapet-pictures'),
      },
      (line) => console.error(line),
    ),
  );
  for (const outcome of outcomes) console.log(outcomeLine(outcome));
  process.exit(outcomes.some((outcome) => outcome.failure !== undefined) ? 1 : 0);
}
