/**
 * The Python files around the open ones, by path. What is on disk is known by name after a scan and read when it is first
 * asked for; open documents count instead. Remembers which document asked for which file, so that only those are looked
 * at again for which something changed.
 */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Digests } from '../engine/digests.ts';
import type { Digest, Neighbours, Source } from '../engine/types.ts';
import { folderOf, pathOf, uriOf } from './folders.ts';

const LARGEST_BYTES = 2_000_000;

/** More files than these are not known. */
const MOST_FILES = 100_000;

function read(path: string): Source | undefined {
  try {
    if (statSync(path).size > LARGEST_BYTES) return undefined;
    return { uri: uriOf(path), path, language: 'python', text: readFileSync(path, 'utf8') };
  } catch {
    // Gone since it was listed, or not to be read: the same as not knowing it.
    return undefined;
  }
}

/** Who asked for a file, by address. */
interface Asked {
  existed: boolean;
  readonly whether: Set<string>;
  readonly what: Set<string>;
}

export class WorkspaceNeighbours implements Neighbours {
  readonly #opened: (path: string) => Source | undefined;
  readonly #folders: () => readonly string[];
  readonly #digests: Digests;
  #files = new Set<string>();
  readonly #asked = new Map<string, Asked>();

  /** `opened`: the source of an open document, by path. */
  constructor(opened: (path: string) => Source | undefined, folders: () => readonly string[]) {
    this.#opened = opened;
    this.#folders = folders;
    this.#digests = new Digests((path) => opened(path) ?? read(path));
  }

  has(path: string, from: Source): boolean {
    const full = this.#place(path, from);
    if (full === undefined) return false;
    this.#asking(full).whether.add(from.uri);
    return this.#exists(full);
  }

  digest<T>(digest: Digest<T>, path: string, from: Source): T | undefined {
    const full = this.#place(path, from);
    if (full === undefined) return undefined;
    this.#asking(full).what.add(from.uri);
    return this.#exists(full) ? this.#digests.of(digest, full) : undefined;
  }

  /** The Python files on disk are `files`, whatever they were. */
  scanned(files: ReadonlySet<string>): void {
    this.#files = new Set([...files].slice(0, MOST_FILES));
    this.#digests.clear();
  }

  /** The file at `path` is on disk, or not any more. */
  onDisk(path: string, exists: boolean): void {
    if (!exists) this.#files.delete(path);
    else if (this.#files.size < MOST_FILES) this.#files.add(path);
    this.touch(path);
  }

  /** The text at `path` may be another one from now on. */
  touch(path: string): void {
    this.#digests.touch(path);
  }

  /** The addresses of the documents that know the file at `path` otherwise than it is now. */
  outdated(path: string): readonly string[] {
    const asked = this.#asked.get(path);
    if (!asked) return [];
    const exists = this.#exists(path);
    const appeared = exists !== asked.existed;
    asked.existed = exists;
    const changed = asked.what.size > 0 && this.#digests.changed(path);
    return [...new Set([...(appeared ? asked.whether : []), ...(changed ? asked.what : [])])];
  }

  /** A document is closed and asks no more. */
  forget(uri: string): void {
    for (const [path, { whether, what }] of this.#asked) {
      whether.delete(uri);
      what.delete(uri);
      if (whether.size + what.size === 0) this.#asked.delete(path);
    }
  }

  #exists(path: string): boolean {
    return this.#opened(path) !== undefined || this.#files.has(path);
  }

  #asking(path: string): Asked {
    const asked = this.#asked.get(path) ?? {
      existed: this.#exists(path),
      whether: new Set(),
      what: new Set(),
    };
    this.#asked.set(path, asked);
    return asked;
  }

  #place(path: string, from: Source): string | undefined {
    const own = pathOf(from.uri);
    return own === undefined ? undefined : join(folderOf(own, this.#folders()) ?? dirname(own), path);
  }
}
