/** Options and variables by which an image lets strangers manage its models. */
import { withoutWord } from '../../shell/edits.ts';
import { openManagement, opensByVariable, serverTable } from '../../shell/model-servers.ts';
import { commandsOf } from '../../shell/walk.ts';
import type { DockerfileDetector, Seen } from '../detector.ts';
import { withoutLines } from '../edits.ts';
import { isListed } from '../model.ts';

export const detector: DockerfileDetector = {
  keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'ENV'],
  detect(instruction, { facts, models }): Seen[] {
    const { text } = facts.source;
    const table = serverTable(models);
    const { script, pairs } = instruction;
    if (!script) {
      return pairs.flatMap(({ name, value, span }): Seen[] => {
        const what = value?.state === 'known' ? opensByVariable(table, name, value.value.text) : undefined;
        if (what === undefined) return [];
        const edit =
          pairs.length === 1 && !instruction.onbuild ? withoutLines(text, instruction.span) : undefined;
        return [{ case: 'image', span, values: { option: name, what }, edits: { remove: edit && [edit] } }];
      });
    }
    return commandsOf(script).flatMap((command): Seen[] =>
      (command.program ? openManagement(table, command.program) : []).map(({ word, what, remove }) => {
        const edit =
          remove && !isListed(instruction, command)
            ? withoutWord(text, word.span, command.span.start)
            : undefined;
        return {
          case: 'image',
          span: word.span,
          values: { option: word.value.text, what },
          edits: { remove: edit && [edit] },
        };
      }),
    );
  },
};
