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
  /**
   * What `find` makes of the workspace. What is found with it rests on this answer alone, and not on all that was looked
   * through for it. `question` says everything else that it depends on; `find` is kept, and must not hold a tree.
   */
  readonly ask: <T>(question: string, find: (workspace: Workspace) => T) => T;
}

type Find = (workspace: Workspace) => unknown;

/** A workspace that knows what it was asked. */
export interface Watched extends Workspace {
  /** Notes what is asked from now on in `asked`. */
  readonly note: (asked: Asked<Workspace>) => void;
  /** Whether all of `asked` would be answered alike now. */
  readonly holds: (asked: Asked<Workspace>) => boolean;
}

const LANGUAGES: readonly Language[] = ['kubernetes', 'yaml', 'compose', 'dockerfile', 'configuration'];
const PODS = 'pods';

/** The workspace as seen from `source`, whose documents are read already; `answers` numbers what it says. */
export function workspaceOf(
  source: Source,
  { documents }: Documents,
  project: Project,
  table: Workloads,
  answers: Answers,
): Watched {
  let noting: Asked<Workspace> | undefined;
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
  let gathered: Shared | undefined;
  const found = new Map<string, unknown>();
  const numbers = new Map<string, number>();
  const work = (question: string, find: Find | undefined): unknown => {
    if (!find && question === PODS) return gatherPods();
    if (!find) {
      gathered ??= gather();
      return gathered[question as keyof Shared];
    }
    const outer = noting;
    noting = undefined;
    try {
      return find(workspace);
    } finally {
      noting = outer;
    }
  };
  const answer = (question: string, find: Find | undefined): unknown => {
    if (!found.has(question)) found.set(question, work(question, find));
    return found.get(question);
  };
  const numberOf = (question: string, find: Find | undefined): number => {
    const known = numbers.get(question);
    if (known !== undefined) return known;
    const number = answers.numberOf(`${source.uri} ${question}`, written(answer(question, find)));
    numbers.set(question, number);
    return number;
  };
  const ask = <T>(question: string, find?: (workspace: Workspace) => T): T => {
    const result = answer(question, find) as T;
    noting?.set(question, { number: numberOf(question, find), find });
    return result;
  };
  const shared = {} as Shared;
  for (const question of SHARED)
    Object.defineProperty(shared, question, { enumerable: true, get: () => ask(question) });
  const workspace: Watched = {
    path: source.path,
    shared: () => shared,
    pods: () => ask(PODS),
    ask,
    note: (asked) => {
      noting = asked;
    },
    holds: (asked) => {
      for (const [question, { number, find }] of asked) if (numberOf(question, find) !== number) return false;
      return true;
    },
  };
  return workspace;
}

/** Of rules that look at nothing but their document. */
export const NO_WORKSPACE: Workspace = {
  path: '',
  shared: () => join([]),
  pods: () => [],
  ask: (_, find) => find(NO_WORKSPACE),
};

/** Whether one can be in the other's namespace: one that states none may be put into any. */
export function sameNamespace(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}

/** Whether Kustomize or Helm completes the analysed file: what it does not say may be said elsewhere. */
export function isCompleted({ path, shared }: Workspace): boolean {
  return shared().completed.some((folder) => path.startsWith(folder));
}
