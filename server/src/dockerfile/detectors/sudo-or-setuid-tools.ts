/** `sudo-or-setuid-tools`: ways to root, and ways in, that the image brings along. */
import { type Opening, openings } from '../../shell/accounts.ts';
import { commandsOf } from '../../shell/walk.ts';
import type { DockerfileDetector, Seen } from '../detector.ts';
import { type DockerfileFacts, type Instruction, isListed } from '../model.ts';
import { isRoot, isShipped, userBefore, userOf } from '../users.ts';

/** Whether `instruction` runs as root by what the file says before it. */
function asRoot(facts: DockerfileFacts, instruction: Instruction): boolean {
  const user = userBefore(facts, instruction);
  const name = user && userOf(facts, user);
  return user === undefined || (name !== undefined && isRoot(name));
}

function exposed({ words }: Instruction): Seen[] {
  return words
    .filter(({ state, value }) => state === 'known' && /^22(?:\/tcp)?$/i.test(value.text))
    .map(({ span }) => ({ case: 'port', span }));
}

export const detector: DockerfileDetector = {
  keywords: ['RUN', 'EXPOSE'],
  detect(instruction, { facts }): Seen[] {
    if (instruction.keyword === 'EXPOSE') return isShipped(facts, instruction) ? exposed(instruction) : [];
    const { script } = instruction;
    if (!script) return [];
    const last = isShipped(facts, instruction);
    const found = commandsOf(script).flatMap((command) =>
      openings(command).map((opening) => ({ ...opening, listed: isListed(instruction, command) })),
    );
    const seen = ({ kind, span, what, cut, listed }: Opening & { readonly listed: boolean }): Seen => ({
      case: kind,
      span,
      values: { what },
      edits: {
        'without-sudo': cut && !listed && asRoot(facts, instruction) ? [{ span: cut, text: '' }] : undefined,
      },
      ...(last ? {} : { severity: 'info' as const }),
    });
    // What is only installed for this one step, and who installs it, is one cause.
    return found.map(seen);
  },
};
