/**
 * The taint of a whole file: the module's own code first, then the functions of every chunk, once more where attributes
 * of `self` carry something from one method to another. What was found for a chunk is kept with it and holds as long
 * as the chunk, its module's environment and the module's tainted variables stay the same. Inside one function for now;
 * calls of functions count as unknown.
 */
import { type Chunk, type Expression, type FunctionDef, rootOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { Environment } from '../environment.ts';
import type { PythonFile } from '../file.ts';
import { functionOf } from '../scopes.ts';
import { execute } from './execute.ts';
import { CLEAN, join, origin, type Taint } from './kinds.ts';
import type { TaintModels } from './models.ts';
import type { Here, Hit, Run } from './run.ts';
import { PROVIDERS } from './sources.ts';
import { State } from './state.ts';

export interface Flow {
  /** The kinds that `node` may carry where it stands. */
  taintOf(node: Expression): Taint;
  /** What a function may return. */
  returnOf(node: FunctionDef): Taint;
  readonly hits: readonly Hit[];
}

/** The runs of a chunk's functions, and what they relied on. */
interface Kept {
  readonly environment: Environment;
  readonly models: TaintModels;
  readonly module: readonly unknown[];
  readonly run: Run;
}

const kept = new WeakMap<Chunk, Kept>();

function entered(node: FunctionDef, here: Here): State {
  const { file } = here.run;
  const state = new State();
  for (const param of node.params) {
    let taint = CLEAN;
    for (const provider of PROVIDERS) {
      for (const { kind, note } of provider.param?.(param, node, file) ?? [])
        taint = join(taint, origin(kind, { node: param, note }));
    }
    state.set(param.name, taint);
  }
  return state;
}

function runFunctions(chunk: Chunk, run: Run): void {
  const entries = new Map<FunctionDef, State>();
  for (const node of boundOf(chunk).functions) {
    const outer: State[] = [];
    for (let scope = node.scope?.parent; scope; scope = scope.parent) {
      const around = scope.kind === 'function' ? functionOf(scope) : undefined;
      const state = around && entries.get(around);
      if (state) outer.push(state);
    }
    const here: Here = { run, owner: node, outer };
    const state = entered(node, here);
    entries.set(node, state);
    execute(node.body, state, here);
  }
}

function emptyRun(file: PythonFile, module: State): Run {
  return { file, taints: new Map(), hits: new Map(), returns: new Map(), attributes: new Map(), module };
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function runChunk(chunk: Chunk, file: PythonFile, module: State, facts: readonly unknown[]): Run {
  const { environment, models } = file;
  const old = kept.get(chunk);
  if (old && old.environment === environment && old.models === models && same(old.module, facts))
    return old.run;
  const run = emptyRun(file, module);
  runFunctions(chunk, run);
  if (run.attributes.size > 0) runFunctions(chunk, run);
  kept.set(chunk, { environment, models, module: facts, run });
  return run;
}

function analyse(file: PythonFile): Flow {
  const top = emptyRun(file, new State());
  let module: State | undefined = top.module;
  for (const chunk of file.chunks) {
    module = execute(chunk.body, module ?? new State(), { run: top, owner: undefined, outer: [] });
  }
  const after = module ?? new State();
  const facts = after.facts();
  const runs = new Map(file.chunks.map((chunk) => [chunk, runChunk(chunk, file, after, facts)]));
  return {
    taintOf: (node) => runs.get(rootOf(node.chunk))?.taints.get(node) ?? top.taints.get(node) ?? CLEAN,
    returnOf: (node) => runs.get(rootOf(node.chunk))?.returns.get(node) ?? CLEAN,
    hits: [top, ...runs.values()].flatMap((run) => [...run.hits.values()]),
  };
}

const flows = new WeakMap<PythonFile, Flow>();

/** The flow of `file`; computed when first asked for. */
export function flowOf(file: PythonFile): Flow {
  const flow = flows.get(file) ?? analyse(file);
  flows.set(file, flow);
  return flow;
}
