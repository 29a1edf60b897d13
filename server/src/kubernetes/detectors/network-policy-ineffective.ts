/**
 * network-policy-ineffective: a NetworkPolicy that keeps nobody out: it lets everybody in, lets its pods reach the
 * metadata of the cloud, or selects pods that no manifest beside it makes.
 */
import { entries, field, items, nodeAt, spanOf, textOf, type View } from '../../yaml/access.ts';
import { setField } from '../../yaml/additions.ts';
import type { KubernetesDetector, Report } from '../detector.ts';
import type { Resource } from '../resources.ts';
import { type Selector, selectorOf, selects } from '../selectors.ts';
import { folderOf } from '../shared.ts';
import { isCompleted, sameNamespace, type Workspace } from '../workspace.ts';

const METADATA = '169.254.169.254/32';

function list(view: View, path: string): View[] {
  const found = nodeAt(view, path);
  return found ? items(found) : [];
}

function isEmptyMap({ node }: View): boolean {
  return node.kind === 'map' && !node.open && node.pairs.length + node.merges.length === 0;
}

function reportIngress({ view }: Resource, report: Report): void {
  if (list(view, 'spec.egress').length > 0) return;
  for (const [index, rule] of list(view, 'spec.ingress').entries()) {
    if (isEmptyMap(rule)) {
      const edits = {
        'same-namespace': setField(view, ['spec', 'ingress', index, 'from'], [{ podSelector: {} }]),
      };
      report({ span: spanOf(rule), edits }, 'everybody');
      continue;
    }
    const from = field(rule, 'from');
    if (typeof from === 'string' || from.value.node.kind !== 'sequence') continue;
    if (from.value.node.items.length === 0 && !from.value.node.open)
      report({ span: from.key, edits: {} }, 'empty-from');
  }
}

function reportEgress({ view }: Resource, report: Report): void {
  for (const rule of list(view, 'spec.egress')) {
    for (const peer of list(rule, 'to')) {
      const cidr = nodeAt(peer, 'ipBlock.cidr');
      if (!cidr || textOf(cidr) !== '0.0.0.0/0') continue;
      const except = nodeAt(peer, 'ipBlock.except');
      const covers =
        except &&
        (except.node.kind !== 'sequence' ||
          items(except).some((one) => /^169\.254\./.test(textOf(one) ?? '169.254.')));
      if (covers) continue;
      const edits = { 'no-metadata': setField(peer, ['ipBlock', 'except'], [METADATA]) };
      report({ span: spanOf(cidr), edits }, 'metadata');
    }
  }
}

/** Whether manifests beside this one make pods, and none of them is selected. */
function isDangling({ namespace }: Resource, selector: Selector, workspace: Workspace): boolean {
  if (isCompleted(workspace) || selector.open) return false;
  const folder = folderOf(workspace.path);
  const near = workspace
    .pods()
    .filter((pod) => folderOf(pod.path) === folder && sameNamespace(pod.namespace, namespace));
  if (near.length === 0 || near.some(({ operator }) => operator)) return false;
  return !workspace
    .pods()
    .some((pod) => sameNamespace(pod.namespace, namespace) && selects(selector, pod.labels));
}

export const detector: KubernetesDetector = {
  scope: 'workspace',
  resource: (resource, report, workspace) => {
    const { view, kind, apiVersion } = resource;
    if (kind !== 'NetworkPolicy' || !/^(?:networking\.k8s\.io|extensions)\//.test(apiVersion)) return;
    reportIngress(resource, report);
    reportEgress(resource, report);
    const found = nodeAt(view, 'spec.podSelector');
    const key = field(view, 'spec');
    const at = typeof key === 'string' ? key : field(key.value, 'podSelector');
    if (!found || typeof at === 'string') return;
    const selector = selectorOf(found);
    const named = entries(found).length > 0;
    if (named && isDangling(resource, selector, workspace))
      report({ span: at.key, values: { name: resource.name ?? kind }, edits: {} }, 'selects-nothing');
  },
};
