/**
 * LLM-007: text that a program found or fetched, handed to a model that has tools, with nothing around it that tells it
 * from instructions and no check before.
 */

import type { Rule } from '../../engine/types.ts';
import { wordsOf } from '../../personal/words.ts';
import { argumentOf } from '../arguments.ts';
import type { Call, Expression } from '../ast.ts';
import { writtenEdits } from '../call-fix.ts';
import { neighbours } from '../call-index.ts';
import { meaning } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { type PythonFile, textOf } from '../file.ts';
import { textsIn } from '../mentions.ts';
import { editsAt, oncePerCall, struck } from '../struck.ts';
import { hitsIn } from '../taint/flow.ts';
import type { Hit } from '../taint/run.ts';
import { walk } from '../walk.ts';

const KIND = 'retrieved';
const SINKS = new Set(['prompt', 'messages']);

/** Marks that people put around foreign text. */
const MARK = /<\/?[a-z_-]+>|"""|```|-{3}|#{3}|={3}|\[\/?[A-Z_ ]+\]/i;

const GUARD =
  /^(guard|guards|guardrail|guardrails|moderate|moderation|moderations|injection|detect|sanitize|sanitise|spotlight)$/;

/** What a tool does that cannot be taken back, by the words of its name. */
const ACTING =
  /^(shell|bash|terminal|exec|execute|run|command|python|repl|code|mail|email|gmail|send|post|http|request|requests|fetch|browser|delete|write|sql|pay|payment|transfer|deploy)$/i;

const AGENTS = /create_react_agent\(\)|create_agent\(\)|AgentExecutor|initialize_agent\(\)/;

/** The tools that the model of `call` has; undefined where it has none, as far as the code says. */
function toolsOf(call: Call, file: PythonFile): Expression | undefined {
  const { names } = file;
  const given = (node: Call, key: string): Expression | undefined => {
    const filled = argumentOf(node, key, names);
    return filled.state === 'given' ? filled.value : undefined;
  };
  const own = given(call, 'tools') ?? given(call, 'functions');
  if (own) return own;
  const owner = call.func.kind === 'attribute' ? meaning(call.func.value, names) : undefined;
  if (owner?.kind !== 'call') return undefined;
  if (owner.func.kind === 'attribute' && owner.func.attr === 'bind_tools') return given(owner, '0|tools');
  return names.resolve(owner).some((name) => AGENTS.test(name)) ? given(owner, '1|tools') : undefined;
}

/** Whether there are tools at all, and whether one of them acts. */
function powerOf(tools: Expression, file: PythonFile): 'none' | 'some' | 'acting' {
  const meant = meaning(tools, file.names);
  if ((meant.kind === 'list' && meant.items.length === 0) || meant.kind === 'constant') return 'none';
  let acting = false;
  walk(meant, (node) => {
    const name =
      node.kind === 'name'
        ? node.id
        : node.kind === 'attribute'
          ? node.attr
          : node.kind === 'string'
            ? node.value
            : '';
    if (name.length < 60) acting ||= wordsOf(name).some((word) => ACTING.test(word));
    return !acting;
  });
  return acting ? 'acting' : 'some';
}

function isGuarded(call: Call, argument: Expression, file: PythonFile): boolean {
  if (textsIn(argument, file).some((text) => MARK.test(text))) return true;
  return neighbours(file, call).some(({ call: { func } }) =>
    wordsOf(textOf(file, func).replace(/\W+/g, '_')).some((word) => GUARD.test(word)),
  );
}

function seen(hit: Hit, file: PythonFile, rule: Rule): Seen | undefined {
  const { call, argument, sink, taint } = hit;
  const carried = SINKS.has(sink) ? taint.get(KIND) : undefined;
  const tools = carried && toolsOf(call, file);
  if (!carried || !tools) return undefined;
  const power = powerOf(tools, file);
  if (power === 'none' || isGuarded(call, argument, file)) return undefined;
  return {
    case: power,
    ...struck(hit, carried.steps, file),
    edits: editsAt(hit, () => writtenEdits(file, rule, call, { subject: argument })),
  };
}

export const detector: PythonDetector = {
  chunk: (chunk, file, rule) => oncePerCall(hitsIn(file, chunk), (hit) => seen(hit, file, rule)),
};
