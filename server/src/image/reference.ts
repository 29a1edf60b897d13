/**
 * Container image references (`registry:5000/team/model:1.2@sha256:…`), by the grammar of the distribution project.
 * Shared by Dockerfiles, compose files and Kubernetes manifests, so it knows none of them.
 */
import { isPlaceholder } from '../engine/placeholder.ts';

/** The parts of a reference as they were written; nothing is filled in. */
export interface ImageReference {
  /** Host and perhaps port, e.g. `ghcr.io` or `localhost:5000`. */
  readonly registry?: string;
  /** Path inside the registry, e.g. `python` or `library/python`. */
  readonly repository: string;
  readonly tag?: string;
  /** Algorithm and hex, e.g. `sha256:…`, or a placeholder for it that nobody has filled in. */
  readonly digest?: string;
}

const REFERENCE =
  /^(.+?)(?::([\w][\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$/;
const REPOSITORY = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const REGISTRY =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?$/;
const LONGEST_REPOSITORY = 255;
/** No reference is longer; keeps the patterns off texts that are none. */
const LONGEST_REFERENCE = 1024;

/** Docker's rule: the first part names a registry when it has a dot, a port or a capital, or is `localhost`. */
function isRegistry(part: string): boolean {
  return part === 'localhost' || /[.:]/.test(part) || part !== part.toLowerCase();
}

/** A reference whose digest is still to be filled in. */
function unfinished(text: string): ImageReference | undefined {
  const at = text.indexOf('@');
  const found = at < 0 ? undefined : parseImageReference(text.slice(0, at));
  return found && { ...found, digest: text.slice(at + 1) };
}

/**
 * The parts of `text`, or undefined when it is no valid reference (also when it holds variables or template marks).
 * Surrounding white space is not accepted.
 */
export function parseImageReference(text: string): ImageReference | undefined {
  if (text.length > LONGEST_REFERENCE) return undefined;
  if (isPlaceholder(text)) return unfinished(text);
  const found = REFERENCE.exec(text);
  if (!found) return undefined;
  const [, name = '', tag, digest] = found;
  const slash = name.indexOf('/');
  const first = slash > 0 ? name.slice(0, slash) : '';
  const registry = first !== '' && isRegistry(first) ? first : undefined;
  const repository = registry === undefined ? name : name.slice(slash + 1);
  if (registry !== undefined && !REGISTRY.test(registry)) return undefined;
  if (repository.length > LONGEST_REPOSITORY || !REPOSITORY.test(repository)) return undefined;
  return {
    ...(registry === undefined ? {} : { registry }),
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** The full name without tag and digest, equal for all spellings of one image: `python` -> `docker.io/library/python`. */
export function canonicalName({ registry, repository }: ImageReference): string {
  const hub = registry === undefined || registry === 'index.docker.io' || registry === 'docker.io';
  if (!hub) return `${registry}/${repository}`;
  return `docker.io/${repository.includes('/') ? repository : `library/${repository}`}`;
}
