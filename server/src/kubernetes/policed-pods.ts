/** Which pods network policies are about, and whether one of the workspace says something about them. */
import type { Pod, Resource } from './resources.ts';
import { labelsOf, selects } from './selectors.ts';
import { mayBe, valueAt } from './values.ts';
import { sameNamespace, type Workspace } from './workspace.ts';

/** The pod of `resource` that a policy can hold for; those on the host's network are out of reach. */
export function isolatedPod({ embedded, pods }: Resource): Pod | undefined {
  if (embedded) return undefined;
  return pods.find(
    ({ complete, view, workload }) =>
      complete && !workload.operator && !mayBe(valueAt(view, 'hostNetwork'), true),
  );
}

/** Whether a policy says who may connect to the pod (`ingress`), or where it may connect to (`egress`). */
export function isSelected(
  { metadata, resource }: Pod,
  { shared }: Workspace,
  direction: 'ingress' | 'egress',
): boolean {
  const labels = labelsOf(metadata);
  return shared().policies.some(
    ({ namespace, selector, [direction]: covered }) =>
      covered && sameNamespace(namespace, resource.namespace) && (!selector || selects(selector, labels)),
  );
}
