/**
 * Uploads that are stored under a name of the client's, with no look at what they are. Silent where the function asks
 * anything about the name, the type or the content: whether that is enough is not judged.
 */

import type { Edit } from '../../engine/types.ts';
import { wordsOf } from '../../personal/words.ts';
import { allowList } from '../allow-list.ts';
import type { Call, Expression, FunctionDef, Node } from '../ast.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { importModule } from '../edit.ts';
import type { PythonFile } from '../file.ts';
import { expressionsIn } from '../routes/body.ts';
import { editsAt, oncePerCall, struck } from '../struck.ts';
import { hitsIn } from '../taint/flow.ts';
import type { Hit } from '../taint/run.ts';

/** Words of functions that look at an upload. */
const LOOKS = new Set([
  'allowed',
  'valid',
  'validate',
  'validated',
  'verify',
  'check',
  'checks',
  'is',
  'supported',
  'guess',
  'magic',
  'imghdr',
  'filetype',
  'scan',
  'sniff',
  'detect',
]);
/** What is known of an upload besides its bytes. */
const ABOUT = /^(?:filename|content_type|mimetype|raw_filename)$/;
const ENDINGS = /(?:^|_)(?:ext|extension|suffix|ending|filename|mime|mimetype|content_type|type)s?$/i;

function speaksOfUpload(node: Expression): boolean {
  switch (node.kind) {
    case 'attribute':
      return ABOUT.test(node.attr) || node.attr === 'suffix' || speaksOfUpload(node.value);
    case 'name':
      return ENDINGS.test(node.id);
    case 'subscript':
      return speaksOfUpload(node.value);
    case 'call':
      return speaksOfUpload(node.func) || node.args.some(({ value }) => speaksOfUpload(value));
    case 'binary':
      return speaksOfUpload(node.left) || speaksOfUpload(node.right);
    default:
      return false;
  }
}

/** Whether an expression asks what an upload is. */
function asks(node: Expression): boolean {
  if (node.kind === 'compare')
    return node.ops.some((op) => op === 'in' || op === 'not in' || op === '==' || op === '!=')
      ? node.operands.some((operand) => speaksOfUpload(operand) && !isEmptyText(node.operands))
      : false;
  if (node.kind !== 'call') return false;
  const { func } = node;
  const name = func.kind === 'attribute' ? func.attr : func.kind === 'name' ? func.id : '';
  if (name === 'endswith' || name === 'match' || name === 'fullmatch')
    return (
      func.kind === 'attribute' &&
      (speaksOfUpload(func.value) || node.args.some(({ value }) => speaksOfUpload(value)))
    );
  return wordsOf(name).some((word) => LOOKS.has(word));
}

/** `filename == ""` asks whether there is an upload at all. */
function isEmptyText(operands: readonly Expression[]): boolean {
  return operands.some((operand) => operand.kind === 'string' && operand.value === '');
}

function looks(owner: FunctionDef | undefined): boolean {
  return owner === undefined || expressionsIn(owner).some(asks);
}

function endingEdits(file: PythonFile, call: Call, origin: Node | undefined): readonly Edit[] | undefined {
  if (origin?.kind !== 'attribute') return undefined;
  const imported = importModule(file, 'os.path');
  const ending = (code: string): string => `os.path.splitext(${code} or "")[1].lower()`;
  const edits = imported && allowList(file, call, origin, 'ALLOWED_ENDINGS', ending);
  return edits && [...imported, ...edits];
}

function seen(hit: Hit, file: PythonFile): Seen | undefined {
  const { call, sink, taint, owner } = hit;
  const carried = sink === 'stored-name' ? taint.get('upload-name') : undefined;
  if (!carried || carried.stopped.has(sink) || looks(owner)) return undefined;
  const { steps } = carried;
  return {
    ...struck(hit, steps, file, 'the client'),
    edits: editsAt(hit, () => ({ endings: endingEdits(file, call, steps[0]?.node) })),
  };
}

export const detector: PythonDetector = {
  chunk: (chunk, file) => oncePerCall(hitsIn(file, chunk), (hit) => seen(hit, file)),
};
