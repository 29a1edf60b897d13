/**
 * Where a container can write when its root file system is read-only, and the edits that give it `/tmp`.
 * Knows volumes and mounts, no rule.
 */
import type { Edit } from '../engine/types.ts';
import { field, items, nodeAt, type View } from '../yaml/access.ts';
import { appendItem, type Edits } from '../yaml/additions.ts';
import { together } from '../yaml/positions.ts';
import type { Container, Pod } from './resources.ts';
import { is, textAt, valueAt } from './values.ts';

const READ_ONLY_VOLUMES = ['configMap', 'secret', 'projected', 'downwardAPI', 'image'];

export interface Mount {
  readonly path: string;
  readonly writable: boolean;
  /** The volume lives longer than the pod: a claim or a network file system. */
  readonly lasting: boolean;
}

function volumesOf(pod: Pod): View[] {
  const list = nodeAt(pod.view, 'volumes');
  return list ? items(list) : [];
}

function holds(volume: View | undefined, kinds: readonly string[]): boolean {
  return volume !== undefined && kinds.some((kind) => typeof field(volume, kind) !== 'string');
}

/**
 * The mounts of a container. `complete` is false where a template may add some, or where a mount's path is not known.
 * A volume that the pod does not list (a claim template) counts as writable.
 */
export function mountsOf({ view, pod }: Container): { mounts: Mount[]; complete: boolean } {
  const list = field(view, 'volumeMounts');
  if (typeof list === 'string') return { mounts: [], complete: list === 'absent' };
  const { node } = list.value;
  const listed = items(list.value);
  const volumes = volumesOf(pod);
  const mounts = listed.flatMap((mount): Mount[] => {
    const path = textAt(mount, 'mountPath');
    if (path === undefined) return [];
    const name = textAt(mount, 'name');
    const volume = volumes.find((one) => textAt(one, 'name') === name);
    const readOnly = is(valueAt(mount, 'readOnly'), true) || holds(volume, READ_ONLY_VOLUMES);
    return [
      {
        path: path.replace(/(?<=.)\/+$/, ''),
        writable: !readOnly,
        lasting: holds(volume, ['persistentVolumeClaim', 'nfs', 'csi', 'ephemeral']),
      },
    ];
  });
  const open = node.kind === 'scalar' ? node.templated : node.open;
  return { mounts, complete: !open && mounts.length === listed.length };
}

/** A free volume name: `tmp`, or `tmp-2` and so on when the pod has one of that name. */
function freeName(pod: Pod): string {
  const names = new Set(volumesOf(pod).map((volume) => textAt(volume, 'name')));
  for (let number = 2; ; number++) {
    const name = number === 2 && !names.has('tmp') ? 'tmp' : `tmp-${number}`;
    if (!names.has(name)) return name;
  }
}

/** Mounts an empty directory at `/tmp`, besides `more` edits of the same container; undefined where that cannot be. */
export function withTmp(container: Container, more: readonly Edit[] = []): Edits {
  const { pod, view } = container;
  const name = freeName(pod);
  const mount = appendItem(view, ['volumeMounts'], { name, mountPath: '/tmp' });
  const volume = appendItem(pod.view, ['volumes'], { name, emptyDir: {} });
  return mount && volume && together(view.tree, [...more, ...mount, ...volume]);
}
