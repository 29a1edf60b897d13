/** LLM-009: rows about people in prompts of models that others run. */
import type { PythonDetector, Seen } from '../detector.ts';
import type { PythonFile } from '../file.ts';
import { endpointOf } from '../llm/endpoints.ts';
import { PROMPTS } from '../llm/prompts.ts';
import { oncePerCall, struck } from '../struck.ts';
import { hitsIn } from '../taint/flow.ts';
import type { Hit } from '../taint/run.ts';

const KIND = 'personal-data';

function seen(hit: Hit, file: PythonFile): Seen | undefined {
  const { call, sink, taint } = hit;
  const carried = PROMPTS.has(sink) ? taint.get(KIND) : undefined;
  if (!carried) return undefined;
  const endpoint = endpointOf(call, file);
  if (endpoint === 'local') return undefined;
  const told = struck(hit, carried.steps, file);
  const data = told.values.source.replace(/^has the /, '');
  return { case: endpoint, ...told, values: { ...told.values, data } };
}

export const detector: PythonDetector = {
  chunk: (chunk, file) => oncePerCall(hitsIn(file, chunk), (hit) => seen(hit, file)),
};
