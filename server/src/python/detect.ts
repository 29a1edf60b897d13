/** The flows of a file, one pass over its calls, dispatched by full name, then the detectors that want the whole file. */
import { caseOf, detection, guarded } from '../engine/detection.ts';
import type { Detected } from '../engine/language.ts';
import type { Detection, Gap, Project, Rule } from '../engine/types.ts';
import type { Chunk } from './ast.ts';
import { boundOf } from './bind.ts';
import { matchCall } from './call-match.ts';
import type { Seen } from './detector.ts';
import { fileOf, type PythonFacts, type PythonFile } from './file.ts';
import type { CallHandler, PythonProgram } from './program.ts';
import type { BoundCall } from './scopes.ts';
import { matchStrings } from './string-match.ts';
import type { Surroundings } from './surroundings.ts';
import { matchFlows } from './taint/match.ts';

/** A call that some rule wants to look at. */
interface Candidate {
  readonly bound: BoundCall;
  readonly name: string;
  readonly handler: CallHandler;
}

interface Kept {
  readonly surroundings: Surroundings | undefined;
  readonly program: PythonProgram;
  readonly candidates: readonly Candidate[];
}

const kept = new WeakMap<Chunk, Kept>();

/** Which calls of `chunk` concern a rule: the same as before, as long as the names mean the same. */
function candidatesOf(chunk: Chunk, file: PythonFile, program: PythonProgram): readonly Candidate[] {
  const { names } = file;
  const { surroundings } = chunk;
  const old = kept.get(chunk);
  if (old && old.surroundings === surroundings && old.program === program) return old.candidates;
  const candidates = boundOf(chunk).calls.flatMap((bound) =>
    names
      .resolve(bound.call.func)
      .flatMap((name) => program.calls.find(name).map((handler): Candidate => ({ bound, name, handler }))),
  );
  kept.set(chunk, { surroundings, program, candidates });
  return candidates;
}

function touches(file: PythonFile, { start, end }: { start: number; end: number }): boolean {
  return file.broken.some((b) => b.start < end && start < b.end);
}

/** Everything that the rules of `program` see in `facts`; of the cases of one rule the first that holds at a call. */
export function detect(facts: PythonFacts, program: PythonProgram, project: Project): Detected {
  const file = fileOf(facts, project, program.models);
  const detections: Detection[] = [];
  const gaps: Gap[] = [];
  const failed = new Set<Rule>();
  const run = (rule: Rule, look: () => void): void => {
    if (failed.has(rule)) return;
    const before = gaps.length;
    guarded(rule, gaps, look);
    if (gaps.length > before) failed.add(rule);
  };
  const add = (rule: Rule, seen: Iterable<Seen>): void => {
    for (const sighting of seen) {
      detections.push(detection(rule, caseOf(rule, 'python', sighting.case), sighting));
    }
  };
  // Flows come first: of the findings of one rule at one place, the one that knows where the data comes from stays.
  for (const { rule, match, from, to } of program.flows) {
    run(rule, () => detections.push(...matchFlows(file, rule, match, from, to)));
  }
  const settled = new Map<Rule, BoundCall>();
  for (const chunk of file.chunks) {
    for (const { bound, name, handler } of candidatesOf(chunk, file, program)) {
      const { rule } = handler;
      if (settled.get(rule) === bound) continue;
      run(rule, () => {
        if (handler.kind === 'detector')
          return add(rule, handler.detector.call?.(bound, name, file, rule) ?? []);
        const found = matchCall(file, bound.call, rule, handler.match);
        if (!found) return;
        settled.set(rule, bound);
        detections.push(found);
      });
    }
  }
  for (const strings of program.strings) {
    run(strings.rule, () => detections.push(...matchStrings(file, strings)));
  }
  for (const { rule, detector } of program.modules) {
    run(rule, () => add(rule, detector.module?.(file, rule) ?? []));
  }
  return { detections: detections.filter((d) => !touches(file, d.span)), gaps };
}
