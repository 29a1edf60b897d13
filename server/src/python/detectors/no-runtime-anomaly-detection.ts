/** ROB-004: a model that answers whatever it is asked, however strange. */
import { writtenEdits } from '../call-fix.ts';
import type { PythonDetector } from '../detector.ts';
import { calleeSpan } from '../file.ts';
import { occurs } from '../occurrence.ts';
import { isMissing } from '../practice.ts';
import { asksModel, firstInference } from '../routes/inference.ts';
import { routeTitle } from '../routes/route.ts';
import { routesIn } from '../routes/routes.ts';

/** Words of code that looks at how usual an input is, or how sure an answer. */
const doubts = occurs((text) =>
  /threshold|confiden|anomal|outlier|novelty|drift|IsolationForest|mahalanobis|out.of.distribution|entropy|abstain|reject/i.test(
    text,
  ),
);

export const detector: PythonDetector = {
  *chunk(chunk, file, rule) {
    for (const route of routesIn(file, chunk)) {
      const { declaration, handler } = route;
      if (!declaration || !asksModel(file, handler) || doubts(file)) continue;
      if (!isMissing('anomaly-detection', file)) continue;
      const asked = firstInference(file, handler)?.call;
      yield {
        span: calleeSpan(file, declaration),
        values: { route: routeTitle(route) },
        edits: asked ? writtenEdits(file, rule, asked) : {},
      };
      return;
    }
  },
};
