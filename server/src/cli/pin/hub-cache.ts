/**
 * Which commits the cache of the Hugging Face Hub on this machine knows: `models--org--name/refs/<branch or tag>` holds
 * the commit that it was when it was last downloaded, `snapshots/` has a folder for each commit. Only reads, and nothing
 * but these names: see https://huggingface.co/docs/hub/local-cache.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { HubReference } from '../../engine/types.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const COMMIT = /^[0-9a-f]{40}$/;
const SHORT_COMMIT = /^[0-9a-f]{7,39}$/;
const ID = /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)?$/;
/** A branch, a tag, or `refs/pr/1`; nothing that leads out of its folder. */
const REVISION = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[\w.-]+(?:\/[\w.-]+)*$/;

/** `~` and `$NAME`, as the Hub's own library reads them. */
function expanded(path: string, env: Environment, home: string): string {
  return path
    .replace(/^~(?=[\\/]|$)/, () => home)
    .replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, a?: string, b?: string) => env[a ?? b ?? ''] ?? whole);
}

/** Where the Hub's library keeps its cache, by the variables that it reads. */
export function hubCacheFolder(env: Environment, home: string): string {
  // A variable that is set to nothing counts as not set.
  const given = (name: string): string | undefined => (env[name] === '' ? undefined : env[name]);
  const own = given('HF_HUB_CACHE') ?? given('HUGGINGFACE_HUB_CACHE');
  if (own !== undefined) return expanded(own, env, home);
  const base = given('HF_HOME') ?? join(given('XDG_CACHE_HOME') ?? join(home, '.cache'), 'huggingface');
  return join(expanded(base, env, home), 'hub');
}

/** Whether there is a folder at `path`. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function commitIn(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return COMMIT.test(text) ? text : undefined;
  } catch {
    // Never downloaded under this name.
    return undefined;
  }
}

function snapshotOf(folder: string, beginning: string): string | undefined {
  try {
    const found = readdirSync(folder).filter((name) => COMMIT.test(name) && name.startsWith(beginning));
    return found.length === 1 ? found[0] : undefined;
  } catch {
    return undefined;
  }
}

/** What the cache in `folder` knows; every question is put to the disk once. */
export function hubCache(folder: string): (reference: HubReference) => string | undefined {
  const known = new Map<string, string | undefined>();
  const look = ({ kind, id, revision }: HubReference): string | undefined => {
    if (!ID.test(id) || !REVISION.test(revision)) return undefined;
    const repository = join(folder, `${kind}s--${id.replace('/', '--')}`);
    const commit = commitIn(join(repository, 'refs', ...revision.split('/')));
    if (!SHORT_COMMIT.test(revision)) return commit;
    return commit?.startsWith(revision) ? commit : snapshotOf(join(repository, 'snapshots'), revision);
  };
  return (reference) => {
    const key = `${reference.kind} ${reference.id} ${reference.revision}`;
    if (!known.has(key)) known.set(key, look(reference));
    return known.get(key);
  };
}
