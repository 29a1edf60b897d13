/** Data of a request that reaches a model unchecked, or checked by type only; the fix writes the schema. */
import type { Edit } from '../../engine/types.ts';
import { spanOf } from '../ast.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { calleeSpan, type PythonFile, textFrom, textOf } from '../file.ts';
import { type Arrival, arrivalsIn } from '../routes/model-input.ts';
import type { Parameter, Route } from '../routes/route.ts';
import { routesOf } from '../routes/routes.ts';
import { schemaEdits } from '../routes/schema-fix.ts';
import { stepOf } from '../taint/run.ts';

/** The route that the data came through, and its raw parameter; Flask hands its handlers none. */
function entranceOf(
  file: PythonFile,
  arrival: Arrival,
): { route: Route; parameter: Parameter | undefined } | undefined {
  const { owner } = arrival.inference;
  if (arrival.read) return arrival.read;
  const [route, ...others] = owner ? routesOf(file).of(owner) : [];
  const parameter = route?.parameters.find(({ source }) => source === 'request');
  return route && others.length === 0 ? { route, parameter } : undefined;
}

function edits(file: PythonFile, arrival: Arrival): readonly Edit[] | undefined {
  const entrance = arrival.lack === 'raw' ? entranceOf(file, arrival) : undefined;
  return entrance && schemaEdits(file, entrance.route, entrance.parameter);
}

function seen(file: PythonFile, arrival: Arrival): Seen {
  const { argument, inference, steps, lack } = arrival;
  const { start, end } = calleeSpan(file, inference.call);
  const callee = textFrom(file, inference.call).slice(start, end);
  const last = { node: argument, note: `reaches \`${callee}\`` };
  return {
    case: lack,
    span: spanOf(argument),
    values: { callee, argument: textOf(file, argument), source: steps[0]?.note ?? 'the request' },
    edits: { schema: edits(file, arrival) },
    steps: [...steps, last].map((step) => stepOf(file, step)),
  };
}

export const detector: PythonDetector = {
  chunk: (chunk, file) => arrivalsIn(file, chunk).map((arrival) => seen(file, arrival)),
};
