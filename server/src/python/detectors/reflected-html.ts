/** Text of a sender in a page: at calls that make HTML, and in what handlers return as a page. */
import { arrivalsIn, foreignPart, wayOf } from '../arrivals.ts';
import { type Chunk, spanOf } from '../ast.ts';
import { meaning } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import type { PythonFile } from '../file.ts';
import { escapeEdits } from '../html-escape.ts';
import { isPage, pagesOf } from '../routes/html-returns.ts';
import { routesIn } from '../routes/routes.ts';
import { editsAt } from '../struck.ts';
import { taintOf } from '../taint/flow.ts';
import { stepOf } from '../taint/run.ts';

function* ofReturns(chunk: Chunk, file: PythonFile): Iterable<Seen> {
  const seen = new Set<number>();
  for (const route of routesIn(file, chunk)) {
    for (const page of pagesOf(file, route)) {
      const span = spanOf(page);
      const way = seen.has(span.start) ? undefined : wayOf(file, taintOf(file, page), 'html');
      if (!way || !foreignPart(file, page, 'html')) continue;
      seen.add(span.start);
      const steps = [...way, { node: page, note: 'is returned as a page' }];
      yield {
        case: 'page',
        span,
        values: { source: way[0]?.note ?? 'the request' },
        steps: steps.map((step) => stepOf(file, step)),
        edits: { escape: escapeEdits(file, meaning(page, file.names)) },
      };
    }
  }
}

function* detect(chunk: Chunk, file: PythonFile): Iterable<Seen> {
  for (const { hit, span, values, steps } of arrivalsIn(file, chunk, ['html', 'html-response'])) {
    if (hit.sink === 'html-response' && !isPage(file, hit.argument)) continue;
    if (!foreignPart(file, hit.argument, hit.sink)) continue;
    const edits = editsAt(hit, () => ({ escape: escapeEdits(file, meaning(hit.argument, file.names)) }));
    yield { case: 'call', span, values, steps, edits };
  }
  yield* ofReturns(chunk, file);
}

export const detector: PythonDetector = { chunk: detect };
