/**
 * Downloads from a model hub that do not name a commit. The commit for the fix comes from the workspace (another call
 * for the same repository in the file, or `models.lock.json`) or from what the project knows was downloaded before.
 */
import { isPlaceholder, placeholder } from '../../engine/placeholder.ts';
import type { HubReference, Project } from '../../engine/types.ts';
import { type Chunk, spanOf } from '../ast.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { calleeSpan, type PythonFile } from '../file.ts';
import { type HubCall, hubCallsIn, hubCallsOf } from '../hub-calls.ts';
import { pinTo } from '../hub-pin.ts';
import { lookedUp, perFile, sameElements } from '../memo.ts';

const COMMIT = /^[0-9a-f]{40}$/;
const SHORT_COMMIT = /^[0-9a-f]{7,39}$/;
/** What a hub hands out where no revision is named. */
const DEFAULT = 'main';

/** By `keyOf` or id, all that is stated. */
type Commits = ReadonlyMap<string, ReadonlySet<string>>;

/** The commits that `models.lock.json` states by repository: `{"org/model": "<commit>"}` or `{"org/model": {"revision": …}}`. */
function* lockedCommits(project: Project): Iterable<[string, string]> {
  for (const source of project.files('text')) {
    if (!/(^|\/)models\.lock\.json$/.test(source.path)) continue;
    try {
      for (const [id, entry] of Object.entries(JSON.parse(source.text) as Record<string, unknown>)) {
        const commit = typeof entry === 'string' ? entry : (entry as { revision?: unknown } | null)?.revision;
        if (typeof commit === 'string' && COMMIT.test(commit)) yield [id, commit];
      }
    } catch {
      // A lock file that is no JSON states nothing.
    }
  }
}

function commitsIn(stated: Iterable<[string, string]>): Commits {
  const commits = new Map<string, Set<string>>();
  for (const [id, commit] of stated) commits.set(id, (commits.get(id) ?? new Set()).add(commit));
  return commits;
}

/** The one commit of the workspace that `revision` can mean; which one another branch or a tag is, nothing here says. */
function stated(commits: ReadonlySet<string> | undefined, revision: string): string | undefined {
  const short = SHORT_COMMIT.test(revision);
  if (revision !== DEFAULT && !short) return undefined;
  const [commit, ...others] = [...(commits ?? [])].filter((each) => !short || each.startsWith(revision));
  return others.length === 0 ? commit : undefined;
}

/** A model and a data set may have the same id. */
function keyOf({ id, repository }: HubCall): string {
  return repository ? `${repository.kind} ${repository.id}` : id;
}

/** The page of the hub that lists the commits. */
function pageOf(repository: HubCall['repository']): string | undefined {
  if (!repository) return undefined;
  const { kind, id } = repository;
  return `https://huggingface.co/${kind === 'model' ? '' : `${kind}s/`}${id}/commits/${DEFAULT}`;
}

function seen(file: PythonFile, hub: HubCall, locked: () => Commits): Seen | undefined {
  const { call, id, revision, repository, plain } = hub;
  if (revision.state === 'unknown') return undefined;
  const text = revision.state === 'given' ? revision.text : '';
  if (COMMIT.test(text) || isPlaceholder(text)) return undefined;
  const argument = revision.state === 'given' ? revision.argument : undefined;
  const wanted = text === '' ? DEFAULT : text;
  const reference: HubReference | undefined = repository && { ...repository, revision: wanted };
  const here =
    stated(knownCommits(file, keyOf(hub)), wanted) ?? stated(locked().get(repository?.id ?? id), wanted);
  const before = reference && file.project.downloaded?.(reference);
  const edits = (commit: string | undefined) => (commit === undefined ? undefined : pinTo(file, hub, commit));
  const unknown = here === undefined && before === undefined;
  const short = SHORT_COMMIT.test(text);
  return {
    case: short ? 'short' : plain ? 'plain' : revision.state === 'absent' ? 'absent' : 'moving',
    span: argument ? spanOf(argument) : calleeSpan(file, call),
    values: { id, revision: text },
    edits: {
      pin: edits(here),
      'pin-downloaded': before === here ? undefined : edits(before),
      placeholder: unknown ? edits(placeholder('commit', pageOf(repository))) : undefined,
    },
  };
}

const commitsOf = perFile(
  (file): Commits =>
    commitsIn(
      hubCallsOf(file).flatMap((hub): [string, string][] => {
        const { revision } = hub;
        return revision.state === 'given' && COMMIT.test(revision.text) ? [[keyOf(hub), revision.text]] : [];
      }),
    ),
);

/** The commits that the file itself states for a repository. */
const knownCommits = lookedUp(commitsOf, (a, b) => sameElements([...(a ?? [])], [...(b ?? [])]));

function* detect(chunk: Chunk, file: PythonFile): Iterable<Seen> {
  const calls = hubCallsIn(file, chunk);
  if (calls.length === 0) return;
  let read: Commits | undefined;
  // Only where a call wants it: the lock is one of all the texts of the workspace.
  const locked = (): Commits => {
    read ??= commitsIn(lockedCommits(file.project));
    return read;
  };
  for (const call of calls) {
    const sighting = seen(file, call, locked);
    if (sighting) yield sighting;
  }
}

export const detector: PythonDetector = { chunk: detect };
