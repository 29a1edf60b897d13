/**
 * The module's own code, and what its variables carry after that. Of the statements only those are run that do something
 * by themselves, and those that read or bind a variable of which something is known by then.
 */
import { type Chunk, type FunctionDef, rootOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonFile } from '../file.ts';
import { gathered, lookedUp } from '../memo.ts';
import { untracked } from '../tracking.ts';
import { execute } from './execute.ts';
import { instantiated } from './instantiation.ts';
import { sameTaint } from './kinds.ts';
import { newRun, type Run } from './run.ts';
import { State } from './state.ts';
import { summaryOf } from './summaries.ts';
import { sameHits } from './summary.ts';
import { either, isNothing, NOTHING, sameValue, type Value } from './value.ts';
import { changedAround } from './variables.ts';

/** What the module's own code does in a chunk. */
export type Own = Pick<Run, 'taints' | 'hits'>;

function comesToNothing({ hits, taints }: Own, chunk: Chunk, after: State): boolean {
  if (hits.size > 0 || !taints.isClean) return false;
  for (const name of boundOf(chunk).scope.bindings.keys()) {
    const value = after.get(name);
    if (value && !isNothing(value)) return false;
  }
  return true;
}

/** Runs the code of a chunk. `state` is used up; undefined where the code does not come to its end. */
function ranIn(chunk: Chunk, state: State, file: PythonFile): { readonly own: Own; readonly after?: State } {
  const run = newRun(file);
  const after = execute(chunk.body, state, { run, owner: undefined, code: undefined });
  const { taints, hits } = run;
  return { own: { taints, hits }, ...(after ? { after } : {}) };
}

/** The chunks whose own code does something even where nothing is known of any variable. */
const loudChunks = gathered((file, chunk): readonly Chunk[] => {
  const { own, after } = ranIn(chunk, new State(file.models.survivors), file);
  return after && comesToNothing(own, chunk, after) ? [] : [chunk];
});

/** The chunks that read or bind `name`. */
function* concernedBy(name: string, file: PythonFile): Iterable<Chunk> {
  yield* file.mentioning(name);
  for (const { chunk } of file.names.moduleBindings(name)) yield rootOf(chunk);
}

/** The module's own code, run as far as it does anything. */
function runOf(file: PythonFile): { readonly runs: ReadonlyMap<Chunk, Own>; readonly state: State } {
  const { survivors } = file.models;
  const waiting = new Set(loudChunks(file));
  const runs = new Map<Chunk, Own>();
  const known = new Set<string>();
  let state = new State(survivors);
  for (let next = firstOf(waiting); next; next = firstOf(waiting)) {
    const { own, after } = ranIn(next, state, file);
    waiting.delete(next);
    runs.set(next, own);
    state = after ?? new State(survivors);
    for (const name of state.known().keys()) {
      if (known.has(name)) continue;
      known.add(name);
      for (const chunk of concernedBy(name, file)) if (chunk.offset > next.offset) waiting.add(chunk);
    }
  }
  return { runs, state };
}

function firstOf(chunks: Iterable<Chunk>): Chunk | undefined {
  let first: Chunk | undefined;
  for (const chunk of chunks) if (!first || chunk.offset < first.offset) first = chunk;
  return first;
}

/** The functions that may change variables of the module. */
const writers = gathered((_file, chunk): readonly FunctionDef[] => {
  const { functions, changes } = boundOf(chunk);
  const found = new Set(
    functions.filter(({ scope }) => [...(scope?.elsewhere.values() ?? [])].includes('global')),
  );
  for (const change of changes) {
    const around = changedAround(change);
    if (around) found.add(around.owner);
  }
  return [...found];
});

/** `known`, and what functions put into the module's variables. */
function withWrites(file: PythonFile, known: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  let all: Map<string, Value> | undefined;
  const { survivors } = file.models;
  for (const code of writers(file))
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

interface ModuleFlow {
  /** What the module's own code does, in the chunks that are not quiet. */
  readonly own: ReadonlyMap<Chunk, Own>;
  readonly variables: ReadonlyMap<string, Value>;
}

function sameOwn(a: Own, b: Own): boolean {
  return sameHits([...a.hits.values()], [...b.hits.values()]) && sameTaints(a, b);
}

function sameTaints({ taints: a }: Own, { taints: b }: Own): boolean {
  for (const node of new Set([...a.nodes(), ...b.nodes()]))
    if (!sameTaint(a.get(node), b.get(node))) return false;
  return true;
}

/** `now`, or `before` where that says the same; what says the same as before is the same object in any case. */
function renewed<K, V>(
  now: ReadonlyMap<K, V>,
  before: ReadonlyMap<K, V>,
  same: (a: V, b: V) => boolean,
): ReadonlyMap<K, V> {
  let isSame = now.size === before.size;
  const all = new Map<K, V>();
  for (const [key, value] of now) {
    const old = before.get(key);
    const still = old !== undefined && same(old, value);
    isSame &&= still;
    all.set(key, still ? old : value);
  }
  return isSame ? before : all;
}

const NOTHING_YET: ModuleFlow = { own: new Map(), variables: new Map() };

const flows = new WeakMap<PythonFile, ModuleFlow>();

function flowOf(file: PythonFile): ModuleFlow {
  const known = flows.get(file);
  if (known) return known;
  const before = (file.kept.get(flowOf) as ModuleFlow | undefined) ?? NOTHING_YET;
  const { runs, state } = untracked(() => runOf(file));
  const variables = untracked(() => withWrites(file, state.known()));
  const flow = {
    own: renewed(runs, before.own, sameOwn),
    variables: renewed(variables, before.variables, sameValue),
  };
  flows.set(file, flow);
  file.kept.set(flowOf, flow);
  return flow;
}

/** What a variable of the module holds when the module has run. */
export const moduleVariable = lookedUp((file: PythonFile) => flowOf(file).variables, sameValue);

/** What the module's own code does in a chunk; undefined where that is nothing. */
export const ownCode = lookedUp((file: PythonFile) => flowOf(file).own);
