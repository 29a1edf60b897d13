/** Types of inputs that let `nan` and infinity through to a model. */
import { spanOf } from '../ast.ts';
import type { PythonDetector } from '../detector.ts';
import { endlessNumbersIn } from '../routes/endless-numbers.ts';

export const detector: PythonDetector = {
  chunk: (chunk, file) => {
    const places = new Set<number>();
    return endlessNumbersIn(file, chunk)
      .map(({ node, name, route, edits }) => ({
        span: spanOf(node),
        values: { name, route },
        edits: { finite: edits },
      }))
      .filter(({ span }) => !places.has(span.start) && places.add(span.start));
  },
};
