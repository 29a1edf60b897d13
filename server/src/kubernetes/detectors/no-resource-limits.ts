/**
 * no-resource-limits: a container without a memory limit, or without a request for cpu. Limits of the whole pod and
 * the defaults of a LimitRange count; ephemeral containers can have none. Of an init container only the memory counts: the
 * scheduler takes the larger of what init containers and the others ask for.
 */
import { entries, nodeAt, type View } from '../../yaml/access.ts';
import { type Edits, setField } from '../../yaml/additions.ts';
import type { Node } from '../../yaml/nodes.ts';
import { together } from '../../yaml/positions.ts';
import type { KubernetesDetector } from '../detector.ts';
import type { Container } from '../resources.ts';
import { at, textAt, valueAt } from '../values.ts';
import { sameNamespace } from '../workspace.ts';

/** Memory for model servers by image; a starting point that its owner must check. */
const PRESETS: readonly (readonly [RegExp, string])[] = [
  [/vllm|text-generation-inference|triton|sglang/i, '16Gi'],
  [/torch|tensorflow|ray|mlflow|jupyter|transformers|tei\b/i, '8Gi'],
];

function states(view: View, path: string): boolean {
  return valueAt(view, path).state !== 'absent';
}

function lacks({ view, pod }: Container, ...paths: string[]): boolean {
  return paths.every((path) => !states(view, path) && !states(pod.view, path));
}

function hasDevice({ view }: Container): boolean {
  const limits = nodeAt(view, 'resources.limits');
  return limits !== undefined && entries(limits).some(({ name }) => name.includes('/'));
}

function memory({ view }: Container): string {
  const image = textAt(view, 'image') ?? '';
  return PRESETS.find(([pattern]) => pattern.test(image))?.[1] ?? '2Gi';
}

function isEmpty(node: Node | undefined): boolean {
  if (!node) return true;
  if (node.kind === 'map') return !node.open && node.pairs.length + node.merges.length === 0;
  return node.kind === 'scalar' && node.empty;
}

/** Adds the limit, and the requests that are missing with it: else the next finding would ask for them. */
function limiting(container: Container): Edits {
  const { view } = container;
  if (isEmpty(nodeAt(view, 'resources')?.node)) {
    const limit = memory(container);
    return setField(view, ['resources'], {
      requests: { cpu: '500m', memory: limit },
      limits: { memory: limit },
    });
  }
  const limit = textAt(view, 'resources.requests.memory') ?? memory(container);
  const limited = setField(view, ['resources', 'limits', 'memory'], limit);
  if (!lacks(container, 'resources.requests.cpu', 'resources.limits.cpu')) return limited;
  const requested = setField(view, ['resources', 'requests', 'cpu'], '500m');
  return limited && requested && together(view.tree, [...limited, ...requested]);
}

function requesting({ view }: Container): Edits {
  const edits = setField(view, ['resources', 'requests', 'cpu'], '500m');
  return edits && together(view.tree, edits);
}

/** A container that ends before the others start; one that restarts always stays beside them. */
function isPassing({ role, view }: Container): boolean {
  return role === 'init' && textAt(view, 'restartPolicy') !== 'Always';
}

export const detector: KubernetesDetector = {
  scope: 'workspace',
  container: (container, report, { shared }) => {
    const { pod, role, view, mark } = container;
    if (role === 'ephemeral' || !pod.complete) return;
    const noMemory = lacks(container, 'resources.limits.memory');
    const passing = isPassing(container);
    const noRequest =
      !noMemory && !passing && lacks(container, 'resources.requests.cpu', 'resources.limits.cpu');
    if (!noMemory && !noRequest) return;
    if (
      noMemory &&
      shared().limitRanges.some(({ namespace }) => sameNamespace(namespace, pod.resource.namespace))
    )
      return;
    const place = at(view, noMemory ? 'resources.limits.memory' : 'resources.requests.cpu')[0];
    const span = place?.key ?? place?.nearest ?? mark;
    const values = { container: container.name ?? '?' };
    if (noRequest) report({ span, values, edits: { 'add-request': requesting(container) } }, 'cpu-request');
    else
      report(
        { span, values, edits: { 'add-limit': limiting(container) } },
        hasDevice(container) ? 'device' : passing ? 'init' : 'memory',
      );
  },
};
