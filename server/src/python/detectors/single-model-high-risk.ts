/** ROB-005: one model alone decides where the project says that much hangs on it. */
import type { PythonDetector } from '../detector.ts';
import { calleeSpan } from '../file.ts';
import { occurs } from '../occurrence.ts';
import { classificationOf } from '../personal/classification.ts';
import { asksModel } from '../routes/inference.ts';
import { routeTitle } from '../routes/route.ts';
import { routesIn } from '../routes/routes.ts';

const asksSeveral = occurs((text) =>
  /ensemble|voting|bagging|stacking|committee|models\s*=\s*[[{(]|in models\b/i.test(text),
);

export const detector: PythonDetector = {
  *chunk(chunk, file) {
    for (const route of routesIn(file, chunk)) {
      const { declaration, handler } = route;
      if (!declaration || !asksModel(file, handler) || asksSeveral(file)) continue;
      if (classificationOf(file.source, file.project).criticality !== 'high') continue;
      yield { span: calleeSpan(file, declaration), values: { route: routeTitle(route) } };
      return;
    }
  },
};
