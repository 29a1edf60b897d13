/**
 * no-network-policy: a workload that no NetworkPolicy of the workspace selects, so that every pod of the cluster may
 * connect to it. Policies of Cilium count; of other makers each counts, for their selectors are not read.
 */
import { field } from '../../yaml/access.ts';
import type { KubernetesDetector } from '../detector.ts';
import { newPolicy } from '../network-policy.ts';
import { isolatedPod, isSelected } from '../policed-pods.ts';
import { isCompleted } from '../workspace.ts';

export const detector: KubernetesDetector = {
  scope: 'workspace',
  resource: (resource, report, workspace) => {
    const pod = isolatedPod(resource);
    if (!pod || isSelected(pod, workspace, 'ingress')) return;
    // Who offers no port may still listen, but says that nobody is meant to connect.
    const listens = pod.containers.some(({ view }) => typeof field(view, 'ports') !== 'string');
    const partial = !listens || resource.view.tree.templated || isCompleted(workspace);
    const misplaced = typeof field(pod.view, 'networkPolicy') !== 'string';
    const edits = misplaced
      ? {}
      : { 'add-policy': newPolicy(pod, 'ingress'), 'add-policy-dns': newPolicy(pod, 'both') };
    report(
      { span: resource.mark, values: { name: resource.name ?? resource.kind }, edits },
      partial ? 'partial' : 'uncovered',
    );
  },
};
