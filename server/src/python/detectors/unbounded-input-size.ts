/** Inputs of a model that may be as large as the client likes. */
import type { Edit, Span } from '../../engine/types.ts';
import { spanOf } from '../ast.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { calleeSpan, type PythonFile, textOf } from '../file.ts';
import { routeTitle } from '../routes/route.ts';
import { appEdits, fieldEdits, parameterEdits } from '../routes/size-fix.ts';
import { type Unbounded, unboundedIn } from '../routes/sizes.ts';

/** What to underline, what the message calls it, and the fix. */
interface Shown {
  readonly span: Span;
  readonly name: string;
  readonly edits: Readonly<Record<string, readonly Edit[] | undefined>>;
}

function shown(file: PythonFile, unbounded: Unbounded): Shown {
  switch (unbounded.kind) {
    case 'field': {
      const { annotation, name } = unbounded.field;
      return { span: spanOf(annotation), name, edits: { length: fieldEdits(file, unbounded) } };
    }
    case 'parameter': {
      const { annotation, parameter } = unbounded;
      return {
        span: spanOf(annotation),
        name: parameter.param.name,
        edits: { length: parameterEdits(file, unbounded) },
      };
    }
    case 'upload':
      return { span: calleeSpan(file, unbounded.call), name: textOf(file, unbounded.call.func), edits: {} };
    case 'app': {
      const { creation } = unbounded;
      return { span: calleeSpan(file, creation), name: '', edits: { limit: appEdits(file, creation) } };
    }
  }
}

function seen(file: PythonFile, unbounded: Unbounded): Seen {
  const { span, name, edits } = shown(file, unbounded);
  return { case: unbounded.kind, span, values: { name, route: routeTitle(unbounded.route) }, edits };
}

export const detector: PythonDetector = {
  chunk: (chunk, file) => {
    const places = new Set<number>();
    return unboundedIn(file, chunk)
      .map((unbounded) => seen(file, unbounded))
      .filter(({ span }) => !places.has(span.start) && places.add(span.start));
  },
};
