/** Where a file asks a model: which calls, and which of their arguments are the model's input. */
import { type Argument, type Call, type Chunk, type Expression, type FunctionDef, rootOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonFile } from '../file.ts';
import { gathered, perFile, perNode } from '../memo.ts';
import { functionOf } from '../scopes.ts';
import { argumentsOf } from '../taint/models.ts';
import { callsIn } from './body.ts';
import { classBy } from './classes.ts';
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

/** The calls of models in a chunk, in the order of the text. */
export const inferencesIn: (file: PythonFile, chunk: Chunk) => readonly Inference[] = perNode(
  (file, chunk: Chunk) =>
    boundOf(chunk).calls.flatMap(({ call, place }): Inference[] => {
      const model = inputsOf(file, call);
      if (!model) return [];
      const prepares = model.name.endsWith('.transform');
      return [{ call, inputs: model.inputs, owner: functionOf(place.scope), prepares }];
    }),
);

/** The calls of models directly in `node`. */
export function inferencesOf(file: PythonFile, node: FunctionDef): readonly Inference[] {
  return inferencesIn(file, rootOf(node.chunk)).filter(({ owner }) => owner === node);
}

/** Whether a model is asked directly in `node`. */
function asks(file: PythonFile, node: FunctionDef): boolean {
  return inferencesOf(file, node).some(({ prepares }) => !prepares);
}

const someChunkAsks = gathered((file, chunk) =>
  inferencesIn(file, chunk).some(({ owner, prepares }) => owner && !prepares) ? [true] : [],
);

const someAsk = perFile((file) => someChunkAsks(file).length > 0);

/** The functions and methods of this file that `node` calls. */
const called = perNode((file, node: FunctionDef): FunctionDef[] =>
  callsIn(node).flatMap((call): FunctionDef[] => {
    const definition = file.names.definition(call);
    if (definition?.kind === 'function') return [definition];
    return file.names.resolve(call.func).flatMap((name): FunctionDef[] => {
      const method = /^(\.[\w.]+?)(?:\(\))?\.(\w+)$/.exec(name);
      const owner = classBy(file, method?.[1] ?? '');
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

/** Whether a model is asked in a function or in what it calls in its file. */
export const asksModel: (file: PythonFile, node: FunctionDef) => boolean = perNode(
  (file, node: FunctionDef) => {
    return someAsk(file) && [...reachedFrom(file, node)].some((fn) => asks(file, fn));
  },
);

/** The first call of a model in a function, or in what it calls in its file. */
export function firstInference(file: PythonFile, node: FunctionDef): Inference | undefined {
  for (const fn of reachedFrom(file, node)) {
    const found = inferencesOf(file, fn).find(({ prepares }) => !prepares);
    if (found) return found;
  }
  return undefined;
}

/** Models that answer in free text: what goes in has no distribution that one could compare. */
const GENERATING =
  /^(openai|anthropic|cohere|mistralai|google|groq|ollama|litellm|together|replicate|vllm|llama_cpp|langchain\w*|llama_index|transformers|huggingface_hub|diffusers)\b/;

/** Whether a function, or what it calls in its file, asks a model whose input is data rather than free text. */
export function servesClassic(file: PythonFile, node: FunctionDef): boolean {
  return [...reachedFrom(file, node)].some((fn) =>
    inferencesOf(file, fn).some(
      ({ call, prepares }) => !prepares && !namesOf(file, call.func).some((name) => GENERATING.test(name)),
    ),
  );
}
