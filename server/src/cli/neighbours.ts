/**
 * The files around a scanned file, by path: those of the scan as they were read, others from the disk when they are asked
 * for, so that scanning one file finds what scanning its whole folder finds.
 */
import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Digests } from '../engine/digests.ts';
import type { Digest, Neighbours, Source } from '../engine/types.ts';
import { classify } from '../project/classify.ts';
import { readText } from './reading.ts';

function read(path: string): Source | undefined {
  const { text } = readText(path);
  const language = classify(path, '') ?? 'text';
  return text === undefined ? undefined : { uri: pathToFileURL(path).href, path, language, text };
}

const EMPTY: ReadonlySet<string> = new Set();

export class ScanNeighbours implements Neighbours {
  readonly #held: (path: string) => Source | undefined;
  readonly #digests: Digests;
  readonly #roots = new WeakMap<Source, { readonly root: string | undefined }>();
  /** Whether there is a file, by the folder that paths are counted from: the imports of all files ask for the same few. */
  readonly #known = new Map<string, Map<string, boolean>>();
  readonly #listings = new Map<string, ReadonlySet<string>>();

  /** `held`: the sources that the scan holds, by absolute path. */
  constructor(held: (path: string) => Source | undefined) {
    this.#held = held;
    this.#digests = new Digests((path) => held(path) ?? read(path));
  }

  has(path: string, from: Source): boolean {
    const root = this.#rootOf(from);
    if (root === undefined) return false;
    const known = this.#known.get(root) ?? new Map<string, boolean>();
    this.#known.set(root, known);
    const before = known.get(path);
    if (before !== undefined) return before;
    const end = path.lastIndexOf('/') + 1;
    const has =
      this.#listing(root, path.slice(0, end)).has(path.slice(end)) ||
      this.#held(place(root, path)) !== undefined;
    known.set(path, has);
    return has;
  }

  digest<T>(digest: Digest<T>, path: string, from: Source): T | undefined {
    const root = this.#rootOf(from);
    return root === undefined ? undefined : this.#digests.of(digest, place(root, path));
  }

  offer<T>(digest: Digest<T>, source: Source): void {
    const root = this.#rootOf(source);
    const path = root === undefined ? undefined : place(root, source.path);
    // Not a text that is half repaired: the scan holds another one.
    if (path !== undefined && this.#held(path) === source) this.#digests.of(digest, path);
  }

  /** The scan holds another text of the file at `path`. */
  changed(path: string): void {
    this.#digests.touch(path);
  }

  /** The folder that the path of `source` is counted from; undefined for what is no file. */
  #rootOf(source: Source): string | undefined {
    const known = this.#roots.get(source);
    if (known) return known.root;
    const { uri, path } = source;
    const full = uri.startsWith('file:') ? fileURLToPath(uri) : '';
    const root = full.replaceAll('\\', '/').endsWith(`/${path}`) ? full.slice(0, -path.length) : undefined;
    this.#roots.set(source, { root });
    return root;
  }

  /** The names in a folder below `root`, read once; `inside` ends with `/`, or is empty for the root itself. */
  #listing(root: string, inside: string): ReadonlySet<string> {
    const folder = root + inside;
    const known = this.#listings.get(folder);
    if (known) return known;
    const above = inside.lastIndexOf('/', inside.length - 2) + 1;
    const exists = inside === '' || this.#listing(root, inside.slice(0, above)).has(inside.slice(above, -1));
    const names = exists ? namesIn(folder) : EMPTY;
    this.#listings.set(folder, names);
    return names;
  }
}

function place(root: string, path: string): string {
  return sep === '/' ? root + path : join(root, path);
}

function namesIn(folder: string): ReadonlySet<string> {
  try {
    return new Set(readdirSync(folder));
  } catch {
    // No folder, or not to be listed: nothing is known to be there.
    return EMPTY;
  }
}
