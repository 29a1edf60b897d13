/** The bytes of files that are no texts, for the engine: read piece by piece, and unpacked, where it asks. */
import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import type { Content } from '../engine/types.ts';

const UNPACK = { deflate: inflateRawSync, zlib: inflateSync, gzip: gunzipSync };

/** A member of a zip file is read in part: its end is missing, and what comes before counts. */
function unpack(bytes: Uint8Array, form: keyof typeof UNPACK, most: number): Uint8Array | undefined {
  try {
    return UNPACK[form](bytes, { maxOutputLength: most });
  } catch {
    return undefined;
  }
}

/** The bytes of the file at `path`. Throws what the file system says when it cannot be read. */
export function contentOf(path: string): Content {
  accessSync(path, constants.R_OK);
  const { size } = statSync(path);
  const read = (start: number, end: number): Uint8Array => {
    const length = Math.max(0, Math.min(end, size) - start);
    const bytes = new Uint8Array(length);
    if (length === 0) return bytes;
    const file = openSync(path, 'r');
    try {
      return bytes.subarray(0, readSync(file, bytes, 0, length, start));
    } finally {
      closeSync(file);
    }
  };
  return { size, read, unpack };
}

/** Bytes that are at hand already. */
export function contentIn(bytes: Uint8Array): Content {
  return { size: bytes.length, read: (start, end) => bytes.subarray(start, end), unpack };
}
