/**
 * Where the clusters of Ray stand in resources of KubeRay. Knows the form of these resources, no rule.
 */
import { type Entry, field, nodeAt, type View } from '../yaml/access.ts';
import type { Resource } from './resources.ts';
import { is, mayBe, valueAt } from './values.ts';

const PLACES: Readonly<Record<string, string>> = {
  RayCluster: 'spec',
  RayJob: 'spec.rayClusterSpec',
  RayService: 'spec.rayClusterConfig',
};

export interface RayCluster {
  readonly view: View;
  /** The bound path of it in the resource. */
  readonly path: readonly string[];
  /** The key of its head group. */
  readonly head: Entry;
}

/** The cluster that `resource` describes; undefined where it describes none, or not the whole of one. */
export function rayClusterOf({ kind, apiVersion, view }: Resource): RayCluster | undefined {
  const place = apiVersion.startsWith('ray.io/') ? PLACES[kind] : undefined;
  const cluster = place === undefined ? undefined : nodeAt(view, place);
  const head = cluster ? field(cluster, 'headGroupSpec') : 'absent';
  if (!cluster || place === undefined || typeof head === 'string') return undefined;
  return { view: cluster, path: place.split('.'), head };
}

/** Whether callers have to bring a token, or nobody can know. An `authOptions` without a mode means a token. */
export function asksForToken({ view }: RayCluster): boolean {
  const options = field(view, 'authOptions');
  if (options === 'maybe') return true;
  if (options === 'absent') return false;
  const mode = valueAt(options.value, 'mode');
  return mode.state === 'absent' || mayBe(mode, 'token');
}

/** Whether the cluster brings a policy of its own. */
export function hasOwnPolicy({ view }: RayCluster): boolean {
  return field(view, 'networkPolicy') !== 'absent';
}

/** How the world reaches the head: the value of what opens it; undefined where nothing does. */
export function exposureOf({ view, head }: RayCluster): View | undefined {
  const type = nodeAt(head.value, 'serviceType');
  const value = valueAt(head.value, 'serviceType');
  if (is(value, 'LoadBalancer') || is(value, 'NodePort')) return type;
  const ingress = ['headGroupSpec.enableIngress', 'enableIngress'].find((path) =>
    is(valueAt(view, path), true),
  );
  return ingress === undefined ? undefined : nodeAt(view, ingress);
}
