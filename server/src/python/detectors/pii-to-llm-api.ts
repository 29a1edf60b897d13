/** LLM-009: rows about people in prompts of models that others run. */
import type { PythonDetector, Seen } from '../detector.ts';
import { calleeSpan, type PythonFile, textOf } from '../file.ts';
import { endpointOf } from '../llm/endpoints.ts';
import { PROMPTS } from '../llm/prompts.ts';
import { hitsIn } from '../taint/flow.ts';
import { type Hit, stepOf } from '../taint/run.ts';

const KIND = 'personal-data';

function seen({ call, argument, sink, taint }: Hit, file: PythonFile): Seen | undefined {
  const carried = PROMPTS.has(sink) ? taint.get(KIND) : undefined;
  if (!carried) return undefined;
  const endpoint = endpointOf(call, file);
  if (endpoint === 'local') return undefined;
  const callee = textOf(file, call.func);
  return {
    case: endpoint,
    span: calleeSpan(file, call),
    values: { callee, data: (carried.steps[0]?.note ?? '').replace(/^has the /, '') },
    steps: [...carried.steps, { node: argument, note: `reaches \`${callee}\`` }].map((step) =>
      stepOf(file, step),
    ),
  };
}

export const detector: PythonDetector = {
  *chunk(chunk, file) {
    const places = new Set<unknown>();
    for (const hit of hitsIn(file, chunk)) {
      const found = places.has(hit.call) ? undefined : seen(hit, file);
      if (!found) continue;
      places.add(hit.call);
      yield found;
    }
  },
};
