/** LLM-006: what a request says, in messages of the system, and in prompts that are one text with the instructions. */
import { allowList } from '../allow-list.ts';
import { type Expression, spanOf } from '../ast.ts';
import { compositionOf } from '../composition.ts';
import { meaning } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import type { PythonFile } from '../file.ts';
import { isAskedInstruction } from '../llm/instruction-fields.ts';
import { ownArgument, ownMessage } from '../llm/own-message.ts';
import { instructionsIn } from '../llm/roles.ts';
import { editsAt, oncePerCall, struck } from '../struck.ts';
import { hitsIn, taintOf } from '../taint/flow.ts';
import type { Taint, Trail } from '../taint/kinds.ts';
import { type Hit, stepOf } from '../taint/run.ts';

const SENDERS = new Set(['request', 'request-typed', 'message']);
const STRUCTURES = new Set(['list', 'dict', 'tuple', 'comprehension']);

/** How a sender's text came here; undefined where it did not, or was checked. */
function wayOf(taint: Taint, sink: string): readonly Trail[] | undefined {
  for (const [kind, { steps, stopped }] of taint) if (SENDERS.has(kind) && !stopped.has(sink)) return steps;
  return undefined;
}

/** The innermost piece of `node` that brings the sender's text, as far as that is written here. */
function bringing(node: Expression, file: PythonFile): Expression {
  const pieces =
    node.kind === 'fstring'
      ? node.parts.filter((part) => typeof part !== 'string')
      : node.kind === 'binary'
        ? [node.left, node.right]
        : [];
  const [first, ...others] = pieces.filter((piece) => wayOf(taintOf(file, piece), 'system-prompt'));
  return first && others.length === 0 ? bringing(first, file) : node;
}

function inRole(content: Expression, file: PythonFile): Seen | undefined {
  const steps = wayOf(taintOf(file, content), 'system-prompt');
  if (!steps) return undefined;
  const piece = bringing(content, file);
  return {
    case: isAskedInstruction(content, steps, file) ? 'asked' : 'role',
    span: spanOf(content),
    values: { source: steps[0]?.note ?? '' },
    steps: [...steps, { node: content, note: 'is an instruction' }].map((step) => stepOf(file, step)),
    edits: {
      'own-message': piece === content ? undefined : ownMessage(file, content),
      'allow-list': allowList(file, content, piece, 'ALLOWED_WORDS'),
    },
  };
}

function inArgument(hit: Hit, file: PythonFile): Seen | undefined {
  const { argument, call, sink, taint } = hit;
  const steps = sink === 'system-prompt' ? wayOf(taint, sink) : undefined;
  if (!steps) return undefined;
  return {
    case: isAskedInstruction(argument, steps, file) ? 'asked' : 'argument',
    ...struck(hit, steps, file),
    edits: editsAt(hit, () => ({ 'allow-list': allowList(file, call, argument, 'ALLOWED_WORDS') })),
  };
}

function inText(hit: Hit, file: PythonFile): Seen | undefined {
  const { argument, sink, taint } = hit;
  const steps = sink === 'prompt' ? wayOf(taint, 'prompt') : undefined;
  if (!steps || STRUCTURES.has(meaning(argument, file.names).kind)) return undefined;
  if (compositionOf(argument, file) !== 'mixed') return undefined;
  return {
    case: 'text',
    ...struck(hit, steps, file),
    edits: editsAt(hit, () => ({ 'own-argument': ownArgument(file, hit.call, argument) })),
  };
}

export const detector: PythonDetector = {
  *chunk(chunk, file) {
    for (const content of instructionsIn(chunk, file)) {
      const found = inRole(content, file);
      if (found) yield found;
    }
    const hits = hitsIn(file, chunk);
    yield* oncePerCall(hits, (hit) => inArgument(hit, file));
    for (const hit of hits) {
      const found = inText(hit, file);
      if (found) yield found;
    }
  },
};
