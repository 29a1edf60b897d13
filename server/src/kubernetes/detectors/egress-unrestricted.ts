/**
 * egress-unrestricted: a workload that policies isolate, but none of them for egress, so that it may connect to anything.
 * Silent where no policy selects it, which is another rule's, and where Kustomize, Helm or a template may bring one.
 */
import type { KubernetesDetector } from '../detector.ts';
import { newPolicy } from '../network-policy.ts';
import { isolatedPod, isSelected } from '../policed-pods.ts';
import { isCompleted } from '../workspace.ts';

export const detector: KubernetesDetector = {
  scope: 'workspace',
  resource: (resource, report, workspace) => {
    const pod = isolatedPod(resource);
    if (!pod || resource.view.tree.templated || isCompleted(workspace)) return;
    if (!isSelected(pod, workspace, 'ingress') || isSelected(pod, workspace, 'egress')) return;
    const values = { name: resource.name ?? resource.kind };
    report({ span: resource.mark, values, edits: { 'add-policy': newPolicy(pod, 'egress') } });
  },
};
