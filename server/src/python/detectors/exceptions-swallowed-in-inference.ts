/** Code that asks a model and goes on, without a word, when it fails. */
import type { Edit, Span } from '../../engine/types.ts';
import { type Call, type Chunk, type Handler, rootOf, type Statement, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { lineEnd, replace } from '../edit.ts';
import { hasFallback } from '../fallbacks.ts';
import { calleeSpan, type PythonFile, textFrom } from '../file.ts';
import { loggerOf } from '../loggers.ts';
import { asksModel, inferencesIn } from '../routes/inference.ts';
import { callsUnder, clauseSpan, swallows, takesEverything } from '../swallowed-exceptions.ts';

/** The first call among `statements` that asks a model, directly or in a function of this file. */
function question(file: PythonFile, statements: readonly Statement[]): Call | undefined {
  return callsUnder(statements).find((call) => {
    const asks = inferencesIn(file, rootOf(call.chunk)).some(
      (inference) => inference.call === call && !inference.prepares,
    );
    if (asks) return true;
    const local = file.names.definition(call);
    return local?.kind === 'function' && asksModel(file, local);
  });
}

function calleeOf(file: PythonFile, call: Call): string {
  const { start, end } = calleeSpan(file, call);
  return textFrom(file, call).slice(start, end);
}

function logEdits(file: PythonFile, { body }: Handler, callee: string): readonly Edit[] | undefined {
  const [first] = body;
  const found = loggerOf(file);
  if (!first || !found || /["\\{]/.test(callee)) return undefined;
  const line = `${found.code}.exception("${callee} failed")`;
  if (first.kind === 'other-statement' && first.word === 'pass' && body.length === 1)
    return [...found.edits, replace(first, line)];
  const { start } = spanOf(first);
  const text = textFrom(file, first);
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const indent = text.slice(from, start);
  if (indent.trim() !== '') return undefined;
  return [...found.edits, { span: { start, end: start }, text: `${line}${lineEnd(file)}${indent}` }];
}

function seen(file: PythonFile, call: Call, span: Span, handler?: Handler): Seen {
  const callee = calleeOf(file, call);
  return { span, values: { callee }, edits: { log: handler && logEdits(file, handler, callee) } };
}

function inStatement(file: PythonFile, statement: Statement, chunk: Chunk): Seen[] {
  const isAnswered = (body: readonly Statement[], handler?: Handler): boolean =>
    hasFallback(statement, body, handler, boundOf(chunk).statements);
  if (statement.kind === 'try') {
    const handlers = statement.handlers.filter((one) => takesEverything(file, one.type) && swallows(one));
    const call = handlers.length > 0 ? question(file, statement.body) : undefined;
    return handlers.flatMap((handler) => {
      const span = clauseSpan(file, handler);
      return call && span && !isAnswered(statement.body, handler) ? [seen(file, call, span, handler)] : [];
    });
  }
  if (statement.kind !== 'with') return [];
  const suppressing = statement.items.find(
    ({ context }) =>
      context.kind === 'call' &&
      file.names.resolve(context.func).includes('contextlib.suppress') &&
      context.args.some(({ value }) => takesEverything(file, value)),
  );
  const call = suppressing && question(file, statement.body);
  return suppressing && call && !isAnswered(statement.body)
    ? [seen(file, call, spanOf(suppressing.context))]
    : [];
}

export const detector: PythonDetector = {
  chunk: (chunk: Chunk, file) =>
    boundOf(chunk).statements.flatMap(({ statement }) => inStatement(file, statement, chunk)),
};
