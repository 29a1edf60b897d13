/**
 * host-path-volume: a folder of the node in a pod. The paths that give the node away stand in the rule file, whose cases
 * speak first. A DaemonSet looks after its node, so that another kind of volume cannot replace what it mounts: there
 * only writing counts.
 */
import { items, nodeAt, type View } from '../../yaml/access.ts';
import { type Edits, setField } from '../../yaml/additions.ts';
import { together } from '../../yaml/positions.ts';
import { replaceField } from '../../yaml/removals.ts';
import type { KubernetesDetector } from '../detector.ts';
import type { Pod } from '../resources.ts';
import { settingSpan } from '../security-context.ts';
import { at, is, textAt, valueAt } from '../values.ts';

/** Where the pod's containers mount the volume called `name`. */
function mountsOf({ containers }: Pod, name: string | undefined): View[] {
  return containers.flatMap(({ view }) => {
    const list = nodeAt(view, 'volumeMounts');
    return list ? items(list).filter((mount) => textAt(mount, 'name') === name) : [];
  });
}

function readOnly(mounts: readonly View[]): Edits {
  const [first] = mounts;
  const edits = mounts.map((mount) => setField(mount, ['readOnly'], true));
  return first && edits.every((each) => each !== undefined) ? together(first.tree, edits.flat()) : undefined;
}

export const detector: KubernetesDetector = {
  scope: 'document',
  pod: (pod, report) => {
    const agent = pod.workload.runs === 'node';
    const list = nodeAt(pod.view, 'volumes');
    for (const volume of list ? items(list) : []) {
      const [place] = at(volume, 'hostPath.path');
      const path = textAt(volume, 'hostPath.path');
      if (!place || !path) continue;
      const mounts = mountsOf(pod, textAt(volume, 'name'));
      const open = mounts.filter((mount) => !is(valueAt(mount, 'readOnly'), true));
      const read = mounts.length > 0 && open.length === 0;
      if (agent && read) continue;
      report(
        {
          span: settingSpan(place, pod.mark),
          values: { value: path, does: read ? 'read' : 'read or change' },
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
