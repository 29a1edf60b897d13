/**
 * unknown-field-in-spec: a field that the bundled schema does not know, where there is a schema for the kind. The API
 * server rejects or drops it, so what it should switch on is off. Fields newer than the schema are the reason why
 * only fields that look like security are errors.
 */
import { type Entry, entries, field, items, type Step, type View } from '../../yaml/access.ts';
import { type Edits, setField } from '../../yaml/additions.ts';
import type { Node } from '../../yaml/nodes.ts';
import { plainOf } from '../../yaml/plain.ts';
import { together } from '../../yaml/positions.ts';
import { removeField, renameKey } from '../../yaml/removals.ts';
import type { KubernetesDetector } from '../detector.ts';
import { movedPolicy } from '../network-policy.ts';
import type { Resource } from '../resources.ts';
import { fieldsOf, kindType, memberOf, type TypeName } from '../schema.ts';
import { at } from '../values.ts';

const SECURITY =
  /^(?:network-?polic(?:y|ies)|(?:pod|container)?securitycontexts?|resources|limits?|requests|seccomp.*|capabilit.*|runas.*|privileged|allowprivilegeescalation|readonly.*|automountserviceaccounttoken|serviceaccount(?:name)?|apparmor.*|selinux.*|procmount|host(?:network|pid|ipc|users|path)|fsgroup|drop|podselector|policytypes|ingress|egress)$/i;

interface Unknown {
  readonly entry: Entry;
  readonly path: readonly Step[];
  readonly type: TypeName;
  readonly holder: View;
}

/** Every field below `view` that `type` does not know. A node that aliases share is looked at once per type. */
function* unknownFields(
  view: View,
  type: TypeName,
  path: readonly Step[],
  seen: Map<Node, Set<TypeName>>,
): Generator<Unknown> {
  if (view.node.kind === 'scalar' || seen.get(view.node)?.has(type)) return;
  seen.set(view.node, new Set(seen.get(view.node)).add(type));
  const member = memberOf(type);
  if (member?.kind === 'list') {
    for (const [index, item] of items(view).entries())
      yield* unknownFields(item, member.type, [...path, index], seen);
    return;
  }
  const fields = fieldsOf(type);
  if (!fields && !member) return;
  for (const entry of entries(view)) {
    const { name, pair } = entry;
    const below = [...path, name];
    if (member) yield* unknownFields(entry.value, member.type, below, seen);
    else if (fields && Object.hasOwn(fields, name))
      yield* unknownFields(entry.value, fields[name] ?? 'any', below, seen);
    else if (!pair.templated && !/^(?:x-|\$|$)/.test(name)) yield { entry, path: below, type, holder: view };
  }
}

/** Whether one letter more, less, other, or two swapped make `a` of `b`. */
function isNear(a: string, b: string): boolean {
  if (a.toLowerCase() === b.toLowerCase()) return true;
  if (Math.abs(a.length - b.length) > 1 || Math.min(a.length, b.length) < 3) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const restA = a.slice(start);
  const restB = b.slice(start);
  if (restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)) return true;
  return (
    restA.length === restB.length &&
    restA[0] === restB[1] &&
    restA[1] === restB[0] &&
    restA.slice(2) === restB.slice(2)
  );
}

/** The field of the same type that was probably meant and is not there yet. */
function meant({ entry, type, holder }: Unknown): string | undefined {
  const near = Object.keys(fieldsOf(type) ?? {}).filter(
    (name) => isNear(entry.name, name) && field(holder, name) === 'absent',
  );
  return near.length === 1 ? near[0] : undefined;
}

/** Moves a field of the pod's security context, which only containers have, into each container that has none of its own. */
function movedDown(resource: Resource, { entry, path, type }: Unknown): Edits {
  if (type !== 'PodSecurityContext' || !Object.hasOwn(fieldsOf('SecurityContext') ?? {}, entry.name))
    return undefined;
  const pod = resource.pods.find((one) => one.path.every((step, index) => step === path[index]));
  const value = plainOf(entry.value);
  const cut = removeField(resource.view, path);
  const containers = (pod?.containers ?? []).filter(
    ({ view }) => at(view, `securityContext.${entry.name}`)[0]?.value.state === 'absent',
  );
  if (!cut || value === undefined || containers.length === 0) return undefined;
  const set = containers.map(({ view }) => setField(view, ['securityContext', entry.name], value));
  return set.every((edit) => edit !== undefined)
    ? together(resource.view.tree, [...cut, ...set.flat()])
    : undefined;
}

/** Types of the pod that have the field, for "belongs to". */
const PLACES = [
  'PodSpec',
  'PodSecurityContext',
  'Container',
  'SecurityContext',
  'ResourceRequirements',
  'VolumeMount',
];

function report(
  resource: Resource,
  found: Unknown,
  tell: Parameters<NonNullable<KubernetesDetector['resource']>>[1],
): void {
  const { entry, type, path } = found;
  const suggestion = meant(found);
  const severity = SECURITY.test(suggestion ?? entry.name) ? 'error' : 'warning';
  const home = PLACES.filter((name) => name !== type && Object.hasOwn(fieldsOf(name) ?? {}, entry.name));
  const values = {
    field: entry.name,
    type,
    suggestion: suggestion ?? '',
    home: home.map((name) => `\`${name}\``).join(' or '),
  };
  const pod = resource.pods[0];
  if (/^networkPolic(?:y|ies)$/.test(entry.name) && pod) {
    tell(
      { span: entry.key, values, severity: 'error', edits: { 'move-policy': movedPolicy(pod, entry, path) } },
      'network-policy',
    );
  } else if (suggestion !== undefined) {
    const rename = entry.own ? renameKey(resource.view.tree, entry.pair, suggestion) : undefined;
    tell({ span: entry.key, values, severity, edits: { rename } }, 'misspelt');
  } else {
    const edits = { 'move-down': movedDown(resource, found) };
    tell({ span: entry.key, values, severity, edits }, home.length > 0 ? 'misplaced' : 'unknown');
  }
}

/** `….template.spec`, as in a Deployment. */
function isTemplate(path: readonly Step[]): boolean {
  const [holder, last] = path.slice(-2);
  return last === 'spec' && typeof holder === 'string' && /^(?:\w*Template|template)$/.test(holder);
}

export const detector: KubernetesDetector = {
  scope: 'document',
  resource: (resource, tell) => {
    const type = kindType(resource.apiVersion, resource.kind);
    const { brokenAt = Number.POSITIVE_INFINITY } = resource.view.tree;
    const look = (view: View, of: TypeName, path: readonly Step[]): void => {
      for (const found of unknownFields(view, of, path, new Map()))
        if (found.entry.key.start < brokenAt) report(resource, found, tell);
    };
    if (type !== undefined) look(resource.view, type, []);
    // Operators put the pod specs of their templates into pods as they are.
    else for (const { view, path } of resource.pods) if (isTemplate(path)) look(view, 'PodSpec', path);
  },
};
