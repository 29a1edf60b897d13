/**
 * host-path-volume: a folder of the node in a pod. The paths that give the node away stand in the rule file, whose cases
 * speak first. A DaemonSet looks after its node, so that another kind of volume cannot replace what it mounts: there
 * only writing counts.
 */
import type { View } from '../../yaml/access.ts';
import { type Edits, setField } from '../../yaml/additions.ts';
import { together } from '../../yaml/positions.ts';
import { replaceField } from '../../yaml/removals.ts';
import type { KubernetesDetector } from '../detector.ts';
import { hostPathsOf } from '../host-paths.ts';
import { settingSpan } from '../security-context.ts';

function readOnly(mounts: readonly View[]): Edits {
  const [first] = mounts;
  const edits = mounts.map((mount) => setField(mount, ['readOnly'], true));
  return first && edits.every((each) => each !== undefined) ? together(first.tree, edits.flat()) : undefined;
}

export const detector: KubernetesDetector = {
  scope: 'document',
  pod: (pod, report) => {
    const agent = pod.workload.runs === 'node';
    for (const { volume, place, path, open, reads } of hostPathsOf(pod)) {
      if (agent && reads) continue;
      report(
        {
          span: settingSpan(place, pod.mark),
          values: { value: path === '' ? 'A path' : path, does: reads ? 'read' : 'read or change' },
          edits: {
            'empty-dir': replaceField(volume, ['hostPath'], 'emptyDir', {}),
            'read-only': readOnly(open),
          },
        },
        agent ? 'agent' : 'pod',
      );
    }
  },
};
