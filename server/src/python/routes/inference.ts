/** Where a file asks a model: which calls, and which of their arguments are the model's input. */
import type { Argument, Call, Expression, FunctionDef } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import { perFile, perNode } from '../memo.ts';
import { functionOf } from '../scopes.ts';
import { argumentsOf } from '../taint/models.ts';
import { callsIn } from './body.ts';
import { classesOf } from './classes.ts';
import { namesOf } from './stores.ts';

export interface Inference {
  readonly call: Call;
  /** The expressions that reach the model. */
  readonly inputs: readonly Expression[];
  /** The function around the call. */
  readonly owner: FunctionDef | undefined;
  /** The step only prepares input (`scaler.transform`). */
  readonly prepares: boolean;
}

const SINK = 'model-input';

/** The inputs of `call` when its callee is a model, or when it is handed a model's method: `to_thread(model.predict, x)`. */
function inputsOf(file: PythonFile, call: Call): { inputs: Expression[]; name: string } | undefined {
  for (const name of namesOf(file, call.func)) {
    const rows = file.models.sinks.find(name).filter(({ kind }) => kind === SINK);
    if (rows.length > 0) {
      const inputs = rows.flatMap(({ args }) => argumentsOf(call, args, file.names));
      return { inputs: [...new Set(inputs)], name };
    }
  }
  const handed = call.args.findIndex((argument) => isModelMethod(file, argument));
  if (handed < 0) return undefined;
  return { inputs: call.args.slice(handed + 1).map((argument) => argument.value), name: '' };
}

function isModelMethod(file: PythonFile, { value }: Argument): boolean {
  if (value.kind !== 'attribute') return false;
  return namesOf(file, value).some((name) => file.models.sinks.find(name).some(({ kind }) => kind === SINK));
}

/** All calls of models in a file, in the order of the text. */
export const inferencesOf: (file: PythonFile) => readonly Inference[] = perFile((file) =>
  file.calls.flatMap(({ call, place }): Inference[] => {
    const model = inputsOf(file, call);
    if (!model) return [];
    const prepares = model.name.endsWith('.transform');
    return [{ call, inputs: model.inputs, owner: functionOf(place.scope), prepares }];
  }),
);

const byOwner = perFile((file) => {
  const found = new Map<FunctionDef | undefined, Inference[]>();
  for (const inference of inferencesOf(file)) {
    const list = found.get(inference.owner) ?? [];
    list.push(inference);
    found.set(inference.owner, list);
  }
  return found;
});

/** The calls of models directly in `node`. */
export function inferencesIn(file: PythonFile, node: FunctionDef): readonly Inference[] {
  return byOwner(file).get(node) ?? [];
}

const askers = perFile(
  (file) => new Set(inferencesOf(file).flatMap(({ owner, prepares }) => (owner && !prepares ? [owner] : []))),
);

/** The functions and methods of this file that `node` calls. */
const called = perNode((file, node: FunctionDef): FunctionDef[] =>
  callsIn(node).flatMap((call): FunctionDef[] => {
    const definition = file.names.definition(call);
    if (definition?.kind === 'function') return [definition];
    return file.names.resolve(call.func).flatMap((name): FunctionDef[] => {
      const method = /^(\.[\w.]+?)(?:\(\))?\.(\w+)$/.exec(name);
      const owner = classesOf(file).get(method?.[1] ?? '');
      return (owner?.body ?? []).filter(
        (s): s is FunctionDef => s.kind === 'function' && s.name === method?.[2],
      );
    });
  }),
);

/** The function itself and those of this file that it may call. */
export const reachedFrom: (file: PythonFile, node: FunctionDef) => ReadonlySet<FunctionDef> = perNode(
  (file, node: FunctionDef) => {
    const reached = new Set([node]);
    for (const fn of reached) for (const next of called(file, fn)) reached.add(next);
    return reached;
  },
);

/** Whether a model is asked in `node` or in what it calls in this file. */
export function asksModel(file: PythonFile, node: FunctionDef): boolean {
  const asking = askers(file);
  return asking.size > 0 && [...reachedFrom(file, node)].some((fn) => asking.has(fn));
}
