/** Paths that people outside choose, whole or in part. What only asks whether a file is there speaks where nothing uses it. */

import { arrivalsIn, choosingPart } from '../arrivals.ts';
import type { Chunk } from '../ast.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import type { PythonFile } from '../file.ts';
import { folderEdits, lastPartEdits } from '../path-check.ts';

function* detect(chunk: Chunk, file: PythonFile): Iterable<Seen> {
  const seen = arrivalsIn(file, chunk, ['path', 'path-check']).flatMap((arrival) => {
    const { call, argument, sink } = arrival.hit;
    const part = choosingPart(file, argument, sink);
    return part ? [{ ...arrival, part, call, argument, sink }] : [];
  });
  const using = new Set(seen.filter(({ sink }) => sink === 'path').map(({ hit }) => hit.owner));
  for (const { hit, span, values, steps, part, call, argument, sink } of seen) {
    if (sink !== 'path' && using.has(hit.owner)) continue;
    yield {
      case: sink === 'path' ? 'use' : 'probe',
      span,
      values,
      steps,
      edits: {
        folder: folderEdits(file, call, argument, part),
        'last-part': lastPartEdits(file, argument, part),
      },
    };
  }
}

export const detector: PythonDetector = { chunk: detect };
