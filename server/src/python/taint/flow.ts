/**
 * The taint of a whole file: the module's own code first, then every function, once more where attributes of `self`
 * carry something from one method to another. Inside one function for now; calls of functions count as unknown.
 */
import type { Expression, FunctionDef } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonFile } from '../file.ts';
import { functionOf } from '../scopes.ts';
import { execute } from './execute.ts';
import { CLEAN, join, origin, type Taint } from './kinds.ts';
import { type Here, type Hit, type Run, stepAt } from './run.ts';
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
        taint = join(taint, origin(kind, stepAt(file, param, note)));
    }
    state.set(param.name, taint);
  }
  return state;
}

function runFunctions(run: Run): void {
  const entries = new Map<FunctionDef, State>();
  for (const chunk of run.file.chunks) {
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
}

function analyse(file: PythonFile): Flow {
  const run: Run = {
    file,
    taints: new Map(),
    hits: new Map(),
    returns: new Map(),
    attributes: new Map(),
    module: new State(),
  };
  let module: State | undefined = run.module;
  for (const chunk of file.chunks)
    module = execute(chunk.body, module ?? new State(), { run, owner: undefined, outer: [] });
  run.module = module ?? run.module;
  runFunctions(run);
  if (run.attributes.size > 0) runFunctions(run);
  return {
    taintOf: (node) => run.taints.get(node) ?? CLEAN,
    returnOf: (node) => run.returns.get(node) ?? CLEAN,
    hits: [...run.hits.values()],
  };
}

const flows = new WeakMap<PythonFile, Flow>();

/** The flow of `file`; computed when first asked for. */
export function flowOf(file: PythonFile): Flow {
  const flow = flows.get(file) ?? analyse(file);
  flows.set(file, flow);
  return flow;
}
