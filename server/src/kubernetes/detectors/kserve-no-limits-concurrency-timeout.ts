/**
 * kserve-no-limits-concurrency-timeout: a predictor that takes as many requests, for as long, on as many replicas as
 * somebody likes. One finding for all that is missing.
 */
import { entries, field, nodeAt } from '../../yaml/access.ts';
import { setField } from '../../yaml/additions.ts';
import { together } from '../../yaml/positions.ts';
import type { KubernetesDetector } from '../detector.ts';
import { is, valueAt } from '../values.ts';

const FIELDS: readonly (readonly [string, number])[] = [
  ['containerConcurrency', 10],
  ['timeout', 60],
  ['maxReplicas', 3],
];

export const detector: KubernetesDetector = {
  scope: 'document',
  resource: ({ kind, apiVersion, view }, report) => {
    if (kind !== 'InferenceService' || !apiVersion.startsWith('serving.kserve.io/')) return;
    const annotations = nodeAt(view, 'metadata.annotations');
    const scaled =
      annotations &&
      (annotations.node.kind !== 'map' ||
        annotations.node.open ||
        entries(annotations).some(({ name }) => name.startsWith('autoscaling.knative.dev/')));
    const spec = nodeAt(view, 'spec');
    const predictor = spec ? field(spec, 'predictor') : 'absent';
    if (scaled || typeof predictor === 'string' || predictor.value.node.kind !== 'map') return;
    const lacking = FIELDS.filter(([name]) => {
      const value = valueAt(predictor.value, name);
      return value.state === 'absent' || is(value, 0);
    });
    if (lacking.length === 0) return;
    const edits = lacking.map(([name, value]) => setField(predictor.value, [name], value));
    const all = edits.every((edit) => edit !== undefined) ? together(view.tree, edits.flat()) : undefined;
    report({
      span: predictor.key,
      values: { fields: lacking.map(([name]) => `\`${name}\``).join(', ') },
      edits: { 'add-limits': all },
    });
  },
};
