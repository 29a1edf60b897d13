/**
 * Paths that people outside choose, whole or in part. What only asks whether a file is there speaks where nothing uses it.
 * One segment of an address holds no `/`: `..` is all that can be done with it, or a backslash on Windows.
 */
import { arrivalsIn, choosingPart, wayOf } from '../arrivals.ts';
import type { Chunk, Expression, Node } from '../ast.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import type { PythonFile } from '../file.ts';
import { folderEdits, lastPartEdits } from '../path-check.ts';
import { routesOf } from '../routes/routes.ts';
import { editsAt } from '../struck.ts';
import { taintOf } from '../taint/flow.ts';
import type { Hit } from '../taint/run.ts';

/** Whether `node` is a parameter that gets one segment of the address, as its route says. */
function isSegment(file: PythonFile, node: Node | undefined): boolean {
  if (node?.kind !== 'param') return false;
  const routes = routesOf(file).all.filter(({ parameters }) =>
    parameters.some(({ param }) => param === node),
  );
  return (
    routes.length > 0 &&
    routes.every(
      ({ path }) =>
        path !== undefined && new RegExp(`\\{${node.name}\\}|<(?:string:)?${node.name}>`).test(path),
    )
  );
}

function caseOf(file: PythonFile, { sink, taint }: Hit, part: Expression): 'use' | 'segment' | 'probe' {
  if (sink !== 'path') return 'probe';
  const way = wayOf(file, taintOf(file, part), sink) ?? wayOf(file, taint, sink);
  return isSegment(file, way?.[0]?.node) ? 'segment' : 'use';
}

function* detect(chunk: Chunk, file: PythonFile): Iterable<Seen> {
  const seen = arrivalsIn(file, chunk, ['path', 'path-check']).flatMap((arrival) => {
    const part = choosingPart(file, arrival.hit.argument, arrival.hit.sink);
    return part ? [{ ...arrival, part }] : [];
  });
  const using = new Set(seen.filter(({ hit }) => hit.sink === 'path').map(({ hit }) => hit.owner));
  for (const { hit, span, values, steps, part } of seen) {
    const { call, argument, sink, owner } = hit;
    if (sink !== 'path' && using.has(owner)) continue;
    const edits = editsAt(hit, () => ({
      folder: folderEdits(file, call, argument, part),
      'last-part': lastPartEdits(file, argument, part),
    }));
    yield { case: caseOf(file, hit, part), span, values, steps, edits };
  }
}

export const detector: PythonDetector = { chunk: detect };
