/** Apps that ask models of their own, in projects that do not look whether the data drifts away from them. */
import { writtenEdits } from '../call-fix.ts';
import type { PythonDetector } from '../detector.ts';
import { calleeSpan } from '../file.ts';
import { servedAppsIn } from '../routes/served-apps.ts';
import { isUnwatched, watchOf } from '../watching.ts';

export const detector: PythonDetector = {
  chunk: (chunk, file, rule) =>
    servedAppsIn(file, chunk).flatMap(({ creation, title, classic, asked }) =>
      classic && isUnwatched(file, watchOf(file, 'drift'))
        ? [
            {
              span: calleeSpan(file, creation),
              values: { route: title },
              edits: asked ? writtenEdits(file, rule, asked) : {},
            },
          ]
        : [],
    ),
};
