/** Logs that hold what clients sent or what a model answered. */
import type { Edit } from '../../engine/types.ts';
import { type Call, type Expression, spanOf } from '../ast.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { insert } from '../edit.ts';
import { calleeSpan, type PythonFile, textFrom, textOf } from '../file.ts';
import { type LoggedPayload, payloadsIn } from '../routes/logged-payloads.ts';
import { hitsIn } from '../taint/flow.ts';
import { type Hit, stepOf } from '../taint/run.ts';

function calleeOf(file: PythonFile, call: Call): string {
  const { start, end } = calleeSpan(file, call);
  return textFrom(file, call).slice(start, end);
}

/** Writes the length of each payload in its place. */
function sizeEdits(file: PythonFile, payloads: readonly LoggedPayload[]): Edit[] | undefined {
  if (['len', 'str'].some((name) => file.names.moduleBindings(name).length > 0)) return undefined;
  return payloads.flatMap(({ node }) => {
    const { start, end } = spanOf(node);
    return [insert(start, 'len(str('), insert(end, '))')];
  });
}

function seen(file: PythonFile, call: Call, payloads: readonly LoggedPayload[]): Seen[] {
  const [first] = payloads;
  if (!first) return [];
  const callee = calleeOf(file, call);
  const last = { node: first.node, note: `is written by \`${callee}\`` };
  const quiet = call.func.kind === 'attribute' && /^(debug|trace)$/.test(call.func.attr);
  return [
    {
      case: quiet
        ? 'debug'
        : first.what === 'secret'
          ? 'secret'
          : first.what === 'answer'
            ? 'answer'
            : 'payload',
      span: spanOf(first.node),
      values: {
        callee,
        payload: textOf(file, first.node),
        source: first.steps[0]?.note ?? 'the request',
      },
      edits: { size: sizeEdits(file, payloads) },
      steps: [...first.steps, last].map((step) => stepOf(file, step)),
    },
  ];
}

/** What each argument writes out by itself, or else on a way on which it is handed into the function. */
function payloadsOf(
  file: PythonFile,
  list: ReadonlyMap<Expression, readonly Hit[]>,
): readonly LoggedPayload[] {
  return [...list].flatMap(([argument, hits]) => {
    const own = payloadsIn(file, argument);
    if (own.length > 0) return own;
    return hits.map(({ at }) => payloadsIn(file, argument, at)).find(({ length }) => length > 0) ?? [];
  });
}

export const detector: PythonDetector = {
  *chunk(chunk, file) {
    const byCall = new Map<Call, Map<Expression, Hit[]>>();
    for (const hit of hitsIn(file, chunk)) {
      const { call, argument, sink, beyond } = hit;
      // What another file logs is told there.
      if (sink !== 'log' || beyond) continue;
      const list = byCall.get(call) ?? new Map<Expression, Hit[]>();
      byCall.set(call, list.set(argument, [...(list.get(argument) ?? []), hit]));
    }
    for (const [call, list] of byCall) yield* seen(file, call, payloadsOf(file, list));
  },
};
