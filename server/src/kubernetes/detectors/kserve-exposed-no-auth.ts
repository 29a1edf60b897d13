/**
 * kserve-exposed-no-auth: an InferenceService that KServe publishes outside of the cluster, with nothing in the workspace
 * that asks who calls.
 */
import { entries, nodeAt, textOf } from '../../yaml/access.ts';
import { setField } from '../../yaml/additions.ts';
import type { KubernetesDetector } from '../detector.ts';
import { isCompleted } from '../workspace.ts';

const LABEL = 'networking.kserve.io/visibility';
const DECIDES =
  /^(?:networking\.(?:kserve\.io|knative\.dev)\/visibility|security\.opendatahub\.io\/enable-auth)$/;

export const detector: KubernetesDetector = {
  scope: 'workspace',
  resource: ({ kind, apiVersion, view, mark }, report, workspace) => {
    if (!/^(?:LLM)?InferenceService$/.test(kind) || !apiVersion.startsWith('serving.kserve.io/')) return;
    const notes = ['metadata.labels', 'metadata.annotations'].map((path) => nodeAt(view, path));
    if (notes.some((map) => map && (map.node.kind !== 'map' || map.node.open))) return;
    const said = notes.flatMap((map) => (map ? entries(map) : []));
    if (said.some(({ name, value }) => DECIDES.test(name) && textOf(value) !== 'false')) return;
    if (workspace.shared().guards || isCompleted(workspace)) return;
    report({ span: mark, edits: { local: setField(view, ['metadata', 'labels', LABEL], 'cluster-local') } });
  },
};
