/**
 * The pods that a file makes, as other files ask for them: their labels and namespace. Apart from what else a file tells,
 * because every manifest with pods has to be read for it; only rules that say "nothing is selected" need it.
 */
import type { Source } from '../engine/types.ts';
import { readDocuments } from '../yaml/documents.ts';
import type { Tree } from '../yaml/nodes.ts';
import { resourcesOf } from './resources.ts';
import { type Labels, labelsOf } from './selectors.ts';
import type { Workloads } from './workloads.ts';

export interface SharedPod {
  /** Of the file. */
  readonly path: string;
  readonly namespace: string | undefined;
  readonly labels: Labels;
  /** An operator makes it, and gives it labels that nobody sees here. */
  readonly operator: boolean;
}

const byTree = new WeakMap<Tree, readonly SharedPod[]>();

/** The pods of one document of the file at `path`. */
export function podsByDocument(path: string, tree: Tree, table: Workloads): readonly SharedPod[] {
  const known = byTree.get(tree);
  if (known) return known;
  const pods = resourcesOf(tree, table).flatMap(({ pods: own, namespace }) =>
    own.map(
      ({ metadata, workload }): SharedPod => ({
        path,
        namespace,
        labels: labelsOf(metadata),
        operator: workload.operator,
      }),
    ),
  );
  byTree.set(tree, pods);
  return pods;
}

const bySource = new WeakMap<Source, readonly SharedPod[]>();

/** The pods of another file; computed once per `Source`. */
export function podsOf(source: Source, table: Workloads): readonly SharedPod[] {
  const known = bySource.get(source);
  if (known) return known;
  const makes = /\bcontainers["']?[ \t]*:|\btemplate["']?[ \t]*:/.test(source.text);
  const { documents } = makes ? readDocuments(source.text, '1.1') : { documents: [] };
  const pods = documents.flatMap(({ tree }) => podsByDocument(source.path, tree, table));
  bySource.set(source, pods);
  return pods;
}
