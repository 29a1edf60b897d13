/** Apps that ask models and export no numbers about it. */
import type { PythonDetector } from '../detector.ts';
import { calleeSpan } from '../file.ts';
import { routeTitle } from '../routes/route.ts';
import { servedAppsIn } from '../routes/served-apps.ts';
import { isUnwatched, watchOf } from '../watching.ts';

export const detector: PythonDetector = {
  chunk: (chunk, file) =>
    servedAppsIn(file, chunk).flatMap(({ creation, facts }) =>
      isUnwatched(file, watchOf(file, 'metrics'))
        ? [{ span: calleeSpan(file, creation), values: { route: routeTitle(facts.route) } }]
        : [],
    ),
};
