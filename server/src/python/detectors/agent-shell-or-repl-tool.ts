/**
 * `agent-shell-or-repl-tool` where a call alone does not say it: the settings of AutoGen's agents, which are a dict, and
 * the switch of Open Interpreter, which is an attribute.
 */
import { argumentOf } from '../arguments.ts';
import { type Call, type Chunk, type Expression, rootOf, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { constantOf, meaning } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { replace } from '../edit.ts';
import type { PythonFile } from '../file.ts';
import { gathered, perFile } from '../memo.ts';
import { fits } from '../patterns.ts';

const AGENTS = [
  'autogen.**.ConversableAgent',
  'autogen.**.UserProxyAgent',
  'autogen.**.AssistantAgent',
  'autogen.**.GPTAssistantAgent',
];

const INTERPRETERS = new Set(['interpreter.interpreter.auto_run', 'interpreter.OpenInterpreter().auto_run']);

function isFalse(node: Expression, file: PythonFile): boolean {
  const value = constantOf(node, file.names);
  return value.state === 'known' && value.value === false;
}

/** The value of `use_docker` in the settings that `call` gives an agent, where it is off. */
function switchedOff(call: Call, file: PythonFile): Expression[] {
  if (!file.names.resolve(call.func).some((name) => fits(name, AGENTS))) return [];
  const given = argumentOf(call, 'code_execution_config', file.names);
  const config = given.state === 'given' ? meaning(given.value, file.names) : undefined;
  if (config?.kind !== 'dict') return [];
  return config.entries.flatMap(({ key, value }) =>
    key?.kind === 'string' && key.value === 'use_docker' && isFalse(value, file) ? [value] : [],
  );
}

const allSwitches = gathered((file, chunk) =>
  boundOf(chunk).calls.flatMap(({ call }) => switchedOff(call, file)),
);

/** A setting may stand in another statement than the agents that share it. */
const switches: (file: PythonFile) => readonly Expression[] = perFile((file) => [
  ...new Set(allSwitches(file)),
]);

function configsIn(chunk: Chunk, file: PythonFile): Seen[] {
  return switches(file)
    .filter((value) => rootOf(value.chunk) === chunk)
    .map((value) => ({
      case: 'config',
      span: spanOf(value),
      edits: { docker: value.kind === 'constant' ? [replace(value, 'True')] : undefined },
    }));
}

function autoRunsIn(chunk: Chunk, file: PythonFile): Seen[] {
  return boundOf(chunk).statements.flatMap(({ statement }): Seen[] => {
    if (statement.kind !== 'assign' || !statement.value) return [];
    const { targets, value } = statement;
    const [target] = targets;
    if (target?.kind !== 'attribute' || target.attr !== 'auto_run' || value.kind !== 'constant') return [];
    const isSwitch = file.names.resolve(target).some((name) => INTERPRETERS.has(name));
    if (!isSwitch || value.value !== true) return [];
    return [{ case: 'auto-run', span: spanOf(value), edits: { ask: [replace(value, 'False')] } }];
  });
}

export const detector: PythonDetector = {
  chunk: (chunk, file) => [...configsIn(chunk, file), ...autoRunsIn(chunk, file)],
};
