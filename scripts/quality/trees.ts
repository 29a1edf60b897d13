/**
 * Work trees of public repositories, as the measurements of `docs/quality.md` see them: FOLDER/OWNER/NAME, analysed as
 * `parapet scan --no-config` does. Must not know what is measured.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readText } from '../../server/src/cli/reading.ts';
import { Sources } from '../../server/src/cli/sources.ts';
import { type Found, walk } from '../../server/src/cli/walk.ts';
import { type Analysis, analyze } from '../../server/src/engine/analyze.ts';
import { indexLines } from '../../server/src/engine/lines.ts';
import type { RuleSet, Source, ThreatModel } from '../../server/src/engine/types.ts';
import { classify } from '../../server/src/project/classify.ts';
import { selectRules } from '../../server/src/ruleset/selection.ts';

export interface TreeFile {
  readonly file: Found;
  readonly source: Source;
}

export interface Tree {
  /** OWNER/NAME. */
  readonly repository: string;
  readonly files: readonly TreeFile[];
  readonly project: Sources;
  /** Why some files could not be read, with their paths. */
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
}

/** The repositories below `folder`, by name. */
export function repositoriesIn(folder: string): string[] {
  const folders = (at: string): string[] =>
    readdirSync(at, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
  return folders(folder).flatMap((owner) => folders(join(folder, owner)).map((name) => `${owner}/${name}`));
}

/** Reads the tree of `repository` below `folder`. Throws when there is none. */
export function readTree(folder: string, repository: string): Tree {
  const root = resolve(folder, repository);
  if (!existsSync(root)) throw new Error(`There is no tree ${root}.`);
  const { files, skipped } = walk(['.'], root, () => false);
  // Given at once: rules that ask for all texts would read them again for every version of a file.
  const texts = files.filter(({ path }) => classify(path, '') !== 'model');
  const project = new Sources(files, new Map(texts.map(({ path }) => [path, readText(path)])), []);
  const unread = skipped.map(({ path, reason }) => ({ path, reason }));
  const read: TreeFile[] = [];
  for (const { file, source, ...rest } of project.all()) {
    if (source) read.push({ file, source });
    else if ('reason' in rest) unread.push({ path: file.inside, reason: rest.reason });
  }
  return { repository, files: read, project, unread };
}

/** The rules as `parapet scan --no-config` picks them. */
export function scanRules(
  rules: RuleSet,
  allRules: boolean,
  threatModel: ThreatModel = 'application',
): RuleSet {
  return selectRules(rules, { allRules, ignore: ['configuration-error'], threatModel });
}

/**
 * What a scan says of a version of a file while it stands in the tree instead of the file's own. `today`: an ISO date,
 * so that two runs agree.
 */
export function analysed(
  { project }: Tree,
  { file, source }: TreeFile,
  version: Source,
  rules: RuleSet,
  today: string,
): Analysis {
  if (version === source) return analyze(source, project, rules, { today });
  project.replace(file, version);
  try {
    return analyze(version, project, rules, { today });
  } finally {
    project.replace(file, source);
  }
}

/** How many lines of a source count as code: none of texts that only keys are looked for in. */
export function codeLines({ language, text }: Source): number {
  if (language === 'text' || text === '') return 0;
  const { starts } = indexLines(text);
  return /[\r\n]$/.test(text) ? starts.length - 1 : starts.length;
}
