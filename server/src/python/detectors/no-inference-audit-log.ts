/** Routes that ask a model and leave no record of who asked. */
import { spanOf } from '../ast.ts';
import type { PythonDetector } from '../detector.ts';
import { calleeSpan } from '../file.ts';
import { factsIn, isForTheWorld } from '../routes/facts.ts';
import { recordEdits } from '../routes/record-fix.ts';
import { routeTitle } from '../routes/route.ts';

export const detector: PythonDetector = {
  chunk: (chunk, file) => {
    const seen = new Set<number>();
    return factsIn(file, chunk).flatMap((facts) => {
      const { route } = facts;
      const { declaration } = route;
      if (!declaration || !isForTheWorld(facts) || facts.record !== undefined) return [];
      if (seen.has(spanOf(declaration).start)) return [];
      seen.add(spanOf(declaration).start);
      const span = calleeSpan(file, declaration);
      return [{ span, values: { route: routeTitle(route) }, edits: { record: recordEdits(file, route) } }];
    });
  },
};
