/** `sudo-or-setuid-tools`: ways to root, and ways in, that the image brings along. */

import type { Edit } from '../../engine/types.ts';
import { type Opening, openings } from '../../shell/accounts.ts';
import { withoutWord } from '../../shell/edits.ts';
import type { SimpleCommand, Word } from '../../shell/model.ts';
import { commandsOf } from '../../shell/walk.ts';
import type { DockerfileDetector, Seen } from '../detector.ts';
import { withoutLines } from '../edits.ts';
import { type DockerfileFacts, type Instruction, isListed } from '../model.ts';
import { isRoot, isShipped, userBefore, userOf } from '../users.ts';

/** Whether `instruction` runs as root by what the file says before it. */
function asRoot(facts: DockerfileFacts, instruction: Instruction): boolean {
  const user = userBefore(facts, instruction);
  const name = user && userOf(facts, user);
  return user === undefined || (name !== undefined && isRoot(name));
}

/** Whether the file speaks of the program of the SSH server, which needs its package and its port. */
function startsServer({ source }: DockerfileFacts): boolean {
  return /\bsshd\b|\bssh\s+(?:re)?start\b/.test(source.text);
}

function exposed(facts: DockerfileFacts, instruction: Instruction): Seen[] {
  const { text } = facts.source;
  const { words } = instruction;
  const isLogin = ({ state, value }: Word): boolean =>
    state === 'known' && /^22(?:\/tcp)?$/i.test(value.text);
  const all = words.every(isLogin);
  return words.filter(isLogin).map(({ span }): Seen => {
    const edit = all
      ? withoutLines(text, instruction.span)
      : withoutWord(text, span, instruction.keywordSpan.end);
    const possible = edit && !startsServer(facts) && !(all && instruction.onbuild);
    return { case: 'port', span, edits: { 'without-login': possible ? [edit] : undefined } };
  });
}

function withoutLogin(
  facts: DockerfileFacts,
  command: SimpleCommand,
  { span, instead }: Opening,
): Edit[] | undefined {
  if (instead === undefined || startsServer(facts)) return undefined;
  if (instead !== '') return [{ span, text: instead }];
  const edit = withoutWord(facts.source.text, span, command.span.start);
  return edit && [edit];
}

export const detector: DockerfileDetector = {
  keywords: ['RUN', 'EXPOSE'],
  detect(instruction, { facts }): Seen[] {
    if (instruction.keyword === 'EXPOSE')
      return isShipped(facts, instruction) ? exposed(facts, instruction) : [];
    const { script } = instruction;
    if (!script) return [];
    const last = isShipped(facts, instruction);
    // What is only installed for this one step, and who installs it, is one cause.
    return commandsOf(script).flatMap((command) =>
      openings(command).map((opening): Seen => {
        const { kind, span, what, cut } = opening;
        const listed = isListed(instruction, command);
        return {
          case: kind,
          span,
          values: { what },
          edits: {
            'without-sudo':
              cut && !listed && asRoot(facts, instruction) ? [{ span: cut, text: '' }] : undefined,
            'without-login': listed ? undefined : withoutLogin(facts, command, opening),
          },
          ...(last ? {} : { severity: 'info' as const }),
        };
      }),
    );
  },
};
