/** What `parapet pin` did, for people: what it pinned, what it could not know, what it could not read. */
import { regionOf } from '../report.ts';
import { counted, plain, type Styles } from '../terminal.ts';
import { type Skipped, shownPath } from '../walk.ts';
import type { Item, Outcome, Pinned } from './pinning.ts';

export interface PinReport {
  readonly outcome: Outcome;
  readonly cwd: string;
  /** Whether the files were changed; otherwise it is said what could be. */
  readonly written: boolean;
  /** Files that could not be changed, and why; paths as shown. */
  readonly refused: readonly Skipped[];
  /** The folder of the Hub's cache, and whether it is there. */
  readonly cache: { readonly folder: string; readonly found: boolean };
}

/** What a fix writes, without what joins it to the text around it. */
function inserted({ fix }: Item): string {
  const texts =
    fix?.edits.map(({ text }) => text.split('\\')[0]?.replace(/^[\s,]+|[\s,]+$/g, '') ?? '') ?? [];
  return texts.find((text) => text !== '') ?? '';
}

function place({ before, file }: Pinned, { span }: Item, cwd: string, styles: Styles): string {
  const { line, column } = regionOf(before, span).start;
  return `  ${styles.bold(plain(shownPath(file.path, cwd)))}:${line}:${column}`;
}

type Pick = (file: Pinned) => readonly Item[];

function block(
  title: string,
  { outcome, cwd }: PinReport,
  pick: Pick,
  words: (item: Item) => string,
  styles: Styles,
): string[] {
  const rows = outcome.files.flatMap((file) =>
    pick(file).map((item) => `${place(file, item, cwd, styles)}  ${words(item)}`),
  );
  return rows.length > 0 ? [[title, ...rows].join('\n')] : [];
}

function count({ outcome: { files } }: PinReport, pick: Pick): number {
  return files.reduce((sum, file) => sum + pick(file).length, 0);
}

/** How many things can be pinned with what is known. */
export function pinCount(report: PinReport): number {
  return count(report, ({ pinned }) => pinned);
}

function lastLines(report: PinReport, styles: Styles): string[] {
  const { outcome, cwd, written, refused, cache } = report;
  const pins = pinCount(report);
  const filled = count(report, ({ placeholders }) => placeholders);
  const unknown = count(report, (file) => file.unknown);
  const changed = outcome.files.filter(({ pinned, placeholders }) => pinned.length + placeholders.length > 0);
  const done = `${counted(pins, 'pin')}${filled > 0 ? ` and ${counted(filled, 'placeholder')}` : ''}`;
  const parts = [
    changed.length > 0
      ? `${done} ${written ? 'in' : 'possible in'} ${counted(changed.length, 'file')}`
      : 'Nothing to pin with what is known offline',
    ...(unknown > 0 ? [`${unknown} not known offline`] : []),
  ];
  return [
    `${styles.bold(parts.join(', '))}`,
    `${counted(outcome.files.length, 'file')} looked at`,
    ...(cache.found ? [] : [`there is no cache of the Hugging Face Hub in ${plain(cache.folder)}`]),
    ...refused.map(({ path, reason }) => `not pinned: ${plain(path)}: ${plain(reason)}`),
    ...outcome.skipped.map(({ path, reason }) => `${plain(shownPath(path, cwd))}: ${plain(reason)}`),
    ...outcome.files.flatMap(({ file, gaps }) =>
      gaps.map(({ reason }) => `${plain(shownPath(file.path, cwd))}: ${plain(reason)}`),
    ),
  ];
}

/** The whole report as text; ends with a line end. Places are those before the change. */
export function pinText(report: PinReport, styles: Styles): string {
  const words = (item: Item): string =>
    `${styles.green(plain(inserted(item)))}  ${styles.dim(plain(item.fix?.title ?? ''))}`;
  const blocks = [
    ...block(report.written ? 'Pinned' : 'To be pinned', report, ({ pinned }) => pinned, words, styles),
    ...block('Placeholders, to be filled in', report, ({ placeholders }) => placeholders, words, styles),
    ...block(
      'Not known offline, left as it is',
      report,
      ({ unknown }) => unknown,
      ({ message }) => plain(message),
      styles,
    ),
  ];
  return `${[...blocks, lastLines(report, styles).join('\n')].join('\n\n')}\n`;
}
