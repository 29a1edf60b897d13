/** What git has: the paths in the index of a work tree. Knows nothing of languages or findings. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { ignoresFile, workTree } from './git-ignore.ts';

/** The index of a work tree, which in a linked one lies elsewhere; undefined when there is none yet. */
function indexOf(root: string): Buffer | undefined {
  try {
    const own = join(root, '.git');
    const folder = statSync(own).isDirectory()
      ? own
      : resolve(root, /^gitdir: (.*)$/m.exec(readFileSync(own, 'utf8'))?.[1]?.trim() ?? '.git');
    return readFileSync(join(folder, 'index'));
  } catch {
    return undefined;
  }
}

/** The bits of an entry's flags that hold the length of its path. */
const LENGTH = 0xfff;

/** Whether `path`, from the root with `/`, is an entry of the index. Paths of version 4 are shortened and not found. */
function isEntry(index: Buffer, path: string): boolean {
  const name = Buffer.from(`${path}\0`);
  const length = Math.min(name.length - 1, LENGTH);
  for (let at = index.indexOf(name); at >= 0; at = index.indexOf(name, at + 1))
    if (at >= 2 && (index.readUInt16BE(at - 2) & LENGTH) === length) return true;
  return false;
}

/** Whether the file at `path` (absolute) lies in a work tree and git has it, or does not ignore it. */
export function isKept(path: string): boolean {
  const root = workTree(dirname(path));
  if (root === undefined) return false;
  const index = indexOf(root);
  return (
    (index !== undefined && isEntry(index, relative(root, path).replaceAll('\\', '/'))) || !ignoresFile(path)
  );
}
