/** Text of a sender in a query of a database. A tool that is given whole queries may be there for that. */
import { type Arrival, arrivalsIn, beginsWithOwnWords, foreignPart } from '../arrivals.ts';
import type { PythonDetector } from '../detector.ts';
import type { PythonFile } from '../file.ts';
import { parameterEdits } from '../sql-parameters.ts';
import { editsAt } from '../struck.ts';

function caseOf(file: PythonFile, { hit, byTool }: Arrival): string {
  return byTool && !beginsWithOwnWords(file, hit.argument) ? 'tool' : hit.sink;
}

export const detector: PythonDetector = {
  chunk: (chunk, file) =>
    arrivalsIn(file, chunk, ['sql', 'query'])
      .filter(({ hit }) => foreignPart(file, hit.argument, hit.sink))
      .map((arrival) => ({ ...arrival, case: caseOf(file, arrival) }))
      .map(({ case: told, hit, span, values, steps }) => ({
        case: told,
        span,
        values,
        steps,
        edits: hit.sink === 'sql' ? editsAt(hit, () => ({ bind: parameterEdits(file, hit) })) : {},
      })),
};
