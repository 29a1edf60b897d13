/** `mcp-tool-poisoned-description` in programs: docstrings and descriptions of tools, which the model reads as orders. */
import { invisibleIn } from '../../injections/invisible.ts';
import { ordersIn } from '../../injections/orders.ts';
import { type AgentTool, toolMadeBy, toolsIn } from '../agents/tools.ts';
import { argumentOf } from '../arguments.ts';
import { type Chunk, type Expression, type Str, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { type PythonFile, textOf } from '../file.ts';

/** What a function says of itself, which is what a model is told where nothing else is. */
function docstringOf({ function: { body } }: AgentTool): Expression[] {
  const [first] = body;
  return first?.kind === 'expression' ? [first.value] : [];
}

/** The descriptions that decorators and calls in `chunk` give to tools. */
function givenIn(file: PythonFile, chunk: Chunk): Expression[] {
  return boundOf(chunk).calls.flatMap(({ call }) => {
    const given = toolMadeBy(file, call) && argumentOf(call, 'description', file.names);
    return given?.state === 'given' ? [given.value] : [];
  });
}

const OPENING = /^[A-Za-z]*(?:"""|'''|"|')/;

function hiddenIn(file: PythonFile, text: Str): Seen[] {
  // As it is written, without its quotes: what an escape stands for is not invisible here.
  const whole = textOf(file, text);
  const quote = OPENING.exec(whole)?.[0].length ?? 0;
  const start = spanOf(text).start + quote;
  const written = whole.slice(quote);
  const place = (span: { start: number; end: number }): Seen['span'] => ({
    start: start + span.start,
    end: start + span.end,
  });
  return [
    ...invisibleIn(written).map(({ span, codes }) => ({
      case: 'invisible',
      span: place(span),
      values: { codes },
      edits: { remove: [{ span: place(span), text: '' }] },
    })),
    ...ordersIn(written, true).map(({ span, what }) => ({
      case: what,
      span: place(span),
      values: { text: written.slice(span.start, span.end) },
    })),
  ];
}

export const detector: PythonDetector = {
  *chunk(chunk, file) {
    const texts = [...toolsIn(file, chunk).flatMap(docstringOf), ...givenIn(file, chunk)];
    for (const text of texts) if (text.kind === 'string') yield* hiddenIn(file, text);
  },
};
