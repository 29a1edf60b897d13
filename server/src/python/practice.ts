/**
 * Whether a project does something anywhere: in another file, a test, a pipeline. Where not every file of the workspace is
 * known the answer is never that it does not.
 */
import type { Project, Source } from '../engine/types.ts';
import type { PythonFile } from './file.ts';
import { type Practice, practiceOf } from './training.ts';

const known = new WeakMap<Source, Map<RegExp, boolean>>();

/** Whether `pattern`, a constant without `g`, matches in the text of `source`; each version of a file is read once for it. */
export function says(source: Source, pattern: RegExp): boolean {
  const answers = known.get(source) ?? new Map<RegExp, boolean>();
  known.set(source, answers);
  const answer = answers.get(pattern) ?? pattern.test(source.text);
  answers.set(pattern, answer);
  return answer;
}

function isDone({ imports, names }: Practice, project: Project): boolean {
  for (const source of project.files('python')) if (says(source, imports)) return true;
  for (const language of ['dependencies', 'yaml'] as const)
    for (const source of project.files(language)) if (says(source, names)) return true;
  return false;
}

/** Whether surely no file of the project around `file` has to do with the practice called `name`. */
export function isMissing(name: string, file: PythonFile): boolean {
  const { project } = file;
  return project.complete === true && !isDone(practiceOf(name, file), project);
}

/** Whether surely none of these files, counted from the workspace's root or the folder of `file`, is there. */
export function hasNone(paths: readonly string[], file: PythonFile): boolean {
  const { project, source } = file;
  const { neighbours } = project;
  if (project.complete !== true || !neighbours) return false;
  const folder = source.path.slice(0, source.path.lastIndexOf('/') + 1);
  return !paths.some((path) => neighbours.has(path, source) || neighbours.has(folder + path, source));
}
