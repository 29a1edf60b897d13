/**
 * What rules may ask about the rest of the workspace. Gathered when first asked, so that a file whose rules ask
 * nothing costs nothing.
 */
import type { Language, Project, Source } from '../engine/types.ts';
import type { Documents } from '../yaml/documents.ts';
import { join, type Shared, sharedByDocument, sharedOf } from './shared.ts';

export interface Workspace {
  /** Of the analysed file. */
  readonly path: string;
  /** Everything that any file tells, the analysed one included. */
  readonly shared: () => Shared;
}

const LANGUAGES: readonly Language[] = ['kubernetes', 'yaml', 'compose', 'dockerfile'];

/** The workspace as seen from `source`, whose documents are read already. */
export function workspaceOf(source: Source, { documents }: Documents, project: Project): Workspace {
  let shared: Shared | undefined;
  const gather = (): Shared => {
    const own = documents.map(({ tree }) => sharedByDocument(source.path, tree));
    const others = LANGUAGES.flatMap((language) =>
      [...project.files(language)].filter(({ uri }) => uri !== source.uri).map(sharedOf),
    );
    return join([...own, ...others]);
  };
  return { path: source.path, shared: () => (shared ??= gather()) };
}

/** Of rules that look at nothing but their document. */
export const NO_WORKSPACE: Workspace = { path: '', shared: () => join([]) };

/** Whether one can be in the other's namespace: one that states none may be put into any. */
export function sameNamespace(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}

/** Whether Kustomize or Helm completes the analysed file: what it does not say may be said elsewhere. */
export function isCompleted({ path, shared }: Workspace): boolean {
  return shared().completed.some((folder) => path.startsWith(folder));
}
