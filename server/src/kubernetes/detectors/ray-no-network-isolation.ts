/**
 * ray-no-network-isolation: a cluster of Ray that every pod of the Kubernetes cluster reaches: without a policy of its own,
 * and without one in the workspace that may select it.
 */
import { setField } from '../../yaml/additions.ts';
import type { KubernetesDetector } from '../detector.ts';
import { hasOwnPolicy, rayClusterOf } from '../ray.ts';
import type { Selector } from '../selectors.ts';
import { isCompleted, sameNamespace } from '../workspace.ts';

/** Pods of Ray carry labels of their operator: a selector by those, or by none, may mean them. */
function maySelect(selector: Selector | undefined): boolean {
  return (
    selector === undefined ||
    selector.open ||
    selector.requirements.every(({ key }) => key === undefined || /ray|app/.test(key))
  );
}

export const detector: KubernetesDetector = {
  scope: 'workspace',
  resource: (resource, report, workspace) => {
    const cluster = rayClusterOf(resource);
    if (!cluster || hasOwnPolicy(cluster) || isCompleted(workspace)) return;
    const covered = workspace
      .shared()
      .policies.some(
        ({ namespace, selector, ingress }) =>
          ingress && sameNamespace(namespace, resource.namespace) && maySelect(selector),
      );
    if (covered) return;
    const edits =
      resource.kind === 'RayCluster'
        ? {
            'deny-ingress': setField(resource.view, [...cluster.path, 'networkPolicy'], {
              mode: 'DenyAllIngress',
            }),
          }
        : {};
    report({ span: resource.mark, values: { name: resource.name ?? resource.kind }, edits });
  },
};
