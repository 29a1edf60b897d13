/**
 * The taint of a whole file: the module's own code first, then the functions of every chunk, once more where attributes
 * of `self` carry something from one method to another. What was found for a chunk is kept with it and holds as long
 * as the chunk, all that it was worked out from, and the module's tainted variables stay the same. Inside one function
 * for now; calls of functions count as unknown.
 */
import { type Chunk, type Expression, type FunctionDef, rootOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { type Block, keep, keptOf } from '../blocks.ts';
import type { PythonFile } from '../file.ts';
import { lookedUp, sameElements } from '../memo.ts';
import { functionOf } from '../scopes.ts';
import type { Surroundings } from '../surroundings.ts';
import { holds, type Notes, note, noteAll, tracked, untracked } from '../tracking.ts';
import { execute } from './execute.ts';
import { CLEAN, join, origin, type Taint } from './kinds.ts';
import type { TaintModels } from './models.ts';
import type { Here, Hit, Run } from './run.ts';
import { PROVIDERS } from './sources.ts';
import { State } from './state.ts';

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

/** What a chunk's answers hold for, besides what was noted while they were worked out. */
interface Ground {
  readonly surroundings: Surroundings | undefined;
  readonly models: TaintModels;
  readonly notes: Notes;
}

function stands({ surroundings, models, notes }: Ground, chunk: Chunk, file: PythonFile): boolean {
  return surroundings === chunk.surroundings && models === file.models && holds(notes, file);
}

/** What a run found. Holds no file: it is kept with a chunk, and must not keep other versions of the rest alive. */
type Result = Pick<Run, 'taints' | 'hits' | 'returns'>;

/** What the functions of a chunk do, and the tainted variables of the module that they saw. */
const results = new WeakMap<
  Chunk,
  { readonly ground: Ground; readonly module: readonly unknown[]; readonly result: Result }
>();

function runChunk(chunk: Chunk, file: PythonFile, module: State, facts: readonly unknown[]): Result {
  const old = results.get(chunk);
  if (old && sameElements(old.module, facts) && stands(old.ground, chunk, file)) return old.result;
  const { value: result, notes } = tracked((): Result => {
    const run = emptyRun(file, module);
    runFunctions(chunk, run);
    if (run.attributes.size > 0) runFunctions(chunk, run);
    const { taints, hits, returns } = run;
    return { taints, hits, returns };
  });
  const ground = { surroundings: chunk.surroundings, models: file.models, notes };
  results.set(chunk, { ground, module: facts, result });
  return result;
}

/** Chunks whose own code neither brings nor moves anything, with the variables that would change that. */
const quietChunks = new WeakMap<Chunk, { readonly ground: Ground; readonly names: ReadonlySet<string> }>();

function isQuiet(chunk: Chunk, file: PythonFile, tainted: ReadonlySet<string>): boolean {
  const quiet = quietChunks.get(chunk);
  if (!quiet) return false;
  for (const name of tainted) if (quiet.names.has(name)) return false;
  return stands(quiet.ground, chunk, file);
}

function comesToNothing({ hits, taints }: Result): boolean {
  return hits.size === 0 && [...taints.values()].every((taint) => taint.size === 0);
}

/** Remembers `chunk`, whose run came to nothing, as quiet. */
function settle(chunk: Chunk, ground: Ground, run: Result): void {
  const names = new Set(boundOf(chunk).scope.bindings.keys());
  for (const node of run.taints.keys()) if (node.kind === 'name') names.add(node.id);
  quietChunks.set(chunk, { ground, names });
}

/** Under this, blocks keep the variables that would change that all of their chunks are quiet. */
const QUIET = {};

function isQuietBlock(block: Block, file: PythonFile, tainted: ReadonlySet<string>): boolean {
  const old = keptOf(block, QUIET, file.models);
  if (!old) return false;
  const names = old.value as ReadonlySet<string>;
  for (const name of tainted) if (names.has(name)) return false;
  return holds(old.notes, file);
}

/** Remembers a block whose chunks are all quiet as that. */
function settleBlock(block: Block, file: PythonFile): void {
  const quiet = block.chunks.map((chunk) => quietChunks.get(chunk));
  if (!quiet.every((one) => one !== undefined)) return;
  const { value, notes } = tracked(() => {
    for (const { ground } of quiet) noteAll(ground.notes);
    return new Set(quiet.flatMap(({ names }) => [...names]));
  });
  keep(block, QUIET, file.models, notes, value);
}

/** The module's own code while it runs. */
interface Running {
  readonly file: PythonFile;
  /** What the chunks do that are not quiet. */
  readonly runs: Map<Chunk, Result>;
  state: State;
}

/** Runs the code of one chunk, unless that is known to come to nothing; whether it is. */
function passed(chunk: Chunk, running: Running): boolean {
  const { file, runs, state } = running;
  if (isQuiet(chunk, file, state.tainted())) return true;
  const run = emptyRun(file, state);
  const { value: after, notes } = tracked(() =>
    execute(chunk.body, state, { run, owner: undefined, outer: [] }),
  );
  const { taints, hits, returns } = run;
  if (!comesToNothing(run)) runs.set(chunk, { taints, hits, returns });
  else if (after) settle(chunk, { surroundings: chunk.surroundings, models: file.models, notes }, run);
  running.state = after ?? new State();
  return false;
}

/** The same for a block. */
function passedBlock(block: Block, running: Running): boolean {
  const { file } = running;
  if (isQuietBlock(block, file, running.state.tainted())) return true;
  const { parts, chunks } = block;
  const steps =
    parts.length > 0
      ? parts.map((part) => passedBlock(part, running))
      : chunks.map((chunk) => passed(chunk, running));
  const quiet = steps.every((one) => one);
  if (quiet && block.settled) settleBlock(block, file);
  return quiet;
}

/** The module's own code, chunk by chunk; quiet ones are passed over. */
function runModule(file: PythonFile): Running {
  const running: Running = { file, runs: new Map(), state: new State() };
  for (const block of file.blocks) passedBlock(block, running);
  return running;
}

interface Flow {
  /** What the module's own code does, in the chunks that are not quiet. */
  readonly own: ReadonlyMap<Chunk, Result>;
  /** The module's tainted variables after its own code ran. */
  readonly module: State;
  readonly facts: readonly unknown[];
  readonly functions: Map<Chunk, Result>;
}

const flows = new WeakMap<PythonFile, Flow>();

function flowOf(file: PythonFile): Flow {
  const known = flows.get(file);
  if (known) return known;
  const { runs: own, state: module } = untracked(() => runModule(file));
  const flow = { own, module, facts: module.facts(), functions: new Map<Chunk, Result>() };
  flows.set(file, flow);
  return flow;
}

/** What the functions of `chunk` do. */
function functionsOf(file: PythonFile, chunk: Chunk): Result {
  const { functions, module, facts } = flowOf(file);
  const known = functions.get(chunk);
  if (known) return known;
  const result = untracked(() => runChunk(chunk, file, module, facts));
  functions.set(chunk, result);
  return result;
}

/** What the module's own code does in a chunk; undefined where that is nothing. */
const ownIn = lookedUp(
  (file) => flowOf(file).own,
  (a, b) => a?.hits === b?.hits,
);

/** Notes what the flow through `chunk` rests on. */
function noteFlow(file: PythonFile, chunk: Chunk): void {
  const { facts } = flowOf(file);
  const ground = results.get(chunk)?.ground;
  noteAll(ground?.notes);
  note('the variables of the module', (other) => sameElements(flowOf(other).facts, facts));
  note(chunk, (other) => other.has(chunk) && chunk.surroundings === ground?.surroundings);
}

/** The kinds that `node` may carry where it stands. */
export function taintOf(file: PythonFile, node: Expression): Taint {
  const root = rootOf(node.chunk);
  const { taints } = functionsOf(file, root);
  noteFlow(file, root);
  return taints.get(node) ?? ownIn(file, root)?.taints.get(node) ?? CLEAN;
}

/** The sinks that something reached in `chunk`, the module's own code first. */
export function hitsIn(file: PythonFile, chunk: Chunk): readonly Hit[] {
  const { hits } = functionsOf(file, chunk);
  noteFlow(file, chunk);
  return [...(ownIn(file, chunk)?.hits.values() ?? []), ...hits.values()];
}
