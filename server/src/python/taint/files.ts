/**
 * Other files of the project as the taint engine needs them: read whole when a function of theirs is called, and kept for
 * a while. Which file that is, `linker.ts` says.
 */
import type { Digest, Project, Source } from '../../engine/types.ts';
import { fileOf, type PythonFacts, type PythonFile, readFacts } from '../file.ts';
import { untracked } from '../tracking.ts';

/** The text itself: who follows functions into a file rests on all of it. */
const TEXT: Digest<Source> = { read: (source) => source, same: (a, b) => a.text === b.text };

/** Longer files are not followed into. */
const LONGEST = 1_000_000;

/** This many files are kept; one that is needed again after that is read again. */
const MOST = 300;

interface Entry {
  revision: number | undefined;
  facts: PythonFacts;
  file: PythonFile;
}

const kept = new WeakMap<Project, Map<string, Entry>>();

function read(
  path: string,
  from: PythonFile,
  project: Project,
  before: Entry | undefined,
): Entry | undefined {
  const { revision } = project;
  const old = before?.file.models === from.models ? before : undefined;
  if (old && revision !== undefined && old.revision === revision) return old;
  const source = project.neighbours?.digest(TEXT, path, from.source);
  if (!source || source.text.length > LONGEST || source.text.includes('\0')) return undefined;
  if (old && revision === undefined && old.facts.source.text === source.text) return old;
  try {
    const facts = readFacts({ ...source, path }, before?.facts, project);
    const file = fileOf(facts, project, from.models);
    foreign.add(file);
    return { revision, facts, file };
  } catch {
    // A text that the parser gives up on: the gap is reported where the file itself is analysed.
    return undefined;
  }
}

const foreign = new WeakSet<PythonFile>();

/** Whether `file` was only read because another one needs it. */
export function isForeign(file: PythonFile): boolean {
  return foreign.has(file);
}

/** The file at `path`, as `from` sees it; undefined where it cannot be read. */
export function fileAt(path: string, from: PythonFile): PythonFile | undefined {
  const { project } = from;
  if (path === from.source.path) return from;
  const files = kept.get(project) ?? new Map<string, Entry>();
  kept.set(project, files);
  const entry = untracked(() => read(path, from, project, files.get(path)));
  files.delete(path);
  if (!entry) return undefined;
  files.set(path, entry);
  const [oldest] = files.keys();
  if (files.size > MOST && oldest !== undefined) files.delete(oldest);
  return entry.file;
}
