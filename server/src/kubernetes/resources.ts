/**
 * What a document describes: its resources, their pods and containers, found by the workload table. Knows where
 * things stand, not what is wrong with them.
 */
import type { Span } from '../engine/types.ts';
import {
  field,
  follow,
  items,
  type Place,
  places,
  rootOf,
  type Step,
  spanOf,
  type View,
} from '../yaml/access.ts';
import type { Tree } from '../yaml/nodes.ts';
import { type Embedded, embeddedIn } from './embedded.ts';
import { at, mayBe, textAt, valueAt } from './values.ts';
import {
  FOUND,
  type PodPath,
  UNKNOWN_WORKLOAD,
  type Workload,
  type Workloads,
  workloadOf,
} from './workloads.ts';

export interface Resource {
  readonly view: View;
  /** Empty when unknown. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string | undefined;
  /** Undefined when absent or unknown. */
  readonly namespace: string | undefined;
  /** Where to report what concerns the whole resource: its name, or its kind. */
  readonly mark: Span;
  readonly workload: Workload | undefined;
  readonly pods: readonly Pod[];
  /** It stands inside of another resource. */
  readonly embedded: boolean;
}

export interface Pod {
  readonly resource: Resource;
  readonly workload: Workload;
  /** The PodSpec. */
  readonly view: View;
  /** Bound path of the PodSpec in the resource. */
  readonly path: readonly Step[];
  readonly metadata: View | undefined;
  /** What holds where the spec says nothing, of a workload that has such. */
  readonly outer: View | undefined;
  /** Where to report what is missing in the whole spec: its key. */
  readonly mark: Span;
  /** Not a patch: what is not in the text is not in the pod either, unless a template puts it there. */
  readonly complete: boolean;
  /** It is, or may be, for Windows. */
  readonly windows: boolean;
  readonly containers: readonly Container[];
}

export interface Container {
  readonly pod: Pod;
  readonly view: View;
  readonly role: 'main' | 'init' | 'ephemeral';
  readonly name: string | undefined;
  /** Where to report what is missing in the container: its name. */
  readonly mark: Span;
}

/** Resources in one document beyond this number are left alone; only an alias bomb holds more. */
const MOST = 5_000;

function roleOf(list: string): Container['role'] {
  if (/initContainers$/.test(list)) return 'init';
  return /ephemeralContainers$/.test(list) ? 'ephemeral' : 'main';
}

/** The value of `name` in `view`, its key where a template writes the value, else the first key; or the alias on the way. */
function markOf(view: View, name: string, fallback: Span): Span {
  if (view.via) return view.via;
  const { node } = view;
  if (node.kind !== 'map') return fallback;
  const found = field(view, name);
  if (typeof found === 'string' || !found.own) return node.pairs[0]?.key ?? fallback;
  const { node: value } = found.value;
  return value.kind === 'scalar' && !value.empty && !value.templated ? spanOf(found.value) : found.key;
}

function container(pod: Pod, view: View, role: Container['role']): Container[] {
  if (view.node.kind !== 'map') return [];
  return [{ pod, view, role, name: textAt(view, 'name'), mark: markOf(view, 'name', pod.mark) }];
}

/** A container that stands alone under a key, by which it is called where it has no name. */
function single(pod: Pod, view: View, key: string): Container[] {
  return container(pod, view, 'main').map((one) => ({ ...one, name: one.name ?? key }));
}

function containersOf(pod: Pod, path: PodPath): Container[] {
  const listed = path.containers.flatMap((list) =>
    places(pod.view, list).flatMap((place) =>
      (place.view ? items(place.view) : []).flatMap((item) => container(pod, item, roleOf(list))),
    ),
  );
  const alone = path.container.flatMap((name) =>
    places(pod.view, name).flatMap((place) =>
      place.view ? single(pod, place.view, String(place.path.at(-1) ?? name)) : [],
    ),
  );
  return [...listed, ...alone].slice(0, MOST);
}

/** `path` with each `*` taken from the same position of `bound`. */
export function bind(path: string, bound: readonly Step[]): Step[] {
  return path.split('.').map((step, index) => (step === '*' ? (bound[index] ?? step) : step));
}

function isComplete(resource: View, workload: Workload, containers: readonly Container[]): boolean {
  const main = containers.filter(({ role }) => role === 'main');
  const { templated, brokenAt } = resource.tree;
  return (
    !(templated && brokenAt !== undefined) &&
    main.length > 0 &&
    workload.required.every((path) => valueAt(resource, path).state !== 'absent') &&
    main.every(({ view }) => field(view, 'image') !== 'absent')
  );
}

/** Only `os` counts, as the Pod Security admission has it; a node selector does not. */
function isWindows(spec: View): boolean {
  return mayBe(valueAt(spec, 'os.name'), 'windows');
}

/** What is known of a pod beyond the table. */
interface Known {
  readonly complete: boolean;
  readonly metadata: View | undefined;
}

function podAt(resource: Resource, workload: Workload, path: PodPath, place: Place, known?: Known): Pod[] {
  const { view } = place;
  if (view?.node.kind !== 'map') return [];
  const found = (at: string | undefined): View | undefined =>
    at === undefined ? undefined : follow(resource.view, bind(at, place.path));
  const mark = place.key ?? resource.mark;
  const bare: Pod = {
    resource,
    workload,
    view,
    path: place.path,
    metadata: known?.metadata ?? found(path.metadata),
    outer: found(path.outer),
    mark,
    complete: false,
    windows: isWindows(view),
    containers: [],
  };
  const pod = { ...bare, containers: [] as Container[] };
  pod.containers.push(...containersOf(pod, path));
  pod.complete = known?.complete !== false && isComplete(resource.view, workload, pod.containers);
  return [pod];
}

/** Kinds that speak of pods and make none. */
const NO_WORKLOAD =
  /Polic(?:y|ies)$|^(?:Kustomization|CustomResourceDefinition|ConfigMap|Secret|ConstraintTemplate|Test|TestCase|Provider|Function)$/;

/** A pod spec that was found by its form; where no template holds it, its operator may add what it does not say. */
function foundPod(resource: Resource, { path, view, parent }: Embedded): Pod[] {
  const metadata = field(parent, 'metadata');
  const last = path.at(-1);
  const key = typeof last === 'string' ? field(parent, last) : 'absent';
  const place = {
    value: { state: 'absent' },
    path,
    view,
    ...(typeof key === 'string' ? {} : { key: key.key }),
  } as const;
  const isTemplate = path.some((step) => typeof step === 'string' && /template/i.test(step));
  return podAt(resource, UNKNOWN_WORKLOAD, { ...FOUND, spec: '' }, place, {
    complete: isTemplate,
    metadata: typeof metadata === 'string' ? undefined : metadata.value,
  });
}

function resourceAt(view: View, table: Workloads, depth = 0): Resource[] {
  const kind = textAt(view, 'kind');
  const apiVersion = textAt(view, 'apiVersion') ?? '';
  if (kind === undefined) return [];
  const workload = workloadOf(table, apiVersion, kind);
  const name = at(view, 'metadata.name')[0];
  const mark =
    name?.view && name.value.state === 'known'
      ? spanOf(name.view)
      : markOf(view, 'kind', { start: 0, end: 0 });
  const resource = {
    view,
    apiVersion,
    kind,
    name: textAt(view, 'metadata.name'),
    namespace: textAt(view, 'metadata.namespace'),
    mark,
    workload,
    pods: [] as Pod[],
    embedded: depth > 0,
  };
  for (const path of workload?.pods ?? []) {
    for (const place of places(view, path.spec).slice(0, MOST)) {
      if (workload) resource.pods.push(...podAt(resource, workload, path, place));
    }
  }
  if (workload || depth > 2 || NO_WORKLOAD.test(kind) || table.size === 0) return [resource];
  const { pods, resources } = embeddedIn(view);
  resource.pods.push(...pods.flatMap((pod) => foundPod(resource, pod)));
  return [resource, ...resources.flatMap((inner) => resourceAt(inner.view, table, depth + 1))];
}

/** The resources of one document; those of a `List` are taken out of it. */
export function resourcesOf(tree: Tree, table: Workloads): Resource[] {
  const root = rootOf(tree);
  if (!root) return [];
  const list = textAt(root, 'kind')?.endsWith('List') ? field(root, 'items') : 'absent';
  if (typeof list === 'string') return resourceAt(root, table);
  return items(list.value)
    .slice(0, MOST)
    .flatMap((item) => resourceAt(item, table));
}
