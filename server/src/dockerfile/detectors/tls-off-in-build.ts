/** `tls-off-in-build`: commands and variables of the image that check no certificate or signature. */
import { withoutWord } from '../../shell/edits.ts';
import { type TlsTable, tlsOff, tlsTable, weakVariable } from '../../shell/tls.ts';
import type { DockerfileDetector, Seen } from '../detector.ts';
import { withoutLines } from '../edits.ts';
import { type Instruction, isListed } from '../model.ts';

function variables(text: string, table: TlsTable, instruction: Instruction): Seen[] {
  return instruction.pairs.flatMap(({ name, value, span }): Seen[] => {
    const weak = value?.state === 'known' ? weakVariable(table, name, value.value.text) : undefined;
    if (!value || !weak) return [];
    const alone = instruction.pairs.length === 1;
    const away = alone
      ? withoutLines(text, instruction.span)
      : withoutWord(text, span, instruction.keywordSpan.end);
    const edit = weak.on === undefined ? away : { span: value.span, text: weak.on };
    const fits = edit !== undefined && !(instruction.onbuild && alone && weak.on === undefined);
    return [
      {
        case: 'variable',
        span,
        values: { what: name },
        edits: { check: fits ? [edit] : undefined },
      },
    ];
  });
}

export const detector: DockerfileDetector = {
  keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'ENV', 'ARG'],
  detect(instruction, { facts, models }): Seen[] {
    const { text } = facts.source;
    const table = tlsTable(models);
    if (!instruction.script) return variables(text, table, instruction);
    return tlsOff(text, instruction.script, table).map(({ command, span, what, edit }) => ({
      case: 'setting',
      span,
      values: { what },
      edits: { check: edit && !isListed(instruction, command) ? [edit] : undefined },
    }));
  },
};
