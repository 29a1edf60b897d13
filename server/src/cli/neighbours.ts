/**
 * The files around a scanned file, by path: those of the scan as they were read, others from the disk when they are asked
 * for, so that scanning one file finds what scanning its whole folder finds.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Digests } from '../engine/digests.ts';
import type { Digest, Neighbours, Source } from '../engine/types.ts';
import { classify } from '../project/classify.ts';
import { readText } from './reading.ts';

/** The folder that the path of `source` is counted from; undefined for what is no file. */
function rootOf({ uri, path }: Source): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  const full = fileURLToPath(uri);
  return full.replaceAll('\\', '/').endsWith(`/${path}`) ? full.slice(0, -path.length) : undefined;
}

function read(path: string): Source | undefined {
  const { text } = readText(path);
  const language = classify(path, '') ?? 'text';
  return text === undefined ? undefined : { uri: pathToFileURL(path).href, path, language, text };
}

export class ScanNeighbours implements Neighbours {
  readonly #held: (path: string) => Source | undefined;
  readonly #digests: Digests;
  readonly #exists = new Map<string, boolean>();

  /** `held`: the sources that the scan holds, by absolute path. */
  constructor(held: (path: string) => Source | undefined) {
    this.#held = held;
    this.#digests = new Digests((path) => held(path) ?? read(path));
  }

  has(path: string, from: Source): boolean {
    const root = rootOf(from);
    if (root === undefined) return false;
    const full = join(root, path);
    const exists = this.#exists.get(full) ?? (this.#held(full) !== undefined || existsSync(full));
    this.#exists.set(full, exists);
    return exists;
  }

  digest<T>(digest: Digest<T>, path: string, from: Source): T | undefined {
    const root = rootOf(from);
    return root === undefined ? undefined : this.#digests.of(digest, join(root, path));
  }

  /** The scan holds another text of the file at `path`. */
  changed(path: string): void {
    this.#digests.touch(path);
  }
}
