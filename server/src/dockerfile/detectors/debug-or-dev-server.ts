/** `debug-or-dev-server`: the image starts a server that is meant for developers. */
import type { Edit } from '../../engine/types.ts';
import { type DevServer, developsByVariable, devServer } from '../../shell/dev-servers.ts';
import { withoutWord } from '../../shell/edits.ts';
import { spanIn } from '../../shell/mapped.ts';
import type { SimpleCommand } from '../../shell/model.ts';
import { commandsOf } from '../../shell/walk.ts';
import type { DockerfileDetector, Seen } from '../detector.ts';
import { withoutLines } from '../edits.ts';
import { withoutItem } from '../items.ts';
import { type Instruction, isListed } from '../model.ts';
import { instructionsOf, isShipped } from '../users.ts';

const FOR_DEVELOPERS = /(^|[-_.])(dev|devel|development|debug|test|local)([-_.]|$)/;

function variables(text: string, instruction: Instruction): Seen[] {
  return instruction.pairs.flatMap(({ name, value, span }): Seen[] => {
    if (value?.state !== 'known' || !developsByVariable(name, value.value.text)) return [];
    const edit =
      instruction.pairs.length === 1
        ? withoutLines(text, instruction.span)
        : withoutWord(text, span, instruction.keywordSpan.end);
    const remove = instruction.onbuild || !edit ? undefined : [edit];
    return [{ case: 'variable', span, values: { name }, edits: { remove } }];
  });
}

function repaired(
  text: string,
  instruction: Instruction,
  command: SimpleCommand,
  { word, instead }: DevServer,
): Edit | undefined {
  // Inside of its quotes, whichever they are.
  if (instead) return { span: spanIn(word.value, 0, word.value.text.length), text: instead };
  if (instead === undefined) return undefined;
  return isListed(instruction, command)
    ? withoutItem(instruction, word)
    : withoutWord(text, word.span, command.span.start);
}

export const detector: DockerfileDetector = {
  keywords: ['CMD', 'ENTRYPOINT', 'ENV'],
  detect(instruction, { facts }): Seen[] {
    const stage = facts.stages.at(-1);
    if (!stage || FOR_DEVELOPERS.test(stage.name ?? '')) return [];
    if (!isShipped(facts, instruction)) return [];
    const { text } = facts.source;
    const { script, keyword } = instruction;
    if (!script) return variables(text, instruction);
    // Of several only the last counts.
    const last = instructionsOf(facts, stage).findLast((other) => other.keyword === keyword);
    if (last !== instruction) return [];
    return commandsOf(script).flatMap((command): Seen[] => {
      const found = command.program && devServer(command.program);
      if (!found) return [];
      const edit = repaired(text, instruction, command, found);
      const { span, value } = found.word;
      return [
        {
          case: 'option',
          span,
          values: { option: value.text },
          edits: { remove: edit ? [edit] : undefined },
        },
      ];
    });
  },
};
