/**
 * host-path-read-by-agent: a DaemonSet that only reads what it mounts of its node. The paths that give the node away are
 * the business of `host-path-volume`, whatever is done with them.
 */
import type { KubernetesDetector } from '../detector.ts';
import { hostPathsOf } from '../host-paths.ts';
import { settingSpan } from '../security-context.ts';

export const detector: KubernetesDetector = {
  scope: 'document',
  pod: (pod, report) => {
    if (pod.workload.runs !== 'node') return;
    for (const { place, path, reads } of hostPathsOf(pod))
      if (reads) report({ span: settingSpan(place, pod.mark), values: { value: path } });
  },
};
