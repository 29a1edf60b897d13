/**
 * gpu-shared-or-unbounded: a container that helps itself to all GPUs of its node, past what the scheduler gave to others.
 */
import { entries, items, nodeAt, spanOf } from '../../yaml/access.ts';
import { removeField } from '../../yaml/removals.ts';
import type { KubernetesDetector } from '../detector.ts';
import { is, textAt, valueAt } from '../values.ts';

export const detector: KubernetesDetector = {
  scope: 'document',
  container: (container, report) => {
    const { view, pod } = container;
    if (pod.workload.runs === 'node') return;
    const env = nodeAt(view, 'env');
    for (const [index, variable] of (env ? items(env) : []).entries()) {
      const value = nodeAt(variable, 'value');
      if (
        textAt(variable, 'name') !== 'NVIDIA_VISIBLE_DEVICES' ||
        !value ||
        !is(valueAt(variable, 'value'), 'all')
      )
        continue;
      report({ span: spanOf(value), edits: { 'remove-variable': removeField(view, ['env', index]) } }, 'all');
    }
    const limits = nodeAt(view, 'resources.limits');
    const gpu = limits && entries(limits).find(({ name }) => /^nvidia\.com\/(?:gpu|mig-.*)$/.test(name));
    if (gpu && is(valueAt(view, 'securityContext.privileged'), true))
      report({ span: gpu.key, edits: {} }, 'privileged');
  },
};
