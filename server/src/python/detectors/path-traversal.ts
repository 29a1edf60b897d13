/**
 * Paths that people outside choose, whole or in part. What only asks whether a file is there speaks where nothing uses it.
 * One segment of an address holds no `/`: `..` is all that can be done with it, or a backslash on Windows. A tool that is
 * given whole paths may be there for that: then less is said, and nothing of what only asks.
 */
import { toolsOf } from '../agents/tools.ts';
import { type Arrival, arrivalsIn, beginsWithOwnWords, choosingPart, wayOf } from '../arrivals.ts';
import type { Chunk, Expression, Node, Param } from '../ast.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import type { PythonFile } from '../file.ts';
import { folderEdits, lastPartEdits } from '../path-check.ts';
import { routesOf } from '../routes/routes.ts';
import { editsAt } from '../struck.ts';
import { taintOf } from '../taint/flow.ts';

/** Whether a part of the address `{name}` of an MCP server's resource is what `param` gets. */
function isPartOfResource(file: PythonFile, param: Param): boolean {
  return toolsOf(file).some(({ function: { params }, role, declaration }) => {
    if (role !== 'prompt' || !params.includes(param) || declaration?.kind !== 'call') return false;
    const [address] = declaration.args;
    return address?.value.kind === 'string' && address.value.value.includes(`{${param.name}}`);
  });
}

/** Whether `node` is a parameter that gets one segment of the address, as its route says. */
function isSegment(file: PythonFile, node: Node | undefined): boolean {
  if (node?.kind !== 'param') return false;
  if (isPartOfResource(file, node)) return true;
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

function caseOf(
  file: PythonFile,
  { hit: { sink, taint, argument }, byTool }: Arrival,
  part: Expression,
): string {
  if (sink !== 'path') return 'probe';
  const way = wayOf(file, taintOf(file, part), sink) ?? wayOf(file, taint, sink);
  if (isSegment(file, way?.[0]?.node)) return 'segment';
  return byTool && !beginsWithOwnWords(file, argument) ? 'tool' : 'use';
}

function* detect(chunk: Chunk, file: PythonFile): Iterable<Seen> {
  const seen = arrivalsIn(file, chunk, ['path', 'path-check']).flatMap((arrival) => {
    const part = choosingPart(file, arrival.hit.argument, arrival.hit.sink);
    return part ? [{ ...arrival, part }] : [];
  });
  const using = new Set(seen.filter(({ hit }) => hit.sink === 'path').map(({ hit }) => hit.owner));
  for (const { part, ...arrival } of seen) {
    const { hit, byTool, span, values, steps } = arrival;
    const { call, argument, sink, owner } = hit;
    if (sink !== 'path' && (using.has(owner) || (byTool && !beginsWithOwnWords(file, argument)))) continue;
    const edits = editsAt(hit, () => ({
      folder: folderEdits(file, call, argument, part),
      'last-part': lastPartEdits(file, argument, part),
    }));
    yield { case: caseOf(file, arrival, part), span, values, steps, edits };
  }
}

export const detector: PythonDetector = { chunk: detect };
