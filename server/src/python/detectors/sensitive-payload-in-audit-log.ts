/** Logs that hold what clients sent or what a model answered. */
import type { Edit } from '../../engine/types.ts';
import { type Call, type Expression, spanOf } from '../ast.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { insert } from '../edit.ts';
import { calleeSpan, type PythonFile, textFrom, textOf } from '../file.ts';
import { type LoggedPayload, payloadsIn } from '../routes/logged-payloads.ts';
import { hitsIn } from '../taint/flow.ts';
import { stepOf } from '../taint/run.ts';

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

export const detector: PythonDetector = {
  *chunk(chunk, file) {
    const byCall = new Map<Call, Set<Expression>>();
    for (const { call, argument, sink, beyond } of hitsIn(file, chunk)) {
      // What another file logs is told there.
      if (sink !== 'log' || beyond) continue;
      const list = byCall.get(call) ?? new Set();
      byCall.set(call, list.add(argument));
    }
    for (const [call, list] of byCall) {
      const payloads = [...list].flatMap((argument) => payloadsIn(file, argument));
      yield* seen(file, call, payloads);
    }
  },
};
