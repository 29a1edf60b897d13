/** Routes that ask a model for anyone who calls. */
import { spanOf } from '../ast.ts';
import type { PythonDetector } from '../detector.ts';
import { calleeSpan } from '../file.ts';
import { authenticationOf, isOpen } from '../routes/authentication.ts';
import { asksModel } from '../routes/inference.ts';
import { keyEdits } from '../routes/key-fix.ts';
import { routeTitle } from '../routes/route.ts';
import { routesIn } from '../routes/routes.ts';

export const detector: PythonDetector = {
  chunk: (chunk, file) => {
    const seen = new Set<number>();
    return routesIn(file, chunk).flatMap((route) => {
      const { declaration, handler } = route;
      if (!declaration || seen.has(spanOf(declaration).start) || isOpen(file, route)) return [];
      if (!asksModel(file, handler) || authenticationOf(file, route) !== undefined) return [];
      seen.add(spanOf(declaration).start);
      const span = calleeSpan(file, declaration);
      return [{ span, values: { route: routeTitle(route) }, edits: { key: keyEdits(file, route) } }];
    });
  },
};
