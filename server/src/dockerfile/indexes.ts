/** Where an instruction takes packages from: in its commands and in the variables that it sets. */
import {
  isMixingVariable,
  mixesIndexes,
  type PackageIndex,
  packageIndexes,
  variableIndex,
} from '../shell/package-indexes.ts';
import { commandsOf } from '../shell/walk.ts';
import { type Instruction, isListed } from './model.ts';

export interface InstructionIndex extends PackageIndex {
  /** The text can be edited where it stands: no JSON array. */
  readonly editable: boolean;
  /** The command itself tells uv to take the best version from any index. */
  readonly mixed: boolean;
}

/** The indexes of one instruction, in the order of the text. */
export function indexesIn(text: string, instruction: Instruction): InstructionIndex[] {
  const set = instruction.pairs.flatMap(({ name, value, span }) => {
    const found = value && variableIndex(text, name, value, span);
    return found ? [{ ...found, editable: true, mixed: false }] : [];
  });
  const run = (instruction.script ? commandsOf(instruction.script) : []).flatMap((command) => {
    const editable = !isListed(instruction, command);
    const assigned = command.assignments.flatMap(
      ({ name, value, span }) => (value && variableIndex(text, name, value, span)) ?? [],
    );
    const named = command.program ? packageIndexes(text, command.program) : [];
    const mixed =
      command.assignments.some(({ name, value }) => isMixingVariable(name, value)) ||
      (command.program !== undefined && mixesIndexes(command.program));
    return [...assigned, ...named].map((found) => ({ ...found, editable, mixed }));
  });
  return [...set, ...run];
}

/** Whether a variable tells uv in all of these instructions to take the best version from any index. */
export function mixIndexes(instructions: readonly Instruction[]): boolean {
  return instructions.some(({ pairs }) => pairs.some(({ name, value }) => isMixingVariable(name, value)));
}
