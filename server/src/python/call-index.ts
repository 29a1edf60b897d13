/** Where the calls of a file stand, and which others stand in the same function. */
import { type Call, type Chunk, type FunctionDef, rootOf } from './ast.ts';
import { boundOf } from './bind.ts';
import { type Around, aroundOf } from './branches.ts';
import type { PythonFile } from './file.ts';
import { type BoundCall, functionOf } from './scopes.ts';

interface CallIndex {
  readonly bound: ReadonlyMap<Call, BoundCall>;
  /** Under `undefined`: the module's own code. */
  readonly byOwner: ReadonlyMap<FunctionDef | undefined, readonly BoundCall[]>;
}

const known = new WeakMap<Chunk, CallIndex>();

function indexOf(chunk: Chunk): CallIndex {
  const old = known.get(chunk);
  if (old) return old;
  const bound = new Map<Call, BoundCall>();
  const byOwner = new Map<FunctionDef | undefined, BoundCall[]>();
  for (const one of boundOf(chunk).calls) {
    bound.set(one.call, one);
    const owner = functionOf(one.place.scope);
    const list = byOwner.get(owner);
    if (list) list.push(one);
    else byOwner.set(owner, [one]);
  }
  const made = { bound, byOwner };
  known.set(chunk, made);
  return made;
}

/** Where `call` stands. */
export function boundCall(call: Call): BoundCall | undefined {
  return indexOf(rootOf(call.chunk)).bound.get(call);
}

/** The calls in `chunk` that stand in `owner`, or in no function. */
export function callsOwned(chunk: Chunk, owner: FunctionDef | undefined): readonly BoundCall[] {
  return indexOf(chunk).byOwner.get(owner) ?? [];
}

/** The calls that may see the variables of the place where `call` stands: in its function, or anywhere for the module's. */
export function callsAround(file: PythonFile, call: Call): readonly BoundCall[] {
  const here = boundCall(call);
  return here && functionOf(here.place.scope) ? boundOf(rootOf(call.chunk)).calls : file.calls;
}

/** The calls in the same function (or the module's own code) as `call`, itself left out, in the order of the text. */
export function neighbours(file: PythonFile, call: Call): readonly BoundCall[] {
  const here = boundCall(call);
  if (!here) return [];
  const owner = functionOf(here.place.scope);
  const all = owner
    ? callsOwned(rootOf(call.chunk), owner)
    : file.chunks.flatMap((chunk) => callsOwned(chunk, undefined));
  return all.filter((other) => other.call !== call);
}

/** The blocks around `call` in its function, or in its module outside of functions; innermost first. */
export function aroundCall(call: Call): readonly Around[] {
  const bound = boundCall(call);
  if (!bound) return [];
  return aroundOf(bound.statement, functionOf(bound.place.scope) ?? { body: rootOf(call.chunk).body });
}
