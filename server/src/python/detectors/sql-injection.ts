/** Text of a sender in a query of a database. */
import { arrivalsIn, foreignPart } from '../arrivals.ts';
import type { PythonDetector } from '../detector.ts';
import { parameterEdits } from '../sql-parameters.ts';
import { editsAt } from '../struck.ts';

export const detector: PythonDetector = {
  chunk: (chunk, file) =>
    arrivalsIn(file, chunk, ['sql', 'query'])
      .filter(({ hit }) => foreignPart(file, hit.argument, hit.sink))
      .map(({ hit, span, values, steps }) => ({
        case: hit.sink,
        span,
        values,
        steps,
        edits: hit.sink === 'sql' ? editsAt(hit, () => ({ bind: parameterEdits(file, hit) })) : {},
      })),
};
