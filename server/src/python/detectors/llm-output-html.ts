/** LLM-004: answers of models in pages; the fix escapes them where they are put in. */
import type { Edit } from '../../engine/types.ts';
import { argumentOf } from '../arguments.ts';
import { type Call, type Expression, spanOf } from '../ast.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { importModule, insert, removeArgument } from '../edit.ts';
import type { PythonFile } from '../file.ts';
import { editsAt, oncePerCall, struck } from '../struck.ts';
import { hitsIn, taintOf } from '../taint/flow.ts';
import type { Hit } from '../taint/run.ts';

const KIND = 'model-output';
const SINK = 'html';

function isAnswer(node: Expression, file: PythonFile): boolean {
  const carried = taintOf(file, node).get(KIND);
  return carried !== undefined && !carried.stopped.has(SINK);
}

/** The answers put into `node` where that is written here; undefined where it was put together elsewhere. */
function answersIn(node: Expression, file: PythonFile): Expression[] | undefined {
  switch (node.kind) {
    case 'fstring':
      return node.parts.filter((part) => typeof part !== 'string').filter((part) => isAnswer(part, file));
    case 'binary':
      return [node.left, node.right].flatMap((side) =>
        isAnswer(side, file) ? (answersIn(side, file) ?? [side]) : [],
      );
    default:
      return undefined;
  }
}

/** Whether `node` is what the model said and nothing else, as far as it is written here. */
function isBare(node: Expression, file: PythonFile): boolean {
  const isRead = ({ kind }: Expression): boolean => kind === 'attribute' || kind === 'subscript';
  if (node.kind !== 'name') return isRead(node);
  const bindings = file.names.bindings(node) ?? [];
  return bindings.length > 0 && bindings.every(({ value }) => value !== undefined && isRead(value));
}

function escapeEdits({ argument }: Hit, file: PythonFile): Edit[] | undefined {
  const answers = answersIn(argument, file) ?? (isBare(argument, file) ? [argument] : []);
  const imported = importModule(file, 'html');
  if (answers.length === 0 || !imported) return undefined;
  return [
    ...imported,
    ...answers.flatMap((node) => {
      const { start, end } = spanOf(node);
      return [insert(start, 'html.escape('), insert(end, ')')];
    }),
  ];
}

function textEdits(call: Call, file: PythonFile): readonly Edit[] | undefined {
  const allowed = argumentOf(call, 'unsafe_allow_html', file.names);
  return allowed.state === 'given' && !allowed.argument.star
    ? removeArgument(file, call, allowed.argument)
    : undefined;
}

function seen(hit: Hit, file: PythonFile): Seen | undefined {
  const carried = hit.taint.get(KIND);
  if (hit.sink !== SINK || !carried) return undefined;
  return {
    ...struck(hit, carried.steps, file),
    edits: editsAt(hit, () => ({ escape: escapeEdits(hit, file), text: textEdits(hit.call, file) })),
  };
}

export const detector: PythonDetector = {
  chunk: (chunk, file) => oncePerCall(hitsIn(file, chunk), (hit) => seen(hit, file)),
};
