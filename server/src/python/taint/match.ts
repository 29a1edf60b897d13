/** The `taint` kind of match: kinds of sources to kinds of sinks. */
import { detection, fixesOf } from '../../engine/detection.ts';
import type { Detection, MatchCase, Rule } from '../../engine/types.ts';
import { callEdits } from '../call-fix.ts';
import { calleeSpan, type PythonFile, textOf } from '../file.ts';
import { type Hit, stepOf } from './run.ts';

/** A case that joins kinds of sources to kinds of sinks. */
export interface FlowCase {
  readonly rule: Rule;
  readonly match: MatchCase;
  readonly from: ReadonlySet<string>;
  readonly to: ReadonlySet<string>;
}

/** The detections of one flow among `hits`: one for each call; underlined is the callee, the path is in the steps. */
export function matchFlows(
  file: PythonFile,
  hits: readonly Hit[],
  { rule, match, from, to }: FlowCase,
): Detection[] {
  const seen = new Set<unknown>();
  return hits.flatMap((hit): Detection[] => {
    const arrived = [...hit.taint].find(([kind]) => from.has(kind));
    if (!to.has(hit.sink) || !arrived || seen.has(hit.call)) return [];
    seen.add(hit.call);
    const [, { steps }] = arrived;
    const callee = textOf(file, hit.call.func);
    const values = { callee, argument: textOf(file, hit.argument), source: steps[0]?.note ?? '' };
    const edits = Object.fromEntries(
      fixesOf(rule, match).map((fix) => [fix.id, callEdits(file, hit.call, fix, hit.argument)]),
    );
    return [
      detection(rule, match, {
        edits,
        span: calleeSpan(file, hit.call),
        values,
        steps: [...steps, { node: hit.argument, note: `reaches \`${callee}\`` }].map((step) =>
          stepOf(file, step),
        ),
      }),
    ];
  });
}
