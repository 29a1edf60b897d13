/** LLM-011: what people asked a model, and what it answered, in logs. */
import type { Edit, Rule } from '../../engine/types.ts';
import { wordsOf } from '../../personal/words.ts';
import { type Expression, spanOf } from '../ast.ts';
import { writtenEdits } from '../call-fix.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { insert } from '../edit.ts';
import { type PythonFile, textFrom } from '../file.ts';
import { PROMPTS } from '../llm/prompts.ts';
import { mayServe } from '../routes/routes.ts';
import { editsAt, struck } from '../struck.ts';
import { hitsIn, taintOf } from '../taint/flow.ts';
import type { Taint, Trail } from '../taint/kinds.ts';
import type { Hit } from '../taint/run.ts';
import { isTestFile } from '../test-files.ts';
import { piecesIn } from '../text-leaves.ts';

const ANSWER = 'model-output';
const ASKED = new Set(['request', 'request-typed', 'message']);

/** Words of what says about an answer and is none of its text. */
const ABOUT =
  /^(usage|ids?|models?|created|tokens?|reason|latency|duration|elapsed|status|len|length|count|size|type|role|cost|url|uri|link|path|file|filename|version|names?|fingerprint|hash|error|exception)$/;

function isAbout(node: Expression): boolean {
  switch (node.kind) {
    case 'attribute':
      return wordsOf(node.attr).some((word) => ABOUT.test(word)) || isAbout(node.value);
    case 'name':
      return wordsOf(node.id).some((word) => ABOUT.test(word));
    case 'subscript': {
      const [index] = node.index;
      return (
        (index?.kind === 'string' && wordsOf(index.value).some((word) => ABOUT.test(word))) ||
        isAbout(node.value)
      );
    }
    case 'call':
      return node.func.kind === 'attribute' && isAbout(node.func);
    default:
      return false;
  }
}

/** The places where what the model is asked in this top-level statement comes from. */
function askedIn(hits: readonly Hit[]): ReadonlySet<unknown> {
  const found = new Set<unknown>();
  for (const { sink, taint } of hits)
    if (PROMPTS.has(sink))
      for (const [kind, { steps }] of taint) if (ASKED.has(kind) && steps[0]) found.add(steps[0].node);
  return found;
}

/** How an answer, or what was asked, came here. */
function wayOf(taint: Taint, asked: ReadonlySet<unknown>): readonly Trail[] | undefined {
  for (const [kind, { steps, stopped }] of taint) {
    if (stopped.has('log')) continue;
    if (kind === ANSWER || (ASKED.has(kind) && asked.has(steps[0]?.node))) return steps;
  }
  return undefined;
}

/**
 * Whether `node` is what some call made of an answer: `version = store.save(answer)`. What that is nobody knows; a method
 * of the answer, and what the tables know to pass it on, still give its text.
 */
function isMadeOf(node: Expression, file: PythonFile): boolean {
  const made = node.kind === 'await' && node.value ? node.value : node;
  if (made.kind === 'name') {
    const bindings = file.names.bindings(made) ?? [];
    return (
      bindings.length > 0 &&
      bindings.every(({ value }) => value?.kind !== 'name' && value !== undefined && isMadeOf(value, file))
    );
  }
  if (made.kind !== 'call') return false;
  const { func } = made;
  // What a function of the project gives is known; nothing was given to it that it could have kept.
  if (made.args.every(({ value }) => taintOf(file, value).size === 0) && func.kind === 'name') return false;
  const carried = [...taintOf(file, made).values()];
  if (carried.some(({ steps }) => steps[0]?.node === made)) return false;
  if (func.kind === 'attribute' && taintOf(file, func.value).size > 0) return false;
  const isText = func.kind === 'attribute' && (func.value.kind === 'string' || func.value.kind === 'fstring');
  return !isText && !file.names.resolve(func).some((name) => file.models.flows.find(name).length > 0);
}

/** `answer` becomes `len(str(answer))`. */
function lengthEdits(pieces: readonly Expression[], file: PythonFile): Edit[] | undefined {
  if (file.names.moduleBindings('len').length > 0 || file.names.moduleBindings('str').length > 0)
    return undefined;
  return pieces.flatMap((piece) => {
    const { start, end } = spanOf(piece);
    return [insert(start, 'len(str('), insert(end, '))')];
  });
}

/** Whether a format is demanded of a piece, which a number might not have. */
function isFormatted(piece: Expression, file: PythonFile): boolean {
  const { end } = spanOf(piece);
  return /^\s*[:!=]/.test(textFrom(file, piece).slice(end, end + 4));
}

function isReported({ sink, call, owner }: Hit, file: PythonFile): boolean {
  if (sink === 'log' || sink === 'tracker') return true;
  // What a program shows on its console is often what it is there for; a server's console is a log.
  return sink === 'console' && call.func.kind === 'name' && owner !== undefined && mayServe(file);
}

function seen(
  hits: readonly Hit[],
  asked: ReadonlySet<unknown>,
  file: PythonFile,
  rule: Rule,
): Seen | undefined {
  const [first] = hits;
  if (!first || !isReported(first, file)) return undefined;
  const { call } = first;
  const pieces = hits
    .flatMap(({ argument }) => piecesIn(argument))
    .filter((piece) => wayOf(taintOf(file, piece), asked) && !isAbout(piece) && !isMadeOf(piece, file));
  const [piece] = pieces;
  const steps = piece && wayOf(taintOf(file, piece), asked);
  if (!piece || !steps) return undefined;
  const debug = call.func.kind === 'attribute' && /^(debug|trace)$/.test(call.func.attr);
  return {
    case: debug ? 'debug' : 'shown',
    ...struck(first, steps, file, '', piece),
    edits: editsAt(first, () => ({
      ...writtenEdits(file, rule, call, { parts: pieces }),
      length: pieces.some((each) => isFormatted(each, file)) ? undefined : lengthEdits(pieces, file),
    })),
  };
}

export const detector: PythonDetector = {
  *chunk(chunk, file, rule) {
    if (isTestFile(file)) return;
    const all = hitsIn(file, chunk);
    const asked = askedIn(all);
    const byCall = new Map<unknown, Hit[]>();
    for (const hit of all) {
      if (!wayOf(hit.taint, asked)) continue;
      const list = byCall.get(hit.call);
      if (list) list.push(hit);
      else byCall.set(hit.call, [hit]);
    }
    for (const hits of byCall.values()) {
      const found = seen(hits, asked, file, rule);
      if (found) yield found;
    }
  },
};
