/**
 * What one file tells the rules about other files: policies, limits, accounts, bindings, namespaces, kustomizations,
 * pinned images and trusted registries. Kept per `Source`; files that can tell nothing are not parsed.
 */
import { isPlaceholder } from '../engine/placeholder.ts';
import type { Source } from '../engine/types.ts';
import { type ImageReference, parseImageReference } from '../image/reference.ts';
import { entries, field, items, nodeAt, rootOf, textOf, type View } from '../yaml/access.ts';
import { readDocuments } from '../yaml/documents.ts';
import type { Tree } from '../yaml/nodes.ts';
import { type Resource, resourcesOf } from './resources.ts';
import { type Selector, selectorOf } from './selectors.ts';
import { textAt, valueAt } from './values.ts';

export interface Policy {
  /** Undefined also when the policy holds for the whole cluster. */
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  /** Undefined when its language of selection is not ours: it may select anything. */
  readonly selector: Selector | undefined;
  /** Whether it says who may connect to the pods, and where they may connect to. */
  readonly ingress: boolean;
  readonly egress: boolean;
}

export interface Account {
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  /** Pods of this account get no token, or nobody can know. */
  readonly tokenOff: boolean;
}

/** A service account that some role is bound to. */
export interface Bound {
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

/** The pods that a Service sends requests to. */
export interface Selected {
  readonly namespace: string | undefined;
  readonly selector: Selector;
}

export interface ImageOverride {
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** Where images of the manifests below `folder` (with `/` at the end, empty for the root) may come from. */
export interface Trusted {
  readonly folder: string;
  readonly registries: readonly string[];
}

export interface Shared {
  readonly policies: readonly Policy[];
  /** Namespaces with a default memory limit. */
  readonly limitRanges: readonly { readonly namespace: string | undefined }[];
  readonly accounts: readonly Account[];
  readonly bound: readonly Bound[];
  readonly services: readonly Selected[];
  readonly namespaces: readonly string[];
  /** Somebody asks who calls, for a whole mesh or gateway. */
  readonly guards: boolean;
  /** Folders (with `/` at the end, empty for the root) that Kustomize or Helm completes. */
  readonly completed: readonly string[];
  readonly overrides: readonly ImageOverride[];
  /** Images with all that is written of them, but for unfilled placeholders. */
  readonly images: readonly ImageReference[];
  /** What `parapet.yaml` files say of registries. */
  readonly trusted: readonly Trusted[];
}

const NOTHING: Shared = {
  policies: [],
  limitRanges: [],
  accounts: [],
  bound: [],
  services: [],
  namespaces: [],
  guards: false,
  completed: [],
  overrides: [],
  images: [],
  trusted: [],
};

const GUARDS = /^(?:AuthorizationPolicy|RequestAuthentication|SecurityPolicy|AuthPolicy)$/;
/** What may be asked. */
export const SHARED = Object.keys(NOTHING) as readonly (keyof Shared)[];

const CILIUM = /^cilium\.io\//;
const FOREIGN = /^(?:crd\.|)projectcalico\.org\/|^policy\.networking\.k8s\.io\/|^crd\.antrea\.io\//;

function policy(resource: Resource): Policy[] {
  const { kind, apiVersion, name, namespace, view } = resource;
  const policies = kind.endsWith('NetworkPolicy');
  if (!policies) return [];
  if (FOREIGN.test(apiVersion))
    return [{ namespace, name, selector: undefined, ingress: true, egress: true }];
  const selector = nodeAt(view, CILIUM.test(apiVersion) ? 'spec.endpointSelector' : 'spec.podSelector');
  const types = nodeAt(view, 'spec.policyTypes');
  const listed = types && types.node.kind === 'sequence' && !types.node.open ? items(types).map(textOf) : [];
  // Who lists no types means ingress, and egress where there are rules for it.
  const covers = (type: string): boolean => listed.some((one) => one === type || one === undefined);
  const stated = listed.length > 0;
  return [
    {
      namespace,
      name,
      selector: selector ? selectorOf(selector) : undefined,
      ingress: !stated || covers('Ingress'),
      egress: stated
        ? covers('Egress')
        : types !== undefined || valueAt(view, 'spec.egress').state !== 'absent',
    },
  ];
}

function service({ kind, apiVersion, view, namespace }: Resource): Selected[] {
  const labels = kind === 'Service' && apiVersion === 'v1' ? nodeAt(view, 'spec.selector') : undefined;
  if (labels?.node.kind !== 'map') return [];
  const requirements = entries(labels).map(({ name, value }) => ({
    key: name,
    operator: 'In',
    values: [textOf(value)],
  }));
  return requirements.length === 0 ? [] : [{ namespace, selector: { requirements, open: labels.node.open } }];
}

function limitRange({ kind, view, namespace }: Resource): { namespace: string | undefined }[] {
  if (kind !== 'LimitRange') return [];
  const limits = nodeAt(view, 'spec.limits');
  const memory =
    limits &&
    items(limits).some(
      (limit) => textAt(limit, 'type') === 'Container' && valueAt(limit, 'default.memory').state !== 'absent',
    );
  return memory ? [{ namespace }] : [];
}

function account({ kind, view, name, namespace }: Resource): Account[] {
  if (kind !== 'ServiceAccount') return [];
  const token = valueAt(view, 'automountServiceAccountToken');
  return [
    { name, namespace, tokenOff: token.state === 'known' ? token.value === false : token.state !== 'absent' },
  ];
}

function bound({ kind, view, namespace }: Resource): Bound[] {
  if (kind !== 'RoleBinding' && kind !== 'ClusterRoleBinding') return [];
  const subjects = nodeAt(view, 'subjects');
  return (subjects ? items(subjects) : [])
    .filter((subject) => textAt(subject, 'kind') === 'ServiceAccount')
    .map((subject) => ({
      name: textAt(subject, 'name'),
      namespace: textAt(subject, 'namespace') ?? namespace,
    }));
}

function overridesOf(root: View): ImageOverride[] {
  const images = field(root, 'images');
  if (typeof images === 'string') return [];
  return items(images.value).flatMap((image) => {
    const text = (key: string): string | undefined => {
      const found = entries(image).find(({ name }) => name === key);
      return found && textOf(found.value);
    };
    const name = text('name');
    return name === undefined ? [] : [{ name, tag: text('newTag'), digest: text('digest') }];
  });
}

/** The folder of a path, with `/` at its end; empty for the root. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

const KUSTOMIZATION = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;
const CHART = /(?:^|\/)Chart\.ya?ml$/;
const FROM = /^[ \t]*FROM(?:[ \t]+--\S+)*[ \t]+([\w.-]+[\w./:@-]*)/gim;
const IMAGE = /image["']?:[ \t]*["']?([\w.-]+[\w./:@-]*)/g;

function imagesOf(text: string, pattern = IMAGE): ImageReference[] {
  return Array.from(text.matchAll(pattern), (found) => found[1] ?? '').flatMap((written) => {
    const image = parseImageReference(written);
    return image && !isPlaceholder(image.digest ?? '') ? [image] : [];
  });
}

function read(path: string, tree: Tree): Shared {
  const resources = resourcesOf(tree, new Map());
  const root = KUSTOMIZATION.test(path) ? rootOf(tree) : undefined;
  return {
    policies: resources.flatMap(policy),
    limitRanges: resources.flatMap(limitRange),
    accounts: resources.flatMap(account),
    bound: resources.flatMap(bound),
    namespaces: resources.flatMap(({ kind, name }) =>
      kind === 'Namespace' && name !== undefined ? [name] : [],
    ),
    services: resources.flatMap(service),
    guards: resources.some(({ kind }) => GUARDS.test(kind)),
    completed: [],
    overrides: root ? overridesOf(root) : [],
    images: imagesOf(tree.text),
    trusted: [],
  };
}

const byTree = new WeakMap<Tree, Shared>();

/** What one document of the file at `path` tells. */
export function sharedByDocument(path: string, tree: Tree): Shared {
  const shared = byTree.get(tree) ?? read(path, tree);
  byTree.set(tree, shared);
  return shared;
}

/** All of `parts` together. */
export function join(parts: readonly Shared[]): Shared {
  return {
    policies: parts.flatMap((part) => part.policies),
    limitRanges: parts.flatMap((part) => part.limitRanges),
    accounts: parts.flatMap((part) => part.accounts),
    bound: parts.flatMap((part) => part.bound),
    services: parts.flatMap((part) => part.services),
    namespaces: parts.flatMap((part) => part.namespaces),
    guards: parts.some((part) => part.guards),
    completed: parts.flatMap((part) => part.completed),
    overrides: parts.flatMap((part) => part.overrides),
    images: parts.flatMap((part) => part.images),
    trusted: parts.flatMap((part) => part.trusted),
  };
}

/** Kinds that tell something; a `List` may hold them. */
const TELLING =
  /\bkind["']?[ \t]*:[ \t]*["']?(?:\w*NetworkPolicy|LimitRange|ServiceAccount|(?:Cluster)?RoleBinding|Namespace|Service|AuthorizationPolicy|RequestAuthentication|SecurityPolicy|AuthPolicy|List)\b/;

/** What the name of a file alone tells. */
function byName(path: string): Shared {
  if (KUSTOMIZATION.test(path)) return { ...NOTHING, completed: [folderOf(path)] };
  return CHART.test(path) ? { ...NOTHING, completed: [`${folderOf(path)}templates/`] } : NOTHING;
}

const CONFIGURATION = /(?:^|\/)parapet\.ya?ml$/;

function trustedIn({ path, text }: Source): Trusted[] {
  const tree = text.includes('trusted-registries')
    ? readDocuments(text, '1.2').documents[0]?.tree
    : undefined;
  const root = tree && rootOf(tree);
  const list = root && nodeAt(root, 'trusted-registries');
  const registries = (list ? items(list) : []).flatMap((item) => textOf(item)?.replace(/\/+$/, '') ?? []);
  return registries.length > 0 ? [{ folder: folderOf(path), registries }] : [];
}

const bySource = new WeakMap<Source, Shared>();

/** What another file of the workspace tells; computed once per `Source`. */
export function sharedOf(source: Source): Shared {
  const before = bySource.get(source);
  if (before) return before;
  const { path, text, language } = source;
  if (CONFIGURATION.test(path)) {
    const told = { ...NOTHING, trusted: trustedIn(source) };
    bySource.set(source, told);
    return told;
  }
  const kustomize = KUSTOMIZATION.test(path);
  const tells = kustomize || (language === 'kubernetes' && TELLING.test(text));
  const { documents } = tells
    ? readDocuments(text, '1.1', undefined, (part) => kustomize || TELLING.test(part))
    : { documents: [] };
  const parts = tells
    ? documents.map(({ tree }) => read(path, tree))
    : [{ ...NOTHING, images: imagesOf(text, language === 'dockerfile' ? FROM : IMAGE) }];
  const shared = join([byName(path), ...parts]);
  bySource.set(source, shared);
  return shared;
}
