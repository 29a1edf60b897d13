/**
 * Writes NetworkPolicy documents: one out of a block that stands where Kubernetes does not look for it, and a new one
 * for a workload that has none. Knows no rule.
 */
import { applyEdits } from '../engine/edits.ts';
import type { Edit, Span } from '../engine/types.ts';
import { type Entry, entries, field, items, nodeAt, type Step, type View } from '../yaml/access.ts';
import { appendDocument, type Edits, setField } from '../yaml/additions.ts';
import { documentText, type Plain } from '../yaml/format.ts';
import type { Node, Tree } from '../yaml/nodes.ts';
import { plainOf, textsOf } from '../yaml/plain.ts';
import { lineEnd, lineStart, pairEnd } from '../yaml/positions.ts';
import { removeField } from '../yaml/removals.ts';
import { podPorts } from './ports.ts';
import type { Pod, Resource } from './resources.ts';
import { fieldsOf } from './schema.ts';

type PlainMap = Readonly<Record<string, Plain>>;

/** The selector that picks the workload's pods; undefined when it is not fully known or would pick every pod. */
function selectorFor({ resource, metadata }: Pod): PlainMap | undefined {
  const path = resource.workload?.selector;
  const selector = path === undefined ? undefined : nodeAt(resource.view, path);
  if (selector) {
    const plain = plainOf(selector);
    const labels = nodeAt(selector, 'matchLabels');
    if (plain === undefined || (labels && !textsOf(labels))) return undefined;
    const expressions = field(selector, 'matchExpressions');
    const known = typeof expressions === 'string' ? undefined : plainOf(expressions.value);
    const map = {
      ...(labels ? { matchLabels: textsOf(labels) ?? {} } : {}),
      ...(known === undefined ? {} : { matchExpressions: known }),
    };
    return Object.keys(map).length === 0 ? undefined : map;
  }
  const labels = metadata && nodeAt(metadata, 'labels');
  const texts = labels && textsOf(labels);
  return texts && Object.keys(texts).length > 0 ? { matchLabels: texts } : undefined;
}

function portList(pod: Pod): Plain[] {
  return podPorts(pod).map(({ number, protocol }) => ({ protocol, port: number }));
}

/** `apiVersion` to `metadata`; undefined when the workload's name or namespace is not known. */
function header({ view, name, namespace }: Resource): PlainMap | undefined {
  const stated = nodeAt(view, 'metadata.namespace');
  if (name === undefined || (stated && namespace === undefined)) return undefined;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  };
}

/** Whether anything under `node` is tied to other places by anchors or aliases. */
function isTied(node: Node): boolean {
  if (node.kind === 'alias' || node.anchor !== undefined) return true;
  if (node.kind === 'scalar') return false;
  if (node.kind === 'sequence') return node.items.some(({ value }) => isTied(value));
  return node.merges.length > 0 || node.pairs.some(({ value }) => isTied(value));
}

/** Adds the workload's ports to each ingress rule that names none. */
function withPorts(policy: View, ports: readonly Plain[]): Edit[] {
  const ingress = field(policy, 'ingress');
  if (typeof ingress === 'string' || ports.length === 0) return [];
  return items(ingress.value).flatMap((rule) =>
    field(rule, 'ports') === 'absent' ? [...(setField(rule, ['ports'], ports) ?? [])] : [],
  );
}

/** The lines of a field, moved from its column to `column`. */
function reindented(written: string, from: number, column: number): string[] {
  return written.split(/\r?\n/).map((line, index) => {
    if (index === 0) return ' '.repeat(column) + line;
    const indent = line.length - line.trimStart().length;
    return line.trim() === '' ? '' : ' '.repeat(Math.max(0, indent + column - from)) + line.trimStart();
  });
}

/** A field of the block as it will stand in the new document. */
function movedField(
  tree: Tree,
  entry: Entry,
  edits: readonly Edit[],
  flow: boolean,
): { lines: string[]; span: Span } | undefined {
  const { start } = entry.pair.key;
  const end = flow ? pairEnd(entry.pair) : lineEnd(tree.text, pairEnd(entry.pair));
  const inside = edits.filter(({ span }) => span.start >= start && span.end <= end);
  const written = applyEdits(
    tree.text.slice(start, end),
    inside.map(({ span, text }) => ({ text, span: { start: span.start - start, end: span.end - start } })),
  );
  if (flow && written.includes('#')) return undefined;
  const lines = flow
    ? [' '.repeat(tree.style.step) + written.replace(/\s*\n\s*/g, ' ')]
    : reindented(written, start - lineStart(tree.text, start), tree.style.step);
  return { lines, span: { start, end } };
}

/** Comments that are cut out with the block and stand in none of its fields. */
function looseComments(tree: Tree, cut: Span, fields: readonly Span[]): string[] {
  return tree.comments
    .filter(({ span }) => span.start >= cut.start && span.end <= cut.end)
    .filter(({ span }) => !fields.some((field) => span.start >= field.start && span.end <= field.end))
    .map(({ text }) => text);
}

function policyTypes(policy: View): string[] {
  const egress = field(policy, 'egress') !== 'absent';
  const ingress = field(policy, 'ingress') !== 'absent' || !egress;
  return [...(ingress ? ['Ingress'] : []), ...(egress ? ['Egress'] : [])];
}

/**
 * Cuts the block `entry` at `path` of the pod's resource, with the comment lines above it, and appends it as a
 * NetworkPolicy that selects the workload. Undefined when the block is no policy, is templated or tied to other
 * places by aliases, or when the workload's labels are not known.
 */
export function movedPolicy(pod: Pod, entry: Entry, path: readonly Step[]): Edits {
  const { resource } = pod;
  const { tree } = resource.view;
  const policy = entry.value;
  if (!entry.own || policy.node.kind !== 'map' || policy.via || tree.templated || isTied(policy.node))
    return undefined;
  const known = fieldsOf('NetworkPolicySpec') ?? {};
  const fields = entries(policy);
  if (fields.some(({ name }) => !Object.hasOwn(known, name))) return undefined;
  const head = header(resource);
  const selector = selectorFor(pod);
  const cut = removeField(resource.view, path, true);
  if (!head || !selector || !cut) return undefined;
  const flow = policy.node.flow;
  const edits = withPorts(policy, portList(pod));
  const moved = fields.map((one) => movedField(tree, one, edits, flow));
  if (moved.some((one) => one === undefined)) return undefined;
  const has = (name: string): boolean => fields.some((one) => one.name === name);
  const added: PlainMap = {
    ...(has('podSelector') ? {} : { podSelector: selector }),
    ...(has('policyTypes') ? {} : { policyTypes: policyTypes(policy) }),
  };
  const eol = tree.style.endOfLine;
  const comments = looseComments(
    tree,
    cut[0]?.span ?? entry.pair.key,
    moved.flatMap((one) => (one ? [one.span] : [])),
  );
  const document =
    comments.map((comment) => comment + eol).join('') +
    documentText(head, tree.style) +
    (Object.keys(added).length > 0 ? documentText({ spec: added }, tree.style) : `spec:${eol}`) +
    moved
      .flatMap((one) => one?.lines ?? [])
      .map((line) => line + eol)
      .join('');
  const append = appendDocument(tree, document);
  return append && [...cut, ...append];
}

const DNS: Plain = {
  to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};

/** What a new policy is about: who may connect to the pods, or where they may connect to. */
export type Covered = 'ingress' | 'egress' | 'both';

/** A pod is as old as its document: what was written for it holds as long. */
const written: Readonly<Record<Covered, WeakMap<Pod, Edits>>> = {
  ingress: new WeakMap(),
  egress: new WeakMap(),
  both: new WeakMap(),
};

/**
 * Appends a NetworkPolicy: for ingress it lets only pods of the same namespace reach the workload, on its ports; for egress
 * the workload itself reaches nothing but DNS. Undefined when its labels are not known.
 */
export function newPolicy(pod: Pod, covered: Covered): Edits {
  const known = written[covered];
  if (!known.has(pod)) known.set(pod, writePolicy(pod, covered));
  return known.get(pod);
}

function writePolicy(pod: Pod, covered: Covered): Edits {
  const { tree } = pod.resource.view;
  // Beside a policy for ingress, which has the workload's name.
  const { name } = pod.resource;
  const named =
    covered === 'egress' && name !== undefined ? { ...pod.resource, name: `${name}-egress` } : pod.resource;
  const head = header(named);
  const podSelector = selectorFor(pod);
  if (!head || !podSelector) return undefined;
  const ports = portList(pod);
  const rules: PlainMap = {
    ...(covered === 'egress'
      ? {}
      : { ingress: ports.length === 0 ? [] : [{ from: [{ podSelector: {} }], ports }] }),
    ...(covered === 'ingress' ? {} : { egress: [DNS] }),
  };
  const policyTypes: Plain = [
    ...(covered === 'egress' ? [] : ['Ingress']),
    ...(covered === 'ingress' ? [] : ['Egress']),
  ];
  return appendDocument(
    tree,
    documentText({ ...head, spec: { podSelector, policyTypes, ...rules } }, tree.style),
  );
}
