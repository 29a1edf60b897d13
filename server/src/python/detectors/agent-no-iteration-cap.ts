/**
 * `agent-no-iteration-cap` where a call alone does not say it: numbers of steps that are no limit, and loops that ask a
 * model, run the tools that it names, and count nothing.
 */
import { argumentOf } from '../arguments.ts';
import { type Call, type Chunk, type Expression, type Statement, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { constantOf } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import type { PythonFile } from '../file.ts';
import { gathered } from '../memo.ts';
import { fits } from '../patterns.ts';
import { expressionsOf, innerStatements } from '../statements.ts';
import { walk } from '../walk.ts';

/** Arguments that limit an agent, and how much of each is more than a task needs. */
const LIMITS: readonly {
  readonly to: readonly string[];
  readonly argument: string;
  readonly most: number;
}[] = [
  { to: ['smolagents.**.*Agent', 'smolagents.**.*Agent().run'], argument: 'max_steps', most: 50 },
  { to: ['agents.**.Runner.run', 'agents.**.Runner.run_*'], argument: 'max_turns', most: 100 },
  { to: ['langchain.agents.**.AgentExecutor'], argument: 'max_iterations', most: 100 },
  { to: ['crewai.**.Agent'], argument: 'max_iter', most: 100 },
];

/** The key of a LangGraph configuration. */
const RECURSION = { key: 'recursion_limit', most: 100 };

const GRAPHS = /^\^?(?:langgraph|langchain|langchain_core|deepagents)\b/;

const graphImports = gathered((_file, chunk) =>
  boundOf(chunk).imports.some((reference) => GRAPHS.test(reference)) ? [true] : [],
);

const ROUNDS = 25;

function numberOf(node: Expression, file: PythonFile): number | undefined {
  const value = constantOf(node, file.names);
  return value.state === 'known' && typeof value.value === 'number' ? value.value : undefined;
}

function tooMany(node: Expression, most: number, file: PythonFile): Seen[] {
  const steps = numberOf(node, file);
  if (steps === undefined || steps <= most) return [];
  return [{ case: 'steps', span: spanOf(node), values: { steps: String(steps) } }];
}

function inCall(call: Call, file: PythonFile): Seen[] {
  const names = file.names.resolve(call.func);
  if (names.length === 0) return [];
  return LIMITS.flatMap(({ to, argument, most }) => {
    if (!names.some((name) => fits(name, to))) return [];
    const given = argumentOf(call, argument, file.names);
    return given.state === 'given' && !given.argument.star ? tooMany(given.value, most, file) : [];
  });
}

function inConfig(node: Expression, file: PythonFile): Seen[] {
  if (node.kind !== 'dict' || graphImports(file).length === 0) return [];
  return node.entries.flatMap(({ key, value }) =>
    key?.kind === 'string' && key.value === RECURSION.key ? tooMany(value, RECURSION.most, file) : [],
  );
}

type Loop = Statement & { readonly kind: 'while' };

function isEndless(statement: Statement): statement is Loop {
  if (statement.kind !== 'while') return false;
  const { test } = statement;
  return (test.kind === 'constant' && test.value === true) || (test.kind === 'number' && test.value !== 0);
}

/** The statements of a loop, those of functions and of endless loops in it left out. */
function statementsOf(loop: Statement): Statement[] {
  return innerStatements(loop).flatMap((statement) =>
    statement.kind === 'function' || statement.kind === 'class' || isEndless(statement)
      ? []
      : [statement, ...statementsOf(statement)],
  );
}

const TOOLS = /^(?:tool_calls?|function_calls?|tool_use|tool_uses)$/;
const PERSONS = /(?:^|\.)(?:input|prompt|ask|receive|receive_text|receive_json|chat_input)$/;
const BOUNDS =
  /(?:^|_)(?:max|limit|deadline|timeout|budget|elapsed|remaining|steps?|turns?|rounds?|iterations?|attempts?|tries|retries|time)(?:_|$)/i;

interface Talk {
  asks: boolean;
  tools: boolean;
  bounded: boolean;
}

function hear(node: Expression, talk: Talk, file: PythonFile): void {
  if (node.kind === 'call') {
    const names = file.names.resolve(node.func);
    talk.asks ||= names.some((name) =>
      file.models.sources.find(`${name}()`).some(({ kind }) => kind === 'model-output'),
    );
    const { func } = node;
    const last = func.kind === 'name' ? func.id : func.kind === 'attribute' ? func.attr : '';
    talk.bounded ||= PERSONS.test(last);
  }
  if (node.kind === 'attribute') talk.tools ||= TOOLS.test(node.attr);
  if (node.kind === 'string') talk.tools ||= TOOLS.test(node.value);
  const name = node.kind === 'name' ? node.id : node.kind === 'attribute' ? node.attr : '';
  talk.bounded ||= BOUNDS.test(name);
}

function inLoop(loop: Loop, file: PythonFile): Seen[] {
  const talk: Talk = { asks: false, tools: false, bounded: false };
  for (const statement of statementsOf(loop)) {
    talk.bounded ||=
      statement.kind === 'assign' &&
      (statement.op === '+=' || statement.op === '-=') &&
      statement.value?.kind === 'number';
    for (const expression of expressionsOf(statement))
      walk(expression, (node) => {
        hear(node, talk, file);
        return true;
      });
  }
  if (!talk.asks || !talk.tools || talk.bounded) return [];
  const span = { start: spanOf(loop).start, end: spanOf(loop.test).end };
  return [{ case: 'loop', span, edits: { counter: [{ span, text: `for _round in range(${ROUNDS})` }] } }];
}

export const detector: PythonDetector = {
  *chunk(chunk: Chunk, file: PythonFile) {
    const { calls, statements } = boundOf(chunk);
    for (const { call } of calls) yield* inCall(call, file);
    for (const { statement } of statements) {
      if (isEndless(statement)) yield* inLoop(statement, file);
      for (const expression of expressionsOf(statement)) {
        const found: Seen[] = [];
        walk(expression, (node) => {
          found.push(...inConfig(node, file));
          return true;
        });
        yield* found;
      }
    }
  },
};
