/**
 * The module's own code, chunk by chunk, and what its variables carry after that. Chunks that neither bring nor move
 * anything are remembered as quiet and passed over.
 */
import type { Chunk, FunctionDef } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { type Block, keep, keptOf } from '../blocks.ts';
import type { PythonFile } from '../file.ts';
import { lookedUp } from '../memo.ts';
import type { Surroundings } from '../surroundings.ts';
import { holds, type Notes, noteAll, tracked, untracked } from '../tracking.ts';
import { execute } from './execute.ts';
import { instantiated } from './instantiation.ts';
import type { TaintModels } from './models.ts';
import { newRun, type Run } from './run.ts';
import { State } from './state.ts';
import { summaryOf } from './summaries.ts';
import { either, isNothing, NOTHING, sameValue, type Value } from './value.ts';
import { changedAround } from './variables.ts';

/** What a chunk's answers hold for, besides what was noted while they were worked out. */
interface Ground {
  readonly surroundings: Surroundings | undefined;
  readonly models: TaintModels;
  readonly notes: Notes;
}

function stands({ surroundings, models, notes }: Ground, chunk: Chunk, file: PythonFile): boolean {
  return surroundings === chunk.surroundings && models === file.models && holds(notes, file);
}

/** What the module's own code does in a chunk. */
export type Own = Pick<Run, 'taints' | 'hits'>;

/** Chunks whose own code neither brings nor moves anything, with the variables that would change that. */
const quietChunks = new WeakMap<Chunk, { readonly ground: Ground; readonly names: ReadonlySet<string> }>();

function isQuiet(chunk: Chunk, file: PythonFile, known: ReadonlyMap<string, Value>): boolean {
  const quiet = quietChunks.get(chunk);
  if (!quiet) return false;
  for (const name of known.keys()) if (quiet.names.has(name)) return false;
  return stands(quiet.ground, chunk, file);
}

function comesToNothing({ hits, taints }: Own, chunk: Chunk, after: State): boolean {
  if (hits.size > 0 || !taints.isClean) return false;
  for (const name of boundOf(chunk).scope.bindings.keys()) {
    const value = after.get(name);
    if (value && !isNothing(value)) return false;
  }
  return true;
}

/** Remembers `chunk`, whose run came to nothing, as quiet. */
function settle(chunk: Chunk, ground: Ground, run: Own): void {
  const names = new Set([...boundOf(chunk).scope.bindings.keys(), ...run.taints.names]);
  quietChunks.set(chunk, { ground, names });
}

/** Under this, blocks keep the variables that would change that all of their chunks are quiet. */
const QUIET = {};

function isQuietBlock(block: Block, file: PythonFile, known: ReadonlyMap<string, Value>): boolean {
  const old = keptOf(block, QUIET, file.models);
  if (!old) return false;
  const names = old.value as ReadonlySet<string>;
  for (const name of known.keys()) if (names.has(name)) return false;
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
  readonly runs: Map<Chunk, Own>;
  state: State;
  /** The variables of which something is known now. */
  known: ReadonlyMap<string, Value>;
}

/** Runs the code of one chunk, unless that is known to come to nothing; whether it is. */
function passed(chunk: Chunk, running: Running): boolean {
  const { file, runs, state } = running;
  if (isQuiet(chunk, file, running.known)) return true;
  const run = newRun(file);
  const { value: after, notes } = tracked(() =>
    execute(chunk.body, state, { run, owner: undefined, code: undefined }),
  );
  const { taints, hits } = run;
  const end = after ?? new State(file.models.survivors);
  if (after && comesToNothing(run, chunk, after))
    settle(chunk, { surroundings: chunk.surroundings, models: file.models, notes }, run);
  else runs.set(chunk, { taints, hits });
  running.state = end;
  running.known = end.known();
  return false;
}

/** The same for a block. */
function passedBlock(block: Block, running: Running): boolean {
  if (isQuietBlock(block, running.file, running.known)) return true;
  const { parts, chunks } = block;
  const steps =
    parts.length > 0
      ? parts.map((part) => passedBlock(part, running))
      : chunks.map((chunk) => passed(chunk, running));
  const quiet = steps.every((one) => one);
  if (quiet && block.settled) settleBlock(block, running.file);
  return quiet;
}

/** By chunk: the functions in it that may change variables of the module. */
const writers = new WeakMap<Chunk, readonly FunctionDef[]>();

function writersIn(chunk: Chunk): readonly FunctionDef[] {
  const known = writers.get(chunk);
  if (known) return known;
  const { functions, changes } = boundOf(chunk);
  const found = new Set(
    functions.filter(({ scope }) => [...(scope?.elsewhere.values() ?? [])].includes('global')),
  );
  for (const change of changes) {
    const around = changedAround(change);
    if (around) found.add(around.owner);
  }
  const list = [...found];
  writers.set(chunk, list);
  return list;
}

/** `known`, and what functions put into the module's variables. */
function withWrites(file: PythonFile, known: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  let all: Map<string, Value> | undefined;
  const { survivors } = file.models;
  for (const block of file.blocks)
    for (const chunk of chunksOf(block))
      for (const code of writersIn(chunk))
        for (const [symbol, value] of summaryOf(file, code).writes) {
          if (!symbol.startsWith('@g:')) continue;
          const name = symbol.slice(3);
          const written = instantiated(value, {
            survivors,
            behind: (root) => (root.startsWith('g:') ? (known.get(root.slice(2)) ?? NOTHING) : NOTHING),
          });
          if (isNothing(written)) continue;
          all ??= new Map(known);
          all.set(name, either(all.get(name) ?? NOTHING, written, survivors));
        }
  return all ?? known;
}

function chunksOf({ parts, chunks }: Block): readonly Chunk[] {
  return parts.length > 0 ? parts.flatMap(chunksOf) : chunks;
}

interface ModuleFlow {
  /** What the module's own code does, in the chunks that are not quiet. */
  readonly own: ReadonlyMap<Chunk, Own>;
  readonly variables: ReadonlyMap<string, Value>;
}

const flows = new WeakMap<PythonFile, ModuleFlow>();

function flowOf(file: PythonFile): ModuleFlow {
  const known = flows.get(file);
  if (known) return known;
  const flow = untracked(() => {
    const state = new State(file.models.survivors);
    const running: Running = { file, runs: new Map(), state, known: new Map() };
    for (const block of file.blocks) passedBlock(block, running);
    return { own: running.runs, variables: withWrites(file, running.known) };
  });
  flows.set(file, flow);
  return flow;
}

/** What a variable of the module holds when the module has run. */
export const moduleVariable = lookedUp((file: PythonFile) => flowOf(file).variables, sameValue);

/** What the module's own code does in a chunk; undefined where that is nothing. */
export const ownCode = lookedUp(
  (file: PythonFile) => flowOf(file).own,
  (a, b) => a?.hits === b?.hits,
);
