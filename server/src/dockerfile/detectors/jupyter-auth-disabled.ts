/** `jupyter-auth-disabled` in images: options of the commands, and an empty token in a variable. */
import { withoutWord } from '../../shell/edits.ts';
import { openNotebook } from '../../shell/notebook-servers.ts';
import { commandsOf } from '../../shell/walk.ts';
import type { DockerfileDetector, Seen } from '../detector.ts';
import { withoutLines } from '../edits.ts';
import { withoutItem } from '../items.ts';
import { isListed } from '../model.ts';

export const detector: DockerfileDetector = {
  keywords: ['CMD', 'ENTRYPOINT', 'ENV', 'RUN'],
  detect(instruction, { facts }): Seen[] {
    const { text } = facts.source;
    const { pairs, script } = instruction;
    const variables = pairs.flatMap(({ name, value, span }): Seen[] => {
      if (name !== 'JUPYTER_TOKEN' || !value || value.state !== 'known' || value.value.text !== '') return [];
      const only = pairs.length === 1 && !instruction.onbuild;
      const edits = { remove: only ? [withoutLines(text, instruction.span)] : undefined };
      return [{ case: 'image', span, values: { option: name }, edits }];
    });
    const commands = (script ? commandsOf(script) : []).flatMap((command): Seen[] =>
      (command.program ? openNotebook(command.program) : []).map(({ kind, word, remove }): Seen => {
        const edit = isListed(instruction, command)
          ? withoutItem(instruction, word)
          : withoutWord(text, word.span, command.span.start);
        return {
          case: kind === 'nobody' ? 'image' : `image-${kind}`,
          span: word.span,
          values: { option: word.value.text },
          edits: { remove: remove && edit ? [edit] : undefined },
        };
      }),
    );
    return [...variables, ...commands];
  },
};
