/** Apps whose callers are limited one by one, and whose pattern of questions nobody looks at. */
import { writtenEdits } from '../call-fix.ts';
import type { PythonDetector } from '../detector.ts';
import { calleeSpan } from '../file.ts';
import { servedAppsIn } from '../routes/served-apps.ts';
import { isUnwatched, watchOf } from '../watching.ts';

export const detector: PythonDetector = {
  chunk: (chunk, file, rule) =>
    servedAppsIn(file, chunk).flatMap(({ creation, title, limited }) =>
      limited && isUnwatched(file, watchOf(file, 'extraction'))
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
