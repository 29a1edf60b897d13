/**
 * The taint of a whole file: the module's own code first, then the functions of every chunk, once more where attributes
 * of `self` carry something from one method to another. What was found for a chunk is kept with it and holds as long
 * as the chunk, its module's environment and the module's tainted variables stay the same. Inside one function for now;
 * calls of functions count as unknown.
 */
import { type Chunk, type Expression, type FunctionDef, rootOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonFile } from '../file.ts';
import { functionOf } from '../scopes.ts';
import type { Surroundings } from '../surroundings.ts';
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

/** What a chunk's results rely on besides the chunk itself. */
interface Ground {
  readonly surroundings: Surroundings | undefined;
  readonly models: TaintModels;
  /** What the providers say of the rest of the file. */
  readonly relied: readonly unknown[];
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function holds(old: Ground, now: Ground): boolean {
  return old.surroundings === now.surroundings && old.models === now.models && same(old.relied, now.relied);
}

/** What a run found. Holds no file: it is kept with a chunk, and must not keep other versions of the rest alive. */
type Result = Pick<Run, 'taints' | 'hits' | 'returns'>;

/** What the functions of a chunk do, and the tainted variables of the module that they saw. */
const results = new WeakMap<
  Chunk,
  { readonly ground: Ground; readonly module: readonly unknown[]; readonly result: Result }
>();

function runChunk(
  chunk: Chunk,
  file: PythonFile,
  ground: Ground,
  module: State,
  facts: readonly unknown[],
): Result {
  const old = results.get(chunk);
  if (old && holds(old.ground, ground) && same(old.module, facts)) return old.result;
  const run = emptyRun(file, module);
  runFunctions(chunk, run);
  if (run.attributes.size > 0) runFunctions(chunk, run);
  const { taints, hits, returns } = run;
  const result = { taints, hits, returns };
  results.set(chunk, { ground, module: facts, result });
  return result;
}

/** Chunks whose own code neither brings nor moves anything, with the variables that would change that. */
const quietChunks = new WeakMap<Chunk, { readonly ground: Ground; readonly names: ReadonlySet<string> }>();

function isQuiet(chunk: Chunk, ground: Ground, tainted: ReadonlySet<string>): boolean {
  const quiet = quietChunks.get(chunk);
  if (!quiet || !holds(quiet.ground, ground)) return false;
  for (const name of tainted) if (quiet.names.has(name)) return false;
  return true;
}

/** Remembers `chunk` as quiet when its run came to nothing. */
function settle(chunk: Chunk, ground: Ground, run: Run): void {
  if (run.hits.size > 0 || [...run.taints.values()].some((taint) => taint.size > 0)) return;
  const names = new Set(boundOf(chunk).scope.bindings.keys());
  for (const node of run.taints.keys()) if (node.kind === 'name') names.add(node.id);
  quietChunks.set(chunk, { ground, names });
}

/** The module's own code, chunk by chunk; quiet ones are passed over. */
function runModule(
  file: PythonFile,
  groundOf: (chunk: Chunk) => Ground,
): { readonly runs: readonly Run[]; readonly after: State } {
  const runs: Run[] = [];
  let state = new State();
  for (const chunk of file.chunks) {
    const ground = groundOf(chunk);
    if (isQuiet(chunk, ground, state.tainted())) continue;
    const run = emptyRun(file, state);
    const after = execute(chunk.body, state, { run, owner: undefined, outer: [] });
    if (after) settle(chunk, ground, run);
    state = after ?? new State();
    runs.push(run);
  }
  return { runs, after: state };
}

function analyse(file: PythonFile): Flow {
  const { models } = file;
  const relied = PROVIDERS.flatMap((provider) => provider.relies?.(file) ?? []);
  const groundOf = ({ surroundings }: Chunk): Ground => ({ surroundings, models, relied });
  const { runs: own, after } = runModule(file, groundOf);
  const facts = after.facts();
  const runs = new Map(
    file.chunks.map((chunk) => [chunk, runChunk(chunk, file, groundOf(chunk), after, facts)]),
  );
  const ownTaint = (node: Expression): Taint | undefined =>
    own.find((run) => run.taints.has(node))?.taints.get(node);
  return {
    taintOf: (node) => runs.get(rootOf(node.chunk))?.taints.get(node) ?? ownTaint(node) ?? CLEAN,
    returnOf: (node) => runs.get(rootOf(node.chunk))?.returns.get(node) ?? CLEAN,
    hits: [...own, ...runs.values()].flatMap((run) => [...run.hits.values()]),
  };
}

const flows = new WeakMap<PythonFile, Flow>();

/** The flow of `file`; computed when first asked for. */
export function flowOf(file: PythonFile): Flow {
  const flow = flows.get(file) ?? analyse(file);
  flows.set(file, flow);
  return flow;
}
