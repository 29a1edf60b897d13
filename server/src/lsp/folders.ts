/**
 * The workspace's folders, and what an address (`file:///x/y.py`, `untitled:Untitled-1`) means to them. Editors and Node
 * spell the same file address differently, so files are known by their path.
 */
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The path of a file address, or undefined for an address that is no file's. */
export function pathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    const path = fileURLToPath(uri);
    return /^[a-z]:/.test(path) ? path.charAt(0).toUpperCase() + path.slice(1) : path;
  } catch {
    return undefined;
  }
}

export function uriOf(path: string): string {
  return pathToFileURL(path).href;
}

/** What a document is called by everything that keeps it: its path, or the address where there is none. */
export function keyOf(uri: string): string {
  return pathOf(uri) ?? uri;
}

/** `path` below the innermost of `folders`, with `/` between its parts; only its name when it lies in none. */
export function relativePath(path: string, folders: readonly string[]): string {
  const folder = folderOf(path, folders);
  return folder === undefined ? basename(path) : path.slice(folder.length + 1).replaceAll('\\', '/');
}

/** The folders as `initialize` and notifications state them. */
interface Stated {
  readonly workspaceFolders?: readonly { readonly uri: string }[] | null;
  readonly rootUri?: string | null;
}

/** The paths of the workspace's folders, as the client states them when it starts. */
export function foldersIn({ workspaceFolders, rootUri }: Stated): string[] {
  const uris = workspaceFolders?.map((folder) => folder.uri) ?? (rootUri ? [rootUri] : []);
  return uris.flatMap((uri) => pathOf(uri)?.replace(/(?<=.)[\\/]$/, '') ?? []);
}

/** The innermost of `folders` that holds `path`. */
export function folderOf(path: string, folders: readonly string[]): string | undefined {
  const holding = folders.filter(
    (folder) => path.startsWith(folder) && /[\\/]/.test(path.charAt(folder.length)),
  );
  return holding.sort((a, b) => b.length - a.length)[0];
}

/** The path of a document for rules and messages, whatever its address is. */
export function displayPath(uri: string, folders: readonly string[]): string {
  const path = pathOf(uri);
  if (path !== undefined) return relativePath(path, folders);
  const rest = uri.slice(uri.indexOf(':') + 1);
  try {
    return decodeURIComponent(rest).split('/').at(-1) ?? rest;
  } catch {
    return rest;
  }
}
