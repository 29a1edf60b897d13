/**
 * no-network-policy: a workload that no NetworkPolicy of the workspace selects, so that every pod of the cluster may
 * connect to it. Policies of Cilium count; of other makers each counts, for their selectors are not read.
 */
import { field } from '../../yaml/access.ts';
import type { KubernetesDetector } from '../detector.ts';
import { newPolicy } from '../network-policy.ts';
import type { Pod } from '../resources.ts';
import { labelsOf, selects } from '../selectors.ts';
import { mayBe, valueAt } from '../values.ts';
import { isCompleted, sameNamespace, type Workspace } from '../workspace.ts';

function isCovered({ metadata, resource }: Pod, { shared }: Workspace): boolean {
  const labels = labelsOf(metadata);
  return shared().policies.some(
    ({ namespace, selector }) =>
      sameNamespace(namespace, resource.namespace) && (!selector || selects(selector, labels)),
  );
}

export const detector: KubernetesDetector = {
  scope: 'workspace',
  resource: (resource, report, workspace) => {
    if (resource.embedded) return;
    const pod = resource.pods.find(
      ({ complete, view, workload }) =>
        complete && !workload.operator && !mayBe(valueAt(view, 'hostNetwork'), true),
    );
    if (!pod || isCovered(pod, workspace)) return;
    // Who offers no port may still listen, but says that nobody is meant to connect.
    const listens = pod.containers.some(({ view }) => typeof field(view, 'ports') !== 'string');
    const partial = !listens || resource.view.tree.templated || isCompleted(workspace);
    const misplaced = typeof field(pod.view, 'networkPolicy') !== 'string';
    const edits = misplaced
      ? {}
      : { 'add-policy': newPolicy(pod, false), 'add-policy-dns': newPolicy(pod, true) };
    report(
      { span: resource.mark, values: { name: resource.name ?? resource.kind }, edits },
      partial ? 'partial' : 'uncovered',
    );
  },
};
