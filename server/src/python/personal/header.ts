/** The columns that a file of the workspace names, when the file is at hand. */
import type { Language, Project, Source } from '../../engine/types.ts';
import { recordsOf } from '../../personal/records.ts';

function sameFile(path: string, wanted: string, from: string): boolean {
  const bare = wanted.replace(/^(\.\/)+/, '').replace(/^file:\/\//, '');
  const folder = from.slice(0, from.lastIndexOf('/') + 1);
  return path === bare || path === folder + bare || (bare.startsWith('/') && bare.endsWith(`/${path}`));
}

/** The language of files of data by their ending; undefined for what no columns are known of. */
function languageOf(path: string): Language | undefined {
  if (/\.(csv|tsv|tab|jsonl|ndjson)$/i.test(path)) return 'data';
  return /\.(json|txt)$/i.test(path) ? 'text' : undefined;
}

/** The columns of the file at `path`, as code in `from` would open it; empty when it is not at hand. */
export function headerOf(path: string, from: Source, project: Project): readonly string[] {
  const language = languageOf(path);
  if (language === undefined) return [];
  for (const source of project.files(language))
    if (sameFile(source.path, path, from.path))
      return recordsOf(source.path, source.text).columns.map(({ name }) => name);
  return [];
}
