/**
 * What the rules see in a file, statement by statement: flows, calls dispatched by full name, detectors. What was
 * seen in a statement is kept with it.
 */
import { detected, guarded } from '../engine/detection.ts';
import type { Detected } from '../engine/language.ts';
import type { Detection, Gap, Project, Rule } from '../engine/types.ts';
import type { Chunk } from './ast.ts';
import { boundOf } from './bind.ts';
import { matchCall } from './call-match.ts';
import { fileOf, type PythonFacts, type PythonFile } from './file.ts';
import type { CallHandler, PythonProgram } from './program.ts';
import type { BoundCall } from './scopes.ts';
import { seenIn, seenInAll } from './sightings.ts';
import { matchStrings } from './string-match.ts';
import type { Surroundings } from './surroundings.ts';
import { cutFunctions, hitsIn } from './taint/flow.ts';
import { keptOf } from './taint/kept-summaries.ts';
import { matchFlows } from './taint/match.ts';
import { isFollowed, noteWhole, once } from './tracking.ts';

const KIND = 'python';

/** A call that some rule wants to look at. */
interface Candidate {
  readonly bound: BoundCall;
  readonly name: string;
  readonly handler: CallHandler;
}

interface Kept {
  readonly surroundings: Surroundings | undefined;
  readonly program: PythonProgram;
  readonly candidates: ReadonlyMap<Rule, readonly Candidate[]>;
}

const kept = new WeakMap<Chunk, Kept>();

/** Which calls of `chunk` concern a rule: the same as before, as long as the names mean the same. */
function candidatesOf(chunk: Chunk, file: PythonFile, program: PythonProgram): Kept['candidates'] {
  const { names } = file;
  const { surroundings } = chunk;
  const old = kept.get(chunk);
  if (old && old.surroundings === surroundings && old.program === program) return old.candidates;
  const all = boundOf(chunk).calls.flatMap((bound) =>
    names
      .resolve(bound.call.func)
      .flatMap((name) => program.calls.find(name).map((handler): Candidate => ({ bound, name, handler }))),
  );
  const candidates = byRule(all);
  kept.set(chunk, { surroundings, program, candidates });
  return candidates;
}

function touches(file: PythonFile, { start, end }: { start: number; end: number }): boolean {
  return file.broken.some((b) => b.start < end && start < b.end);
}

/** The candidates of one chunk by their rules, in the order of the text. */
function byRule(candidates: readonly Candidate[]): Map<Rule, Candidate[]> {
  const table = new Map<Rule, Candidate[]>();
  for (const candidate of candidates) {
    const { rule } = candidate.handler;
    const list = table.get(rule);
    if (list) list.push(candidate);
    else table.set(rule, [candidate]);
  }
  return table;
}

/** What `rule` sees at its candidates; of its cases the first that holds at a call. */
function atCalls(file: PythonFile, rule: Rule, candidates: readonly Candidate[]): Detection[] {
  let settled: BoundCall | undefined;
  return candidates.flatMap(({ bound, name, handler }): Detection[] => {
    if (settled === bound) return [];
    if (handler.kind === 'detector')
      return detected(rule, KIND, handler.detector.call?.(bound, name, file, rule) ?? []);
    const found = matchCall(file, bound.call, rule, handler.match);
    if (!found) return [];
    settled = bound;
    return [found];
  });
}

/** What all rules see in `chunk`; `run` keeps those away from it that fail. */
function inChunk(
  chunk: Chunk,
  file: PythonFile,
  program: PythonProgram,
  chunks: readonly Chunk[],
  run: (rule: Rule, look: () => readonly Detection[]) => readonly Detection[],
): Detection[] {
  const found: Detection[] = [];
  const look = (rule: Rule, key: object, see: () => readonly Detection[]): void => {
    found.push(...run(rule, () => seenIn(chunk, key, file, chunks, see)));
  };
  // Flows come first: of the findings of one rule at one place, the one that knows where the data comes from stays.
  if (program.flows.length > 0 && hitsIn(file, chunk).length > 0)
    for (const flow of program.flows)
      look(flow.rule, flow, () => matchFlows(file, hitsIn(file, chunk), flow));
  for (const [rule, candidates] of candidatesOf(chunk, file, program))
    look(rule, rule, () => atCalls(file, rule, candidates));
  for (const { rule, detector } of program.chunks)
    look(rule, detector, () => detected(rule, KIND, detector.chunk?.(chunk, file, rule) ?? []));
  return found;
}

/** Everything that the rules of `program` see in `facts`; `last`: no other version of them will be asked about. */
export function detect(facts: PythonFacts, program: PythonProgram, project: Project, last = false): Detected {
  const file = fileOf(facts, project, program.models);
  const look = (): Detected => detectIn(file, facts, program);
  return last ? once(file, look) : look();
}

function detectIn(file: PythonFile, facts: PythonFacts, program: PythonProgram): Detected {
  const { chunks } = facts.parsed;
  const detections: Detection[] = [];
  const gaps: Gap[] = [];
  const failed = new Set<Rule>();
  const run = (rule: Rule, look: () => readonly Detection[]): readonly Detection[] => {
    let found: readonly Detection[] = [];
    if (failed.has(rule)) return found;
    const before = gaps.length;
    guarded(rule, gaps, () => {
      found = look();
    });
    if (gaps.length === before) return found;
    // A chunk with a rule that failed is not kept: the failure would be forgotten.
    noteWhole();
    failed.add(rule);
    return found;
  };
  // Before any answer is looked into, so that nothing else is supposed to hold meanwhile.
  if (isFollowed()) keptOf(file).renew(file);
  detections.push(...seenInAll(program, file, chunks, (chunk) => inChunk(chunk, file, program, chunks, run)));
  for (const { name, chunk, nameSpan } of program.flows.length > 0 ? cutFunctions(file) : [])
    gaps.push({
      reason: `\`${name}\` is too long to be followed to its end: flows of data behind that are not seen`,
      span: { start: chunk.offset + nameSpan.start, end: chunk.offset + nameSpan.end },
    });
  for (const strings of program.strings)
    detections.push(...run(strings.rule, () => matchStrings(file, facts.source, chunks, strings)));
  return { detections: detections.filter((d) => !touches(file, d.span)), gaps };
}
