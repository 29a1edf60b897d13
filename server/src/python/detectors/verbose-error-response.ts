/** Answers that carry the text of an exception or a traceback; debug switches are in the rule file. */
import { spanOf } from '../ast.ts';
import type { PythonDetector } from '../detector.ts';
import { textOf } from '../file.ts';
import { routeTitle } from '../routes/route.ts';
import { shownErrorsIn } from '../routes/shown-errors.ts';

export const detector: PythonDetector = {
  chunk: (chunk, file) =>
    shownErrorsIn(file, chunk).map(({ route, node, edits }) => ({
      case: 'exception',
      span: spanOf(node),
      values: { route: routeTitle(route), error: textOf(file, node).split('\n', 1)[0] ?? '' },
      edits: { generic: edits },
    })),
};
