/**
 * The workspace's other files: what rules look at beyond the file they report on. Read from disk in the background,
 * kept current by the editor's file events; what is open counts instead of what is on disk.
 */
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ignoresFile } from '../disk/git-ignore.ts';
import { isKept } from '../disk/git-index.ts';
import type { Language, Project, Source } from '../engine/types.ts';
import { classify } from '../project/classify.ts';
import { folderOf, pathOf, relativePath, uriOf } from './folders.ts';
import { WorkspaceNeighbours } from './neighbours.ts';

/** Languages whose rules look across files. Python files are read when one that imports them is open. */
const KEPT: ReadonlySet<Language> = new Set([
  'dockerfile',
  'kubernetes',
  'compose',
  'yaml',
  'dependencies',
  'configuration',
  'data',
]);

/** Files that others ask for by their path. */
function isAskedByPath(path: string): boolean {
  return classify(path, '') === 'python' || path.endsWith('.dockerignore');
}

/** Folders that hold other people's code or machine output. */
const SKIPPED = new Set([
  '.git',
  '.hg',
  '.svn',
  '.tox',
  '.nox',
  '.venv',
  'venv',
  '__pycache__',
  'node_modules',
  'site-packages',
  '.terraform',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.ipynb_checkpoints',
]);

const LARGEST_BYTES = 2_000_000;

/** Of tables of data others look at the first line only. */
const HEAD_BYTES = 8_000;
const MOST_FILES = 20_000;

/** What a scan read, and what it left out and why, in words for the log. */
export interface Scan {
  readonly files: number;
  readonly skipped: readonly string[];
}

/** Who watches a scan, and may end it. */
export interface Watcher {
  isStopped(): boolean;
  /** Hears of every folder how many files were read so far. */
  read(files: number): void;
}

export class WorkspaceIndex implements Project {
  #folders: readonly string[];
  readonly #disk = new Map<string, Source>();
  readonly #open = new Map<string, Source>();
  readonly #byLanguage = new Map<Language, Source[]>();
  readonly neighbours = new WorkspaceNeighbours(
    (path) => {
      const source = this.#open.get(path);
      return source?.language === 'python' ? source : undefined;
    },
    () => this.#folders,
  );
  /** Addresses of open documents for which an imported file changed. */
  readonly #outdated = new Set<string>();
  #scan = 0;
  #revision = 0;

  /** Knows the workspace's folders at once, and their files after a `scan`. */
  constructor(folders: readonly string[] = []) {
    this.#folders = folders;
  }

  get folders(): readonly string[] {
    return this.#folders;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Whether files of this language are of interest to other files. */
  keeps(language: Language): boolean {
    return KEPT.has(language);
  }

  files(language: Language): readonly Source[] {
    const known = this.#byLanguage.get(language);
    if (known) return known;
    const found = [...this.#open.values()].filter((source) => source.language === language);
    for (const [path, source] of this.#disk) {
      if (source.language === language && !this.#open.has(path)) found.push(source);
    }
    found.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    this.#byLanguage.set(language, found);
    return found;
  }

  ignores({ uri }: Source): boolean {
    const path = pathOf(uri);
    return path !== undefined && ignoresFile(path);
  }

  isVersioned({ uri }: Source): boolean {
    const path = pathOf(uri);
    return path !== undefined && isKept(path);
  }

  /** The source at a path, open or on disk. */
  at(path: string): Source | undefined {
    return this.#open.get(path) ?? this.#disk.get(path);
  }

  /** The source at a path if it is open. */
  opened(path: string): Source | undefined {
    return this.#open.get(path);
  }

  /** `key`: the document's path, or its address where it has none. */
  open(key: string, source: Source): void {
    const before = this.#open.get(key);
    this.#open.set(key, source);
    // A keystroke in a file that others do not look at changes no answer.
    if (!before || KEPT.has(source.language) || before.language !== source.language) this.#revision++;
    this.#byLanguage.delete(source.language);
    if (before && before.language !== source.language) this.#byLanguage.delete(before.language);
    this.neighbours.touch(key);
  }

  close(key: string): void {
    const source = this.#open.get(key);
    this.#open.delete(key);
    this.#revision++;
    this.#byLanguage.clear();
    this.neighbours.touch(key);
    if (source) this.neighbours.forget(source.uri);
    this.settle(key);
  }

  /** Notes which open documents are affected by what changed in the file at `key`. */
  settle(key: string): void {
    const outdated = this.neighbours.outdated(key);
    if (outdated.length > 0) this.#revision++;
    for (const uri of outdated) this.#outdated.add(uri);
  }

  /** The addresses of the documents to look at again because of what was noted since the last call. */
  takeOutdated(): string[] {
    const outdated = [...this.#outdated];
    this.#outdated.clear();
    return outdated;
  }

  /** Reads all files below `folders`, giving way to other work between them. An older scan that still runs stops. */
  async scan(folders: readonly string[], watcher?: Watcher): Promise<Scan> {
    const scan = ++this.#scan;
    this.#folders = folders;
    this.#disk.clear();
    this.#revision++;
    this.#byLanguage.clear();
    const skipped: string[] = [];
    const modules = new Set<string>();
    const waiting = [...folders];
    for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
      if (scan !== this.#scan) break;
      if (watcher?.isStopped()) {
        skipped.push('what was not yet read when this was stopped');
        break;
      }
      if (this.#disk.size >= MOST_FILES) {
        skipped.push(`everything after the first ${MOST_FILES} files`);
        break;
      }
      const { files, below, left } = await listed(folder);
      waiting.push(...below);
      skipped.push(...left);
      for (const path of files) {
        if (isAskedByPath(path)) modules.add(path);
        else skipped.push(...(await this.#read(path)));
      }
      watcher?.read(this.#disk.size + modules.size);
    }
    if (scan === this.#scan) {
      this.neighbours.scanned(modules);
      this.#revision++;
    }
    return { files: this.#disk.size, skipped };
  }

  /**
   * Reads files anew that changed, and forgets those that are gone. Returns whether any of them is of interest to all
   * others; whom Python files concern is noted.
   */
  async changed(paths: readonly string[]): Promise<boolean> {
    let any = false;
    for (const path of paths) {
      const folder = folderOf(path, this.#folders);
      const parts = folder === undefined ? [] : path.slice(folder.length).split(/[\\/]/);
      if (folder === undefined || parts.some((part) => SKIPPED.has(part))) continue;
      if (isAskedByPath(path)) {
        this.neighbours.onDisk(path, await isFile(path));
        this.settle(path);
        continue;
      }
      const before = this.#disk.get(path);
      this.#disk.delete(path);
      this.#revision++;
      await this.#read(path);
      const after = this.#disk.get(path);
      if (before?.text !== after?.text) any = true;
    }
    this.#byLanguage.clear();
    return any;
  }

  /** Keeps the file if it is of interest; returns why it was left out, if that is worth a word. */
  async #read(path: string): Promise<string[]> {
    const relative = relativePath(path, this.#folders);
    const byName = classify(relative, '');
    if (byName === undefined || !KEPT.has(byName)) return [];
    try {
      const { size } = await stat(path);
      const isData = byName === 'data';
      if (size > LARGEST_BYTES && !isData) return [`${relative} (${Math.round(size / 1_000_000)} MB)`];
      const text = isData ? await headOf(path) : await readFile(path, 'utf8');
      const language = classify(relative, text);
      if (language === undefined) return [];
      this.#revision++;
      this.#disk.set(path, { uri: uriOf(path), path: relative, language, text });
      this.#byLanguage.delete(language);
      return [];
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      return [`${relative} (${error instanceof Error ? error.message : String(error)})`];
    }
  }
}

async function headOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES));
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function listed(folder: string): Promise<{ files: string[]; below: string[]; left: string[] }> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory());
    return {
      files: entries.filter((entry) => entry.isFile()).map((entry) => join(folder, entry.name)),
      below: folders.filter((entry) => !SKIPPED.has(entry.name)).map((entry) => join(folder, entry.name)),
      left: folders.filter((entry) => SKIPPED.has(entry.name)).map((entry) => join(folder, entry.name)),
    };
  } catch (error) {
    return {
      files: [],
      below: [],
      left: [`${folder} (${error instanceof Error ? error.message : String(error)})`],
    };
  }
}
