/** The calls of a file by what they are and by the function they stand in; indexed once for each version of a file. */
import type { Call, FunctionDef } from './ast.ts';
import type { PythonFile } from './file.ts';
import { perFile } from './memo.ts';
import { type BoundCall, functionOf } from './scopes.ts';

interface CallIndex {
  readonly bound: ReadonlyMap<Call, BoundCall>;
  /** Under `undefined`: the module's own code. */
  readonly byOwner: ReadonlyMap<FunctionDef | undefined, readonly BoundCall[]>;
}

const indexOf = perFile((file): CallIndex => {
  const bound = new Map<Call, BoundCall>();
  const byOwner = new Map<FunctionDef | undefined, BoundCall[]>();
  for (const one of file.calls) {
    bound.set(one.call, one);
    const owner = functionOf(one.place.scope);
    const list = byOwner.get(owner);
    if (list) list.push(one);
    else byOwner.set(owner, [one]);
  }
  return { bound, byOwner };
});

/** Where `call` stands. */
export function boundCall(file: PythonFile, call: Call): BoundCall | undefined {
  return indexOf(file).bound.get(call);
}

/** The calls in the same function (or the module's own code) as `call`, itself left out, in the order of the text. */
export function neighbours(file: PythonFile, call: Call): readonly BoundCall[] {
  const here = boundCall(file, call);
  const all = here ? (indexOf(file).byOwner.get(functionOf(here.place.scope)) ?? []) : [];
  return all.filter((other) => other.call !== call);
}
