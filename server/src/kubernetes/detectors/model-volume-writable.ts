/**
 * model-volume-writable: a model server that may change the models that it serves. Told by names of volumes and paths; what
 * is a cache has to be written.
 */
import { items, nodeAt } from '../../yaml/access.ts';
import { setField } from '../../yaml/additions.ts';
import type { KubernetesDetector } from '../detector.ts';
import { hasPorts } from '../ports.ts';
import type { Container } from '../resources.ts';
import { settingSpan } from '../security-context.ts';
import { at, is, textAt } from '../values.ts';

const MODEL = /(?:^|[/_-])(?:models?|checkpoints?|weights)(?:$|[/_-])/i;
const CACHE = /cache|hub|tmp|log|upload|registry|store|output|train/i;
const LASTING = ['persistentVolumeClaim', 'nfs', 'csi', 'hostPath', 'cephfs', 'azureFile'];

function isLasting({ pod }: Container, name: string): boolean {
  const list = nodeAt(pod.view, 'volumes');
  const volume = (list ? items(list) : []).find((one) => textAt(one, 'name') === name);
  return volume !== undefined && LASTING.some((kind) => nodeAt(volume, kind) !== undefined);
}

export const detector: KubernetesDetector = {
  scope: 'document',
  container: (container, report) => {
    const { pod, role, view } = container;
    if (role !== 'main' || pod.workload.runs !== 'forever' || !hasPorts(container)) return;
    const list = nodeAt(view, 'volumeMounts');
    for (const mount of list ? items(list) : []) {
      const name = textAt(mount, 'name');
      const path = at(mount, 'mountPath')[0];
      const written = textAt(mount, 'mountPath');
      if (name === undefined || written === undefined || !path) continue;
      const names = `${name} ${written}`;
      if (!(MODEL.test(name) || MODEL.test(written)) || CACHE.test(names) || !isLasting(container, name))
        continue;
      const [readOnly] = at(mount, 'readOnly');
      if (!readOnly || !(readOnly.value.state === 'absent' || is(readOnly.value, false))) continue;
      const values = { path: written, container: container.name ?? '?' };
      report({
        span: settingSpan(path, container.mark),
        values,
        edits: { 'read-only': setField(mount, ['readOnly'], true) },
      });
    }
  },
};
