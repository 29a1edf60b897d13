/** `world-writable-model-dir`: files of the image that every process may change. */
import { closedMode, openMode } from '../../shell/modes.ts';
import { commandsOf } from '../../shell/walk.ts';
import type { DockerfileDetector, Seen } from '../detector.ts';
import { type Instruction, isListed } from '../model.ts';

/** `COPY --chmod=777`. */
function flagged(instruction: Instruction): Seen[] {
  const mode = instruction.flags.find(({ name }) => name === 'chmod')?.value;
  if (mode?.state !== 'known') return [];
  const paths = instruction.words.slice(-1).map(({ value }) => value.text);
  const closed = closedMode(mode.value.text, paths, false);
  if (closed === undefined) return [];
  return [
    {
      span: mode.span,
      values: { mode: mode.value.text, closed },
      edits: { close: [{ span: mode.span, text: closed }] },
    },
  ];
}

export const detector: DockerfileDetector = {
  keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'COPY', 'ADD'],
  detect(instruction): Seen[] {
    if (!instruction.script) return flagged(instruction);
    return commandsOf(instruction.script).flatMap((command): Seen[] => {
      const open = command.program && openMode(command.program);
      if (!open) return [];
      const { word, closed } = open;
      const text = isListed(instruction, command) ? `"${closed}"` : closed;
      return [
        {
          span: word.span,
          values: { mode: word.value.text, closed },
          edits: { close: [{ span: word.span, text }] },
        },
      ];
    });
  },
};
