/** Apps that ask models of their own, in projects that do not look whether the data drifts away from them. */
import type { PythonDetector } from '../detector.ts';
import { calleeSpan } from '../file.ts';
import { servesClassic } from '../routes/inference.ts';
import { routeTitle } from '../routes/route.ts';
import { servedAppsIn } from '../routes/served-apps.ts';
import { isUnwatched, watchOf } from '../watching.ts';

export const detector: PythonDetector = {
  chunk: (chunk, file) =>
    servedAppsIn(file, chunk).flatMap(({ creation, facts }) =>
      servesClassic(file, facts.route.handler) && isUnwatched(file, watchOf(file, 'drift'))
        ? [{ span: calleeSpan(file, creation), values: { route: routeTitle(facts.route) } }]
        : [],
    ),
};
