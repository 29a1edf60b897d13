/** The `taint` kind of match: kinds of sources to kinds of sinks. */
import { detection, fixesOf } from '../../engine/detection.ts';
import type { Detection, MatchCase, Rule } from '../../engine/types.ts';
import { callEdits } from '../call-fix.ts';
import { calleeSpan, type PythonFile, textOf } from '../file.ts';
import { flowOf } from './flow.ts';
import { stepOf } from './run.ts';

/** One detection for each call that a wanted kind reaches; underlined is the callee, the path is in the steps. */
export function matchFlows(
  file: PythonFile,
  rule: Rule,
  match: MatchCase,
  from: ReadonlySet<string>,
  to: ReadonlySet<string>,
): Detection[] {
  const seen = new Set<unknown>();
  return flowOf(file).hits.flatMap((hit): Detection[] => {
    const arrived = [...hit.taint].find(([kind]) => from.has(kind));
    if (!to.has(hit.sink) || !arrived || seen.has(hit.call)) return [];
    seen.add(hit.call);
    const [, { steps }] = arrived;
    const callee = textOf(file, hit.call.func);
    const values = { callee, argument: textOf(file, hit.argument), source: steps[0]?.note ?? '' };
    const edits = Object.fromEntries(
      fixesOf(rule, match).map((fix) => [fix.id, callEdits(file, hit.call, fix)]),
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
