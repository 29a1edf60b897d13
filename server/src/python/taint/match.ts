/** The `taint` kind of match: kinds of sources to kinds of sinks. */
import { detection, fixesOf } from '../../engine/detection.ts';
import type { Detection, MatchCase, Rule } from '../../engine/types.ts';
import { callEdits } from '../call-fix.ts';
import { calleeSpan, type PythonFile, textOf } from '../file.ts';
import { calleeOf, type Hit, wayOf } from './run.ts';

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
    // What the rule names first matters most.
    const kind = [...from].find((one) => hit.taint.has(one));
    const arrived = kind === undefined ? undefined : hit.taint.get(kind);
    if (!to.has(hit.sink) || !arrived || seen.has(hit.call)) return [];
    seen.add(hit.call);
    const { steps } = arrived;
    const callee = calleeOf(hit, file);
    const values = { callee, argument: textOf(file, hit.argument), source: steps[0]?.note ?? '' };
    // A call in another file is not repaired from here.
    const edits = hit.beyond
      ? {}
      : Object.fromEntries(
          fixesOf(rule, match).map((fix) => [
            fix.id,
            callEdits(file, hit.call, fix, { subject: hit.argument }),
          ]),
        );
    return [
      detection(rule, match, {
        edits,
        span: calleeSpan(file, hit.call),
        values,
        steps: wayOf(hit, steps, file),
      }),
    ];
  });
}
