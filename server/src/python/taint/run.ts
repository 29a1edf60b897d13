/** What one taint run over a function, or over the module's own code, shares between its parts. Grows while it goes on. */
import type { Step } from '../../engine/types.ts';
import { type Call, type Expression, type FunctionDef, type Lambda, spanOf } from '../ast.ts';
import { type PythonFile, textOf } from '../file.ts';
import type { Pending } from './called-values.ts';
import type { Raised } from './exceptions.ts';
import { join, marksOf, type Taint, type Trail } from './kinds.ts';
import { Observed } from './observed.ts';
import type { State } from './state.ts';
import type { Value } from './value.ts';

/** What can be called and run. */
export type Code = FunctionDef | Lambda;

/** A tainted value at an argument of a sink. */
export interface Hit {
  /** The call of the sink; of a sink in another file, the call that leads there. */
  readonly call: Call;
  readonly argument: Expression;
  /** The kind of the sink. */
  readonly sink: string;
  readonly taint: Taint;
  readonly owner: FunctionDef | undefined;
  /** What a node of the function that calls the sink carries on this way. */
  readonly at: (node: Expression) => Taint;
  /** Of a sink in another file: what is called there, and where. */
  readonly beyond?: { readonly callee: string; readonly step: Step };
}

/** A way that a function ends. */
export interface Ending {
  readonly value: Expression | undefined;
  readonly result: Value;
  readonly state: State;
}

export interface Run {
  readonly file: PythonFile;
  readonly taints: Observed;
  readonly hits: Map<string, Hit>;
  readonly endings: Ending[];
  /** What a generator yields. */
  yields: Value | undefined;
  /** What is assigned to variables of the module and of functions around, by symbol. */
  readonly writes: Map<string, Value>;
  /** Calls of what was handed in, by the root of their symbols. */
  readonly calls: Map<string, Pending>;
  /** What is raised and not caught inside. */
  readonly raises: Raised[];
  /** Variables from outside whose objects are changed: their symbols, by name. */
  readonly reached: Map<string, string>;
  /** Statements that may still be looked at. */
  budget: number;
}

/** More sinks than these are not told of one function. */
const MOST_HITS = 200;

/** Statements that a run looks at, each as often as loops make it; a function of 5,000 lines is well below. */
const BUDGET = 60_000;

export function newRun(file: PythonFile): Run {
  return {
    file,
    taints: new Observed(),
    hits: new Map(),
    endings: [],
    yields: undefined,
    writes: new Map(),
    calls: new Map(),
    raises: [],
    reached: new Map(),
    budget: BUDGET,
  };
}

/** Where the evaluator stands. */
export interface Here {
  readonly run: Run;
  readonly owner: FunctionDef | undefined;
  /** What runs: a function or lambda; undefined for the module's own code. */
  readonly code: Code | undefined;
  /** What is raised in the innermost `try`; where there is none, see `Run.raises`. */
  readonly raises?: Raised[];
  /** What the handler got that runs, to be raised again. */
  readonly caught?: readonly Raised[];
  /** The ways that leave the innermost loop's body early. */
  readonly loop?: { readonly breaks: State[]; readonly continues: State[]; readonly depth: number };
}

/** Adds a hit; what reached the same argument on another way joins it. */
export function strike(run: Run, hit: Hit): void {
  const { call, argument, sink, beyond } = hit;
  const key = `${call.chunk.serial}:${call.start}:${sink}:${argument.chunk.serial}:${argument.start}:${beyond ? `${beyond.step.uri}:${beyond.step.span.start}` : ''}`;
  const old = run.hits.get(key);
  if (!old && run.hits.size >= MOST_HITS) return;
  run.hits.set(key, old ? { ...old, taint: join(old.taint, hit.taint) } : hit);
}

/** The step that rules show for a place on the way. */
export function stepOf(file: PythonFile, trail: Trail): Step {
  if (trail.node === undefined) return trail.step;
  return { uri: file.source.uri, span: spanOf(trail.node), note: trail.note, ...marksOf(trail) };
}

/** What is called in the end, as it is written there, with the file where it is another one; messages quote it. */
export function calleeOf({ call, beyond }: Hit, file: PythonFile): string {
  if (!beyond) return textOf(file, call.func);
  return `${beyond.callee}\` in \`${beyond.step.uri.split('/').at(-1)}`;
}

/** The way from the source to the sink, `steps` and the last one; `to`: what the sink is given, if not the argument. */
export function wayOf(
  hit: Hit,
  steps: readonly Trail[],
  file: PythonFile,
  to: Expression = hit.argument,
): readonly Step[] {
  const last: Trail = hit.beyond
    ? { note: hit.beyond.step.note, step: hit.beyond.step }
    : { node: to, note: `reaches \`${calleeOf(hit, file)}\`` };
  return [...steps, last].map((step) => stepOf(file, step));
}
