/**
 * Which parts of a logged value are what a client sent, or what the model answered, as a whole: a body, a prompt, a header
 * that proves who somebody is. Identifiers, sizes and single harmless fields are none of them.
 */

import { wordsOf } from '../../personal/words.ts';
import type { Expression } from '../ast.ts';
import { meaning } from '../constants.ts';
import type { PythonFile } from '../file.ts';
import { keyRead } from '../read-keys.ts';
import { taintOf } from '../taint/flow.ts';
import type { Taint, Trail } from '../taint/kinds.ts';
import { walk } from '../walk.ts';
import { calleeName } from './constraints.ts';
import { readAt } from './reads.ts';

/** `body`: all of it; `field`: one field that holds what was asked; `secret`: what proves who the caller is. */
export type Payload = 'body' | 'field' | 'secret' | 'answer';

export interface LoggedPayload {
  readonly what: Payload;
  /** The part of the argument. */
  readonly node: Expression;
  readonly name: string;
  readonly steps: readonly Trail[];
}

const CONTENT = new Set([
  'prompt',
  'prompts',
  'text',
  'texts',
  'message',
  'messages',
  'question',
  'input',
  'inputs',
  'features',
  'instances',
  'payload',
  'body',
  'content',
  'contents',
  'document',
  'documents',
  'conversation',
  'history',
  'sentence',
  'sentences',
  'transcript',
  'review',
]);
const SECRET = new Set([
  'authorization',
  'cookie',
  'cookies',
  'token',
  'password',
  'apikey',
  'secret',
  'credentials',
]);

/** Beside `token`: a number of a model's tokens, or one of them. */
const COUNTING =
  /^(max|min|maximum|minimum|num|number|count|counts|total|limit|length|size|budget|window|per|new|used|usage|special|pad|eos|bos|stop|unk)$/;

/** Whether a name says that it proves who somebody is. */
function saysSecret(name: string): boolean {
  const words = wordsOf(name);
  return (
    words.some((word) => SECRET.has(word)) &&
    !(words.includes('token') && words.some((w) => COUNTING.test(w)))
  );
}

/** Calls that write a value out as it is. */
const SHOWING =
  /^(str|repr|dumps|pformat|format|model_dump|model_dump_json|dict|json|strip|decode|copy|deepcopy)$/;

const REQUESTS = ['request', 'request-typed', 'request-text'];

function stepsOf(taint: Taint, kinds: readonly string[]): readonly Trail[] | undefined {
  for (const kind of kinds) {
    const carried = taint.get(kind);
    if (carried && !carried.stopped.has('log')) return carried.steps;
  }
  return undefined;
}

/** A part as it is written, and the value that is shown by it: `q` of `q.model_dump()`. */
interface Shown {
  readonly node: Expression;
  readonly value: Expression;
}

/** The parts of `value` that are shown as they are; `node`: what shows all of it. */
function parts(value: Expression, node: Expression = value): Shown[] {
  switch (value.kind) {
    case 'fstring':
      return value.parts.flatMap((part) => (typeof part === 'string' ? [] : parts(part)));
    case 'tuple':
    case 'list':
    case 'set':
      return value.items.flatMap((item) => parts(item));
    case 'dict':
      return value.entries.flatMap((entry) => parts(entry.value));
    case 'binary':
      return [...parts(value.left), ...parts(value.right)];
    case 'call': {
      if (!SHOWING.test(calleeName(value))) return [{ node, value }];
      if (value.args.length > 0) return value.args.flatMap((argument) => parts(argument.value));
      return value.func.kind === 'attribute' && value.func.attr !== 'json'
        ? parts(value.func.value, node)
        : [{ node, value }];
    }
    default:
      return [{ node, value }];
  }
}

/** The key, attribute or variable that names a part. */
function nameOf(node: Expression): string | undefined {
  return node.kind === 'name' ? node.id : keyRead(node);
}

function unawaited(node: Expression): Expression {
  return node.kind === 'await' && node.value ? node.value : node;
}

/** Whether `node` is all that was read at `origin`, not a part of it. */
function isWhole(file: PythonFile, node: Expression, origin: Trail): boolean {
  const from = unawaited(meaning(node, file.names));
  if (from === origin.node || node === origin.node) return true;
  const [binding, ...others] = from.kind === 'name' ? (file.names.bindings(from) ?? []) : [];
  return others.length === 0 && binding !== undefined && binding.node === origin.node;
}

/** Objects that files of a request are read from: written out they say what they are, not what is in them. */
const HANDLE = /\.UploadFile\(\)(?:\.file)?$|\brequest\.files(?:\[\]|\.get\(\))?$/;

/** Whether a parameter takes uploads, also several of them. */
function takesUploads(file: PythonFile, { node }: Trail): boolean {
  let found = false;
  if (node?.kind === 'param' && node.annotation)
    walk(node.annotation, (inner) => {
      if (file.names.resolve(inner).some((full) => full.endsWith('.UploadFile'))) found = true;
      return !found;
    });
  return found;
}

/** Words of names for what went wrong, whatever else they hold. */
const FAILURE = new Set(['error', 'errors', 'err', 'exception', 'exc', 'failure', 'traceback']);

function isContent(name: string): boolean {
  const words = wordsOf(name);
  return CONTENT.has(words.at(-1) ?? '') && !words.some((word) => FAILURE.has(word));
}

function ofRequest(
  file: PythonFile,
  node: Expression,
  origin: Trail,
): { readonly what: Payload; readonly name: string } | undefined {
  const from = unawaited(meaning(node, file.names));
  if (file.names.resolve(from).some((full) => HANDLE.test(full))) return undefined;
  const names = [node, from].map(nameOf).filter((name) => name !== undefined);
  const name = names[0] ?? '';
  if (names.some(saysSecret)) return { what: 'secret', name };
  const whole = isWhole(file, node, origin);
  const read = origin.node && readAt(file, origin.node);
  if (whole && /\bheaders\b/.test(origin.note))
    return { what: 'secret', name: name === '' ? 'headers' : name };
  if (names.some(isContent)) return { what: 'field', name };
  if (!whole || takesUploads(file, origin)) return undefined;
  const structured = read === undefined || read.parameter.model !== undefined || read.check.level === 'raw';
  return structured &&
    /\b(body|form|request)\b/.test(origin.note) &&
    !/\b(query|address|path)\b/.test(origin.note)
    ? { what: 'body', name: name === '' ? 'the body' : name }
    : undefined;
}

/** Words of what a model answered; other parts of an answer say something about it. */
const ANSWER = new Set([
  'answer',
  'answers',
  'response',
  'reply',
  'completion',
  'output',
  'outputs',
  'content',
  'text',
  'message',
  'messages',
  'generated',
  'result',
  'results',
  'summary',
  'translation',
  'transcript',
]);

/** The payloads that `argument` of a logging call writes out; `at`: what a value carries there. */
export function payloadsIn(
  file: PythonFile,
  argument: Expression,
  at: (node: Expression) => Taint = (node) => taintOf(file, node),
): readonly LoggedPayload[] {
  return parts(argument).flatMap(({ node, value }): LoggedPayload[] => {
    const steps = stepsOf(at(value), REQUESTS);
    const [origin] = steps ?? [];
    const found = origin && ofRequest(file, value, origin);
    if (steps && found) return [{ ...found, node, steps }];
    const answer = steps ? undefined : stepsOf(at(value), ['model-output']);
    const name = nameOf(value);
    if (!answer || name === undefined || !ANSWER.has(wordsOf(name).at(-1) ?? '')) return [];
    return [{ what: 'answer', node, name, steps: answer }];
  });
}
