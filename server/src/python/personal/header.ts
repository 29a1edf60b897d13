/** The columns that the first line of a file of the workspace names, when the file is at hand. */
import type { Project, Source } from '../../engine/types.ts';

const SEPARATORS = [',', '\t', ';', '|'];

/** Longer first lines are no headers. */
const LONGEST = 8_000;

function sameFile(source: Source, path: string, from: string): boolean {
  const wanted = path.replace(/^(\.\/)+/, '').replace(/^file:\/\//, '');
  const folder = from.slice(0, from.lastIndexOf('/') + 1);
  return (
    source.path === wanted ||
    source.path === folder + wanted ||
    (wanted.startsWith('/') && wanted.endsWith(`/${source.path}`))
  );
}

/** The fields of a line of separated values; quotes are taken off. */
export function fieldsOf(line: string): string[] {
  const [separator = ','] = [...SEPARATORS].sort((a, b) => line.split(b).length - line.split(a).length);
  return line.split(separator).map((field) => field.trim().replace(/^(["'])(.*)\1$/, '$2'));
}

/** The columns of the file at `path`, as code in `from` would open it; empty when it is not at hand. */
export function headerOf(path: string, from: Source, project: Project): readonly string[] {
  if (!/\.(csv|tsv|txt|tab)$/i.test(path)) return [];
  for (const source of project.files('text')) {
    if (!sameFile(source, path, from.path)) continue;
    const [line = ''] = source.text.replace(/^\uFEFF/, '').split(/\r?\n/, 1);
    return line.length > LONGEST ? [] : fieldsOf(line);
  }
  return [];
}
