/** Apps that ask models and export no numbers about it. */
import { writtenEdits } from '../call-fix.ts';
import type { PythonDetector } from '../detector.ts';
import { calleeSpan } from '../file.ts';
import { servedAppsIn } from '../routes/served-apps.ts';
import { isUnwatched, watchOf } from '../watching.ts';

export const detector: PythonDetector = {
  chunk: (chunk, file, rule) =>
    servedAppsIn(file, chunk).flatMap(({ creation, title }) =>
      isUnwatched(file, watchOf(file, 'metrics'))
        ? [
            {
              span: calleeSpan(file, creation),
              values: { route: title },
              edits: writtenEdits(file, rule, creation),
            },
          ]
        : [],
    ),
};
