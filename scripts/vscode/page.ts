// The workbench as a person uses it: keys, menus, squiggles, the pointer. Every wait is for something that is seen. The
// only file that knows VS Code's page by its class names.
import type { Locator, Page } from 'playwright-core';

/** How long anything may take to show up, in milliseconds: generous, since test machines are slow and shared. */
const PATIENCE_MS = 60_000;
const TRY_MS = 5_000;
const KEY_DELAY_MS = 15;

const TOUCH_PX = 3;

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const SQUIGGLES = '.squiggly-error, .squiggly-warning, .squiggly-info';

/** Opens `file` through quick open and waits until its tab is the active one. */
export async function openFile(page: Page, file: string): Promise<void> {
  const name = file.split('/').at(-1) ?? file;
  await until(`quick open does not find ${file}`, async () => {
    const picked = await pick(page, 'Control+P', file, name);
    if (picked) await page.locator('.tab.active').filter({ hasText: name }).waitFor({ timeout: TRY_MS });
    return picked;
  });
  await page.locator('.monaco-editor .view-lines').first().waitFor({ timeout: PATIENCE_MS });
}

/** Runs the command whose title is `title` from the command palette. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await until(`there is no command "${title}"`, () => pick(page, 'F1', `>${title}`, title));
}

/** Puts the cursor behind `text`, which must stand exactly once in the open file, whatever its case. */
export async function placeCursor(page: Page, text: string): Promise<void> {
  await until(`the text "${text}" does not stand once in the file`, async () => {
    await search(page, text);
    await findBox(page).locator('.matchesCount', { hasText: /of 1$/ }).waitFor({ timeout: TRY_MS });
    return true;
  });
  await page.keyboard.press('Enter');
  await closeSearch(page);
  // The match is selected now; its end is where the cursor belongs. A key that comes before the editor has taken over
  // from the find box is lost, and the next one would overwrite the selection: the status bar tells.
  const selection = page.locator('[id="status.editor.selection"]');
  await until(`the cursor does not reach "${text}"`, async () => {
    await selection.filter({ hasText: 'selected' }).waitFor({ timeout: TRY_MS });
    await page.keyboard.press('ArrowRight');
    await selection.filter({ hasNotText: 'selected' }).waitFor({ timeout: TRY_MS });
    return true;
  });
}

/** Waits until the open file contains `text`, or, with `wanted` false, until it does not. */
export async function waitForText(page: Page, text: string, wanted: boolean): Promise<void> {
  await until(`the file ${wanted ? 'does not contain' : 'still contains'} "${text}"`, async () => {
    await search(page, text);
    const found = findBox(page).locator('.matchesCount', { hasText: /of \d+$/ });
    const missing = page.locator('.editor-instance .find-widget.visible.no-results');
    await (wanted ? found : missing).waitFor({ timeout: TRY_MS });
    return true;
  });
  await closeSearch(page);
}

/** Waits until there is a squiggle at the end of `text`, or, with `wanted` false, until there is none. */
export async function waitForSquiggle(page: Page, text: string, wanted: boolean): Promise<void> {
  await placeCursor(page, text);
  const state = wanted ? 'no squiggle came' : 'the squiggle stays';
  await until(`${state} at "${text}"`, async () => (await squiggleAtCursor(page)) === wanted);
}

/** Waits until the open file has any squiggle where it is visible. */
export async function waitForAnySquiggle(page: Page): Promise<void> {
  await page.locator('.editor-instance').locator(SQUIGGLES).first().waitFor({ timeout: PATIENCE_MS });
}

/** Opens the quick-fix menu at `text` and returns its entry that contains `action`. */
export async function openFixMenu(page: Page, text: string, action: string): Promise<Locator> {
  await placeCursor(page, text);
  const menu = fixMenu(page);
  const entry = menu.locator('.monaco-list-row.action').filter({ hasText: action }).first();
  let offered: string[] = [];
  const opened = async (): Promise<boolean> => {
    await page.keyboard.press('Control+.');
    try {
      await entry.waitFor({ timeout: TRY_MS });
      return true;
    } catch {
      offered = await menu.locator('.monaco-list-row.action').allInnerTexts();
      await page.keyboard.press('Escape');
      return false;
    }
  };
  await until(() => `the menu has no "${action}", only: ${offered.join(', ') || 'nothing'}`, opened);
  return entry;
}

/** Closes the quick-fix menu without a choice. */
export async function dismissMenu(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await menuClosed(page);
}

/** Waits until the quick-fix menu is gone. */
export async function menuClosed(page: Page): Promise<void> {
  await fixMenu(page).waitFor({ state: 'hidden', timeout: PATIENCE_MS });
}

/** Moves the pointer onto the squiggle at the end of `text` and waits for a hover that contains `says`. */
export async function hover(page: Page, text: string, says: string): Promise<void> {
  await waitForSquiggle(page, text, true);
  const hint = page.locator('.monaco-hover:visible').filter({ hasText: says }).first();
  await until(`no hover on "${text}" says "${says}"`, async () => {
    const cursor = await cursorBox(page);
    await page.mouse.move(2, 2);
    await page.mouse.move(cursor.x - 3, cursor.y + cursor.height / 2, { steps: 4 });
    await hint.waitFor({ timeout: TRY_MS });
    return true;
  });
}

/** Types `text` as a new line behind the line of `after`, key by key. */
export async function typeLine(page: Page, after: string, text: string): Promise<void> {
  await placeCursor(page, after);
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type(text, { delay: KEY_DELAY_MS });
}

/** Undoes all edits of the open files and closes them. */
export async function revertAll(page: Page): Promise<void> {
  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('Escape');
  await until('the editors do not close', async () => {
    if ((await page.locator('.tabs-container .tab').count()) === 0) return true;
    await runCommand(page, 'View: Revert and Close Editor');
    return false;
  });
}

/** Removes what would spoil a picture: notifications, and the pointer from the text. */
export async function tidy(page: Page): Promise<void> {
  await runCommand(page, 'Notifications: Clear All Notifications');
  await page.locator('.notification-toast').first().waitFor({ state: 'hidden', timeout: PATIENCE_MS });
}

/** Opens a quick pick by `keys`, types `text`, and takes the first entry when that contains `entry`. */
async function pick(page: Page, keys: string, text: string, entry: string): Promise<boolean> {
  const widget = page.locator('.quick-input-widget:visible');
  try {
    await page.keyboard.press(keys);
    await widget.locator('input').waitFor({ timeout: TRY_MS });
    await widget.locator('input').fill(text);
    const first = widget.locator('.monaco-list-row.focused').filter({ hasText: entry });
    await first.waitFor({ timeout: TRY_MS });
    await page.keyboard.press('Enter');
    await widget.waitFor({ state: 'hidden', timeout: TRY_MS });
    return true;
  } catch {
    await page.keyboard.press('Escape');
    return false;
  }
}

async function editorFocus(page: Page): Promise<void> {
  if ((await inputFocus(page).count()) > 0) return;
  await page.keyboard.press('Control+1');
  await inputFocus(page).waitFor({ state: 'attached', timeout: TRY_MS });
}

/** The invisible element that takes an editor's keys, while it has the focus. */
function inputFocus(page: Page): Locator {
  return page
    .locator('.editor-instance .native-edit-context:focus, .editor-instance .inputarea:focus')
    .first();
}

/** Not the panel beside it, which bears the same class. */
function fixMenu(page: Page): Locator {
  return page.locator('.context-view .action-widget:not(.action-list-submenu-panel)');
}

function findBox(page: Page): Locator {
  return page.locator('.editor-instance .find-widget.visible');
}

/** Searches for `text`; the box is emptied first, so that what it says next is about this text. */
async function search(page: Page, text: string): Promise<void> {
  await editorFocus(page);
  await page.keyboard.press('Control+F');
  const input = findBox(page).locator('.find-part textarea, .find-part input').first();
  await input.fill('', { timeout: TRY_MS });
  await findBox(page).locator('.matchesCount', { hasNotText: / of / }).waitFor({ timeout: TRY_MS });
  await input.fill(text, { timeout: TRY_MS });
}

async function closeSearch(page: Page): Promise<void> {
  await until('the find box does not close', async () => {
    await page.keyboard.press('Escape');
    await findBox(page).waitFor({ state: 'hidden', timeout: TRY_MS });
    return true;
  });
  await inputFocus(page).waitFor({ state: 'attached', timeout: PATIENCE_MS });
}

async function cursorBox(page: Page): Promise<Box> {
  const box = await page.locator('.editor-instance .cursors-layer .cursor').first().boundingBox();
  if (box === null) throw new Error('the cursor is not in sight');
  return box;
}

/** Whether the cursor stands in a squiggle or touches one. */
async function squiggleAtCursor(page: Page): Promise<boolean> {
  const cursor = await cursorBox(page);
  const row = cursor.y + cursor.height / 2;
  for (const squiggle of await page.locator('.editor-instance').locator(SQUIGGLES).all()) {
    const box = await squiggle.boundingBox({ timeout: TRY_MS }).catch(() => null);
    if (box === null || row < box.y || row > box.y + box.height) continue;
    if (cursor.x > box.x - TOUCH_PX && cursor.x < box.x + box.width + TOUCH_PX) return true;
  }
  return false;
}

/** Repeats `attempt` until it returns true; a rejected attempt counts as false. Throws `otherwise` after a minute. */
async function until(otherwise: string | (() => string), attempt: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    if (await attempt().catch(() => false)) return;
    if (Date.now() > deadline) throw new Error(typeof otherwise === 'string' ? otherwise : otherwise());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
