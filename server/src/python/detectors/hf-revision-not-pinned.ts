/**
 * Downloads from a model hub that do not name a commit. The commit for the fix comes from the workspace alone: from
 * another call for the same repository in the file, or from `models.lock.json`.
 */
import type { Project } from '../../engine/types.ts';
import { spanOf } from '../ast.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { setArgument } from '../edit.ts';
import { calleeSpan, type PythonFile } from '../file.ts';
import { type HubCall, hubCallsOf } from '../hub-calls.ts';

const COMMIT = /^[0-9a-f]{40}$/;
const SHORT_COMMIT = /^[0-9a-f]{7,39}$/;

/** The commits that `models.lock.json` states by repository: `{"org/model": "<commit>"}` or `{"org/model": {"revision": …}}`. */
function lockedCommits(project: Project): ReadonlyMap<string, string> {
  const commits = new Map<string, string>();
  for (const { path, text } of project.files('text')) {
    if (!/(^|\/)models\.lock\.json$/.test(path)) continue;
    try {
      for (const [id, entry] of Object.entries(JSON.parse(text) as Record<string, unknown>)) {
        const commit = typeof entry === 'string' ? entry : (entry as { revision?: unknown } | null)?.revision;
        if (typeof commit === 'string' && COMMIT.test(commit)) commits.set(id, commit);
      }
    } catch {
      // A lock file that is no JSON states nothing.
    }
  }
  return commits;
}

function knownCommits(calls: readonly HubCall[], project: Project): ReadonlyMap<string, string> {
  const commits = new Map(lockedCommits(project));
  for (const { id, revision } of calls)
    if (revision.state === 'given' && COMMIT.test(revision.text)) commits.set(id, revision.text);
  return commits;
}

function seen(
  file: PythonFile,
  { call, id, revision, keyword }: HubCall,
  commit: string | undefined,
): Seen | undefined {
  if (revision.state === 'unknown') return undefined;
  const text = revision.state === 'given' ? revision.text : '';
  if (COMMIT.test(text)) return undefined;
  const argument = revision.state === 'given' ? revision.argument : undefined;
  const pin =
    commit !== undefined && keyword !== undefined
      ? setArgument(file, call, keyword, `"${commit}"`)
      : undefined;
  return {
    case: revision.state === 'absent' ? 'absent' : SHORT_COMMIT.test(text) ? 'short' : 'moving',
    span: argument ? spanOf(argument) : calleeSpan(file, call),
    values: { id, revision: text },
    edits: { pin },
  };
}

function* detect(file: PythonFile): Iterable<Seen> {
  const calls = hubCallsOf(file);
  if (calls.length === 0) return;
  const commits = knownCommits(calls, file.project);
  for (const call of calls) {
    const sighting = seen(file, call, commits.get(call.id));
    if (sighting) yield sighting;
  }
}

export const detector: PythonDetector = { module: detect };
