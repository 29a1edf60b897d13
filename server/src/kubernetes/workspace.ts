/**
 * What rules may ask about the rest of the workspace. Gathered when first asked, so that a file whose rules ask
 * nothing costs nothing.
 */
import type { Language, Project, Source } from '../engine/types.ts';
import type { Documents } from '../yaml/documents.ts';
import { join, type Shared, sharedByDocument, sharedOf } from './shared.ts';
import { podsByDocument, podsOf, type SharedPod } from './shared-pods.ts';
import type { Workloads } from './workloads.ts';

export interface Workspace {
  /** Of the analysed file. */
  readonly path: string;
  /** Everything that any file tells, the analysed one included. */
  readonly shared: () => Shared;
  /** The pods that the manifests of the workspace make. */
  readonly pods: () => readonly SharedPod[];
}

const LANGUAGES: readonly Language[] = ['kubernetes', 'yaml', 'compose', 'dockerfile'];

/** The workspace as seen from `source`, whose documents are read already. */
export function workspaceOf(
  source: Source,
  { documents }: Documents,
  project: Project,
  table: Workloads,
): Workspace {
  let shared: Shared | undefined;
  const gather = (): Shared => {
    const own = documents.map(({ tree }) => sharedByDocument(source.path, tree));
    const others = LANGUAGES.flatMap((language) =>
      [...project.files(language)].filter(({ uri }) => uri !== source.uri).map(sharedOf),
    );
    return join([...own, ...others]);
  };
  let pods: readonly SharedPod[] | undefined;
  const gatherPods = (): readonly SharedPod[] => [
    ...documents.flatMap(({ tree }) => podsByDocument(source.path, tree, table)),
    ...[...project.files('kubernetes')]
      .filter(({ uri }) => uri !== source.uri)
      .flatMap((other) => podsOf(other, table)),
  ];
  return { path: source.path, shared: () => (shared ??= gather()), pods: () => (pods ??= gatherPods()) };
}

/** Of rules that look at nothing but their document. */
export const NO_WORKSPACE: Workspace = { path: '', shared: () => join([]), pods: () => [] };

/** Whether one can be in the other's namespace: one that states none may be put into any. */
export function sameNamespace(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}

/** Whether Kustomize or Helm completes the analysed file: what it does not say may be said elsewhere. */
export function isCompleted({ path, shared }: Workspace): boolean {
  return shared().completed.some((folder) => path.startsWith(folder));
}
