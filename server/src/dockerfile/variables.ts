/**
 * What the variables of ARG and ENV are worth at a place. A value that only the build decides is unknown; nothing is
 * guessed.
 */
import type { Word } from '../shell/model.ts';
import type { DockerfileFacts, Instruction, Stage } from './model.ts';

/** Values by name; undefined for what is declared without a value. */
export type Environment = ReadonlyMap<string, string | undefined>;

const OPERATOR = /^\$\{\w+(:?[-+])([^}$]*)\}$/;

/** The text of `word`, or undefined when it depends on something unknown. */
export function expand(word: Word, environment: Environment): string | undefined {
  let text = '';
  for (const part of word.parts) {
    if (part.kind === 'literal') {
      text += part.value.text;
      continue;
    }
    if (part.kind !== 'variable') return undefined;
    const value = environment.get(part.name);
    const [, operator, operand = ''] = part.plain ? [] : (OPERATOR.exec(part.value.text) ?? []);
    if (!part.plain && operator === undefined) return undefined;
    const alternative = operator?.endsWith('+');
    if (operator?.endsWith('-') && (value === undefined || (value === '' && operator === ':-')))
      text += operand;
    else if (value === undefined) return undefined;
    else text += alternative ? (value === '' && operator === ':+' ? '' : operand) : value;
  }
  return text;
}

/** All pairs of one instruction see what held before it. */
function declare(
  environment: Map<string, string | undefined>,
  instruction: Instruction,
  outer: Environment,
): void {
  const values = instruction.pairs.map(({ name, value }) =>
    value === undefined ? outer.get(name) : expand(value, environment),
  );
  for (const [at, { name }] of instruction.pairs.entries()) {
    const known = values[at];
    if (instruction.keyword === 'ENV' || !environment.has(name) || known !== undefined)
      environment.set(name, known);
  }
}

/** The ARGs before the first FROM: what FROM itself can use. */
export function globalArguments(instructions: readonly Instruction[]): Environment {
  const environment = new Map<string, string | undefined>();
  for (const instruction of instructions) {
    if (instruction.stage >= 0) break;
    if (instruction.keyword === 'ARG') declare(environment, instruction, new Map());
  }
  return environment;
}

/** The stage and the stages that it is built from, oldest first. */
export function ancestry(stages: readonly Stage[], stage: Stage): Stage[] {
  const line = [stage];
  let current: Stage | undefined = stage;
  while (current?.base.kind === 'stage') {
    const parent: Stage | undefined = stages[current.base.stage];
    if (!parent || parent.index >= current.index) break;
    line.unshift(parent);
    current = parent;
  }
  return line;
}

/** What `instruction` sees: ENV of its stage and of the stages below, ARG of its own stage. */
export function environmentAt(facts: DockerfileFacts, instruction: Instruction): Environment {
  const own = facts.stages[instruction.stage];
  const globals = globalArguments(facts.instructions);
  if (!own) return globals;
  const environment = new Map<string, string | undefined>();
  for (const stage of ancestry(facts.stages, own)) {
    for (const other of facts.instructions) {
      if (other.stage !== stage.index || other.onbuild) continue;
      if (other.span.start >= instruction.span.start) break;
      if (other.keyword === 'ENV' || (other.keyword === 'ARG' && stage === own))
        declare(environment, other, globals);
    }
  }
  return environment;
}
