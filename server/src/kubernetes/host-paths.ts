/**
 * The folders of its node that a pod mounts, and how. Knows volumes and mounts, no rule.
 */
import { items, nodeAt, type Place, type View } from '../yaml/access.ts';
import type { Pod } from './resources.ts';
import { at, is, textAt, valueAt } from './values.ts';

export interface HostPath {
  readonly volume: View;
  /** Where the path stands, or is missing. */
  readonly place: Place;
  /** Empty where none is said. */
  readonly path: string;
  /** The mounts that may write to it. */
  readonly open: readonly View[];
  /** It is mounted, and nowhere to be written. */
  readonly reads: boolean;
}

/** Where the pod's containers mount the volume called `name`. */
function mountsOf({ containers }: Pod, name: string | undefined): View[] {
  return containers.flatMap(({ view }) => {
    const list = nodeAt(view, 'volumeMounts');
    return list ? items(list).filter((mount) => textAt(mount, 'name') === name) : [];
  });
}

/** The path of the node in `volume`, empty where none is said; undefined where it has none or nobody knows. */
function pathOf(volume: View): string | undefined {
  const path = valueAt(volume, 'hostPath.path');
  const there = valueAt(volume, 'hostPath').state === 'known';
  return path.state === 'absent' && there ? '' : textAt(volume, 'hostPath.path');
}

/** All of the pod's volumes that are surely folders of its node. */
export function hostPathsOf(pod: Pod): HostPath[] {
  const list = nodeAt(pod.view, 'volumes');
  return (list ? items(list) : []).flatMap((volume) => {
    const path = pathOf(volume);
    const [place] = at(volume, 'hostPath.path');
    if (!place || path === undefined) return [];
    const mounts = mountsOf(pod, textAt(volume, 'name'));
    const open = mounts.filter((mount) => !is(valueAt(mount, 'readOnly'), true));
    return [{ volume, place, path, open, reads: mounts.length > 0 && open.length === 0 }];
  });
}
