/**
 * Paths that the project declares to be encrypted: `encrypted-paths` of the nearest `parapet.yaml`. Mistakes in that file
 * are told elsewhere; here what cannot be read declares nothing.
 */
import ignore, { type Ignore } from 'ignore';
import { parse } from 'yaml';
import type { Project, Source } from '../../engine/types.ts';

const read = new WeakMap<Source, Ignore | undefined>();

function declared(source: Source): Ignore | undefined {
  if (read.has(source)) return read.get(source);
  let patterns: unknown;
  try {
    const written: unknown = parse(source.text);
    patterns =
      typeof written === 'object' && written !== null && 'encrypted-paths' in written
        ? written['encrypted-paths']
        : undefined;
  } catch {
    patterns = undefined;
  }
  const texts = Array.isArray(patterns) ? patterns.filter((one) => typeof one === 'string') : [];
  const matcher = texts.length > 0 ? ignore().add(texts) : undefined;
  read.set(source, matcher);
  return matcher;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** Whether the data at `path` (of a file or an address), as code in `from` names it, are declared to be encrypted. */
export function isDeclaredEncrypted(path: string, from: Source, project: Project): boolean {
  const configurations = [...project.files('configuration')]
    .filter(({ path: own }) => /\.ya?ml$/.test(own) && from.path.startsWith(folderOf(own)))
    .sort((a, b) => b.path.length - a.path.length);
  const bare = path.replace(/^\w[\w+.-]*:\/\//, '').replace(/^(?:\.?\/)+/, '');
  if (!ignore.isPathValid(bare)) return false;
  return configurations.some((source) => declared(source)?.ignores(bare) === true);
}
