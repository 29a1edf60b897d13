/**
 * What rules may ask about the rest of the workspace. Gathered when first asked, so that a file whose rules ask
 * nothing costs nothing.
 */
import type { Language, Project, Source } from '../engine/types.ts';
import type { Documents } from '../yaml/documents.ts';
import { type Answers, type Asked, written } from './asked.ts';
import { join, SHARED, type Shared, sharedByDocument, sharedOf } from './shared.ts';
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

/** A workspace that knows what it was asked. */
export interface Watched extends Workspace {
  /** Notes what is asked from now on in `asked`. */
  readonly note: (asked: Asked) => void;
  /** Whether all of `asked` would be answered alike now. */
  readonly holds: (asked: Asked) => boolean;
}

const LANGUAGES: readonly Language[] = ['kubernetes', 'yaml', 'compose', 'dockerfile'];
const PODS = 'pods';

/** The workspace as seen from `source`, whose documents are read already; `answers` numbers what it says. */
export function workspaceOf(
  source: Source,
  { documents }: Documents,
  project: Project,
  table: Workloads,
  answers: Answers,
): Watched {
  let noting: Asked | undefined;
  const numbers = new Map<string, number>();
  const others = (language: Language): Source[] =>
    [...project.files(language)].filter(({ uri }) => uri !== source.uri);
  const gather = (): Shared =>
    join([
      ...documents.map(({ tree }) => sharedByDocument(source.path, tree)),
      ...LANGUAGES.flatMap((language) => others(language).map(sharedOf)),
    ]);
  const gatherPods = (): readonly SharedPod[] => [
    ...documents.flatMap(({ tree }) => podsByDocument(source.path, tree, table)),
    ...others('kubernetes').flatMap((other) => podsOf(other, table)),
  ];
  const made = new Map<string, unknown>();
  const once = <T>(name: string, make: () => T): T => {
    if (!made.has(name)) made.set(name, make());
    return made.get(name) as T;
  };
  const pods = (): readonly SharedPod[] => once(PODS, gatherPods);
  const answer = (question: string): unknown =>
    question === PODS ? pods() : once('', gather)[question as keyof Shared];
  const numberOf = (question: string): number => {
    const known = numbers.get(question);
    if (known !== undefined) return known;
    const number = answers.numberOf(`${source.uri} ${question}`, written(answer(question)));
    numbers.set(question, number);
    return number;
  };
  const shared = {} as Shared;
  for (const question of SHARED)
    Object.defineProperty(shared, question, {
      enumerable: true,
      get: () => {
        noting?.set(question, numberOf(question));
        return answer(question);
      },
    });
  return {
    path: source.path,
    shared: () => shared,
    pods: () => {
      noting?.set(PODS, numberOf(PODS));
      return pods();
    },
    note: (asked) => {
      noting = asked;
    },
    holds: (asked) => [...asked].every(([question, number]) => numberOf(question) === number),
  };
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
