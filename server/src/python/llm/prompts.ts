/** Where a program asks a language model: which calls, and which of their arguments the model reads. */
import type { Call, Chunk, Expression } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonFile } from '../file.ts';
import { argumentsOf } from '../taint/models.ts';

/** Kinds of sinks that models read. */
export const PROMPTS: ReadonlySet<string> = new Set(['prompt', 'messages', 'system-prompt']);

export interface Prompt {
  readonly call: Call;
  readonly arguments: readonly Expression[];
}

/** The calls in `chunk` that hand a text to a model, in the order of the text. */
export function promptsIn(chunk: Chunk, file: PythonFile): readonly Prompt[] {
  return boundOf(chunk).calls.flatMap(({ call }): Prompt[] => {
    const found = new Set<Expression>();
    for (const name of file.names.resolve(call.func))
      for (const { kind, args } of file.models.sinks.find(name))
        if (PROMPTS.has(kind))
          for (const argument of argumentsOf(call, args, file.names)) found.add(argument);
    return found.size === 0 ? [] : [{ call, arguments: [...found] }];
  });
}
