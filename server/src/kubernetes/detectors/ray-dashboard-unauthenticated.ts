/**
 * ray-dashboard-unauthenticated: a cluster of Ray whose dashboard and client port run the code of whoever reaches them.
 * That they listen on all addresses inside of the pod is needed by KubeRay, and no fault.
 */
import { spanOf } from '../../yaml/access.ts';
import { setField } from '../../yaml/additions.ts';
import { together } from '../../yaml/positions.ts';
import type { KubernetesDetector } from '../detector.ts';
import { asksForToken, exposureOf, type RayCluster, rayClusterOf } from '../ray.ts';
import type { Resource } from '../resources.ts';
import { textAt } from '../values.ts';

/** Tokens came with Ray 2.52. */
function knowsTokens(version: string | undefined): boolean {
  const [, major = '0', minor = '0'] = /^(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 52);
}

/** Only where the version is new enough already: the image has to be of the same one. */
function withToken(resource: Resource, cluster: RayCluster): ReturnType<typeof setField> {
  if (!knowsTokens(textAt(cluster.view, 'rayVersion'))) return undefined;
  const edits = setField(resource.view, [...cluster.path, 'authOptions', 'mode'], 'token');
  return edits && together(resource.view.tree, edits);
}

export const detector: KubernetesDetector = {
  scope: 'document',
  resource: (resource, report) => {
    const cluster = rayClusterOf(resource);
    if (!cluster || asksForToken(cluster)) return;
    const open = exposureOf(cluster);
    const values = { kind: resource.kind };
    const edits = { 'ask-for-token': withToken(resource, cluster) };
    report({ span: open ? spanOf(open) : cluster.head.key, values, edits }, open ? 'exposed' : 'inside');
  },
};
