/**
 * Writes a repaired file in the place of the old one, all of it or nothing: whoever reads it meanwhile gets the old or
 * the new text. Line ends and BOM are part of the text.
 */
import {
  accessSync,
  chmodSync,
  constants,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { refusal } from './walk.ts';

/** Writes `text` to the file at `path`, through symbolic links, keeping its mode. Returns why it could not, or undefined. */
export function replaceFile(path: string, text: string): string | undefined {
  let fresh: string | undefined;
  try {
    const target = realpathSync(path);
    accessSync(target, constants.W_OK);
    fresh = join(dirname(target), `.${basename(target)}.${process.pid}.parapet`);
    writeFileSync(fresh, text, { flag: 'wx' });
    chmodSync(fresh, statSync(target).mode);
    renameSync(fresh, target);
    return undefined;
  } catch (error) {
    if (fresh !== undefined) rmSync(fresh, { force: true });
    return `it could not be written: ${refusal(error)}`;
  }
}
