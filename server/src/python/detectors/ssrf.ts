/**
 * Addresses that people outside choose: the whole of them, or what follows a fixed host. Of a tool that a model asks less
 * is said: it may be there to fetch what it is told to.
 */

import type { Edit } from '../../engine/types.ts';
import { allowList } from '../allow-list.ts';
import { arrivalsIn, choosingPart } from '../arrivals.ts';
import type { Call, Chunk, Expression } from '../ast.ts';
import { template } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { importModule } from '../edit.ts';
import type { PythonFile } from '../file.ts';
import { editsAt } from '../struck.ts';

function hostEdits(file: PythonFile, call: Call, argument: Expression): readonly Edit[] | undefined {
  const imported = importModule(file, 'urllib.parse');
  const host = (code: string): string => `urllib.parse.urlsplit(${code}).hostname`;
  const edits = imported && allowList(file, call, argument, 'ALLOWED_HOSTS', host);
  return edits && [...imported, ...edits];
}

/** Whether the program's own text begins the address and names the host. */
function hasFixedHost(file: PythonFile, argument: Expression): boolean {
  const pieces = template(argument, file.names);
  const hole = pieces.indexOf(undefined);
  const first = pieces.slice(0, hole < 0 ? pieces.length : hole).join('');
  return /^[a-z][\w+.-]*:\/\/[^/?#@]+[/?#]/i.test(first);
}

function* detect(chunk: Chunk, file: PythonFile): Iterable<Seen> {
  for (const { hit, byTool, span, values, steps } of arrivalsIn(file, chunk, ['url', 'url-part'])) {
    const { call, argument, sink } = hit;
    if (!choosingPart(file, argument, sink)) continue;
    const whole = sink === 'url' && !hasFixedHost(file, argument);
    const edits = whole ? editsAt(hit, () => ({ hosts: hostEdits(file, call, argument) })) : {};
    const told = byTool ? (whole ? 'tool' : 'tool-part') : whole ? 'whole' : 'part';
    yield { case: told, span, values, steps, edits };
  }
}

export const detector: PythonDetector = { chunk: detect };
