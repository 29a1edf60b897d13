/** `runs-as-root`: the image starts as root. Reported once, at the final stage. */
import type { DockerfileDetector, Seen } from '../detector.ts';
import { becomeNonRoot } from '../non-root.ts';
import { startingUser } from '../users.ts';

export const detector: DockerfileDetector = {
  keywords: ['FROM'],
  detect(instruction, { facts, models }): Seen[] {
    const stage = facts.stages.at(-1);
    if (!stage?.image || stage.from !== instruction) return [];
    const { user, by, guessed } = startingUser(facts, stage, models);
    if (user !== 'root') return [];
    const own = by?.stage === stage.index ? by.words[0] : undefined;
    return [
      {
        case: by ? 'set' : 'default',
        span: (own ?? stage.image).span,
        edits: { 'add-user': becomeNonRoot(facts, stage, models) },
        ...(guessed ? { confidence: 'medium' } : {}),
      },
    ];
  },
};
