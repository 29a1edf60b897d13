/** `trust-remote-code` in images: options of the commands, and variables that the programs inside read. */
import { withoutWord } from '../../shell/edits.ts';
import { trustIn, trustsByVariable } from '../../shell/remote-model-code.ts';
import { commandsOf } from '../../shell/walk.ts';
import type { DockerfileDetector, Seen } from '../detector.ts';
import { type Instruction, isListed } from '../model.ts';

function variables({ pairs }: Instruction): Seen[] {
  return pairs.flatMap(({ name, value, span }): Seen[] =>
    value?.state === 'known' && trustsByVariable(name, value.value.text)
      ? [{ case: 'image-variable', span, values: { name } }]
      : [],
  );
}

export const detector: DockerfileDetector = {
  keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'ENV', 'ARG'],
  detect(instruction, { facts }): Seen[] {
    if (!instruction.script) return variables(instruction);
    return [...commandsOf(instruction.script)].flatMap((command): Seen[] => {
      const words = command.program?.arguments ?? [];
      const trust = trustIn(words.map(({ state, value }) => (state === 'unknown' ? undefined : value.text)));
      const word = trust && words[trust.at];
      if (!word) return [];
      const plain =
        /^--[\w-]+$/.test(word.value.text) &&
        !/^(?:true|1|yes)$/i.test(words[trust.at + 1]?.value.text ?? '');
      const edit =
        plain && !isListed(instruction, command)
          ? withoutWord(facts.source.text, word.span, command.span.start)
          : undefined;
      return [
        {
          case: trust.pinned ? 'image-pinned' : 'image-option',
          span: word.span,
          values: { option: word.value.text },
          edits: { 'remove-option': edit && [edit] },
        },
      ];
    });
  },
};
