/** The apps of a file that ask models of their own, each with a route that does. */
import type { Call, Chunk } from '../ast.ts';
import { rootOf } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import { perFile } from '../memo.ts';
import { aroundOf } from './apps.ts';
import { factsIn, isForTheWorld, type RouteFacts } from './facts.ts';
import { firstInference, servesClassic } from './inference.ts';
import { routeTitle } from './route.ts';
import { routesOf } from './routes.ts';

export interface ServedApp {
  /** Where the app is made. */
  readonly creation: Call;
  /** One of its routes that asks a model, in words. */
  readonly title: string;
  /** How that route is limited, where it surely is not hidden. */
  readonly limited: boolean;
  /** Whether its model tells classes or numbers, and writes no text. */
  readonly classic: boolean;
  /** Where that route asks it. */
  readonly asked: Call | undefined;
}

function sameApps(a: readonly ServedApp[], b: readonly ServedApp[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ creation, title, limited, classic, asked }, i) => {
      const other = b[i];
      return (
        creation === other?.creation &&
        title === other.title &&
        limited === other.limited &&
        classic === other.classic &&
        asked === other.asked
      );
    })
  );
}

function appOf(file: PythonFile, creation: Call, { route, limit }: RouteFacts): ServedApp {
  return {
    creation,
    title: routeTitle(route),
    limited: limit !== undefined && limit !== 'hidden',
    classic: servesClassic(file, route.handler),
    asked: firstInference(file, route.handler)?.call,
  };
}

const allServedApps: (file: PythonFile) => readonly ServedApp[] = perFile((file) => {
  const found = new Map<Call, ServedApp>();
  const chunks = new Set(routesOf(file).all.map(({ handler }) => rootOf(handler.chunk)));
  for (const chunk of chunks) {
    for (const facts of factsIn(file, chunk)) {
      const { owner } = facts.route;
      if (!owner?.creation || found.has(owner.creation) || !isForTheWorld(facts)) continue;
      for (const { creation, role } of aroundOf(file, owner).owners)
        if (creation && role === 'app' && !found.has(creation))
          found.set(creation, appOf(file, creation, facts));
    }
  }
  return [...found.values()];
}, sameApps);

/** Those of the apps that are made in `chunk`. */
export function servedAppsIn(file: PythonFile, chunk: Chunk): readonly ServedApp[] {
  return allServedApps(file).filter(({ creation }) => rootOf(creation.chunk) === chunk);
}
