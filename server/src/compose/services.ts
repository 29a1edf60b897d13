/**
 * The services of a compose file, of every version of the format: below `services`, or, in the first version, at the top.
 * `extends` is followed inside of the file. Knows where fields stand, not what is wrong with them.
 */
import type { Span } from '../engine/types.ts';
import {
  type Entry,
  entries,
  field,
  type Missing,
  nodeAt,
  rootOf,
  type Step,
  textOf,
  type View,
} from '../yaml/access.ts';
import type { Tree } from '../yaml/nodes.ts';

export interface Service {
  readonly name: string;
  readonly view: View;
  /** Where to report what concerns all of it: its key. */
  readonly mark: Span;
  /** The services of this file that it extends, nearest first. */
  readonly parents: readonly View[];
  /** Nothing outside of the file adds to it: what is not here is not set. */
  readonly complete: boolean;
}

/** Services in one document beyond this number are left alone. */
const MOST = 2_000;

/** Files that Compose lays over another one. */
const LAID_OVER = /(^|[/._-])override([._-]|$)/i;

function isService({ node }: View): boolean {
  return node.kind === 'map';
}

/** The map whose keys are the services; of the first version of the format the document itself. */
function servicesOf(tree: Tree): View | undefined {
  const root = rootOf(tree);
  if (!root) return undefined;
  const found = field(root, 'services');
  if (typeof found !== 'string') return found.value;
  const first = entries(root);
  const plain = first.every(({ value }) => isService(value));
  const built = first.some(
    ({ value }) => field(value, 'image') !== 'absent' || field(value, 'build') !== 'absent',
  );
  return first.length > 0 && plain && built ? root : undefined;
}

interface Extends {
  readonly name: string;
  /** In another file, or nobody knows where. */
  readonly elsewhere: boolean;
}

function extendsOf(view: View): Extends | undefined {
  const found = field(view, 'extends');
  if (found === 'absent') return undefined;
  if (found === 'maybe') return { name: '', elsewhere: true };
  const direct = textOf(found.value);
  if (direct !== undefined) return { name: direct, elsewhere: false };
  const name = nodeAt(found.value, 'service');
  return {
    name: (name && textOf(name)) ?? '',
    elsewhere: field(found.value, 'file') !== 'absent',
  };
}

function lineage(all: View, view: View): { parents: View[]; whole: boolean } {
  const parents: View[] = [];
  let current = view;
  for (;;) {
    const next = extendsOf(current);
    if (!next) return { parents, whole: true };
    const found = next.elsewhere ? 'absent' : field(all, next.name);
    if (
      typeof found === 'string' ||
      parents.some(({ node }) => node === found.value.node) ||
      found.value.node === view.node
    )
      return { parents, whole: false };
    parents.push(found.value);
    current = found.value;
  }
}

/** The services of one document of the file at `path`. */
export function servicesIn(tree: Tree, path: string): Service[] {
  const all = servicesOf(tree);
  if (!all) return [];
  return entries(all)
    .slice(0, MOST)
    .flatMap(({ name, key, value, pair }): Service[] => {
      if (!isService(value) || pair.templated || name.startsWith('x-')) return [];
      const { parents, whole } = lineage(all, value);
      const named = [value, ...parents].some(
        (view) => field(view, 'image') !== 'absent' || field(view, 'build') !== 'absent',
      );
      const complete = whole && named && !LAID_OVER.test(path) && tree.brokenAt === undefined;
      return [{ name, view: value, mark: key, parents, complete }];
    });
}

/** The field `name` of a service, its own or of one that it extends. */
export function fieldOf(service: Service, name: string): Entry | Missing {
  for (const view of [service.view, ...service.parents]) {
    const found = field(view, name);
    if (found !== 'absent') return found;
  }
  return service.complete ? 'absent' : 'maybe';
}

/** The value of the service's field `name`, where it is there. */
export function nodeOf(service: Service, name: string): View | undefined {
  const found = fieldOf(service, name);
  return typeof found === 'string' ? undefined : found.value;
}

/** Whether `view` stands in the service itself, so that it can be edited there; `path`: from the service. */
export function isOwn(service: Service, path: readonly Step[]): boolean {
  const [name] = path;
  const found = typeof name === 'string' ? field(service.view, name) : 'absent';
  return typeof found !== 'string' && found.own && service.view.via === undefined;
}
