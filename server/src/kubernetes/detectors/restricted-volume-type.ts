/**
 * restricted-volume-type: a volume that is tied to one kind of storage, past the claims and drivers that the cluster
 * controls. `hostPath` is the business of another rule, for it fails the lower level of the Pod Security Standards, too.
 */
import { entries, items, nodeAt } from '../../yaml/access.ts';
import type { KubernetesDetector } from '../detector.ts';

const RESTRICTED = new Set([
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cephfs',
  'cinder',
  'fc',
  'flexVolume',
  'flocker',
  'gcePersistentDisk',
  'gitRepo',
  'glusterfs',
  'iscsi',
  'nfs',
  'photonPersistentDisk',
  'portworxVolume',
  'quobyte',
  'rbd',
  'scaleIO',
  'storageos',
  'vsphereVolume',
]);

export const detector: KubernetesDetector = {
  scope: 'document',
  pod: (pod, report) => {
    const list = nodeAt(pod.view, 'volumes');
    for (const volume of list ? items(list) : []) {
      for (const { name, key, value } of entries(volume)) {
        const empty = value.node.kind === 'scalar' && value.node.value === null && !value.node.templated;
        if (RESTRICTED.has(name) && !empty)
          report({ span: key, values: { kind: name } }, name === 'nfs' ? 'nfs' : 'other');
      }
    }
  },
};
