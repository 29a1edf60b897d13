/**
 * Bytes of a file -> text, or the reason why not. The BOM stays in the text, so that offsets are the file's own and
 * writing it back changes nothing. Knows nothing of languages.
 */
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { LONGEST } from '../engine/analyze.ts';
import { refusal } from './walk.ts';

/** No text of more bytes can be short enough to be analysed: UTF-8 takes at most three bytes for one UTF-16 unit. */
export const MOST_BYTES = LONGEST * 3;

export interface ReadText {
  readonly text: string;
  /** Encoding the text again gives the same bytes, so the file may be written. */
  readonly lossless: boolean;
  /** What is wrong with the text though it was read. */
  readonly reason?: string;
}

export interface Unread {
  readonly text: undefined;
  readonly reason: string;
}

export type Read = ReadText | Unread;

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** The first line (1-based) that holds the replacement character though the strict decoder saw none there. */
function firstBrokenLine(text: string): number {
  return text.slice(0, text.indexOf('\uFFFD')).split('\n').length;
}

/** Decodes the bytes of one file. */
export function decode(bytes: Uint8Array): Read {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { text: undefined, reason: 'not analysed: it is UTF-16, save it as UTF-8' };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), lossless: true };
  } catch {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    // The engine says of such a text that it is binary.
    if (text.includes('\0')) return { text, lossless: false };
    const reason = `not valid UTF-8 from line ${firstBrokenLine(text)} on, read with � for what is not; save it as UTF-8`;
    return { text, lossless: false, reason };
  }
}

/** Reads the first `most` bytes of the file at `path`, which is not to be written again. Never throws. */
export function readHead(path: string, most: number): Read {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = new Uint8Array(most);
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
        bytes.subarray(0, readSync(file, bytes)),
      );
      return { text, lossless: false };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return { text: undefined, reason: `not read: ${refusal(error)}` };
  }
}

/** Reads the file at `path`. Never throws. */
export function readText(path: string): Read {
  try {
    const { size } = statSync(path);
    if (size > MOST_BYTES) {
      return {
        text: undefined,
        reason: `not read: ${megabytes(size)} is more than ${megabytes(MOST_BYTES)}`,
      };
    }
    return decode(readFileSync(path));
  } catch (error) {
    return { text: undefined, reason: `not read: ${refusal(error)}` };
  }
}
