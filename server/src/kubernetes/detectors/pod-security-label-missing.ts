/**
 * pod-security-label-missing: a Namespace in which nothing enforces a level of the Pod Security Standards. Namespaces of
 * the cluster itself need `privileged`.
 */
import { field, knownValue, nodeAt, spanOf } from '../../yaml/access.ts';
import { setField } from '../../yaml/additions.ts';
import type { KubernetesDetector } from '../detector.ts';
import { is } from '../values.ts';

const LABEL = 'pod-security.kubernetes.io/enforce';
const OF_CLUSTER = /^(?:kube-.*|istio-system|gatekeeper-system|calico-.*|cilium.*|openshift-.*)$/;

export const detector: KubernetesDetector = {
  scope: 'document',
  resource: ({ kind, apiVersion, view, name, mark }, report) => {
    if (kind !== 'Namespace' || apiVersion !== 'v1' || name === undefined || OF_CLUSTER.test(name)) return;
    const labels = nodeAt(view, 'metadata.labels');
    const label = labels ? field(labels, LABEL) : 'absent';
    const metadata = nodeAt(view, 'metadata');
    if (label === 'maybe' || (metadata?.node.kind === 'map' && metadata.node.open)) return;
    const edits = { restrict: setField(view, ['metadata', 'labels', LABEL], 'restricted') };
    if (label === 'absent') report({ span: mark, values: { name }, edits }, 'missing');
    else if (is(knownValue(label.value), 'privileged'))
      report({ span: spanOf(label.value), values: { name }, edits }, 'privileged');
  },
};
