/** `runs-as-root`: the image starts as root. Reported once, at the final stage. */
import type { DockerfileDetector, Seen } from '../detector.ts';
import type { DockerfileFacts, Stage } from '../model.ts';
import { becomeNonRoot } from '../non-root.ts';
import { isWorkbench, startingUser } from '../users.ts';
import { ancestry } from '../variables.ts';

/** What the image of `stage` is built from in the end. */
function imageOf(facts: DockerfileFacts, stage: Stage): string {
  const base = ancestry(facts.stages, stage)[0]?.base;
  return base?.kind === 'image' ? base.text : 'the base image';
}

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
        case: guessed ? 'unknown-base' : isWorkbench(facts, stage) ? 'workbench' : by ? 'set' : 'default',
        span: (own ?? stage.image).span,
        values: { image: imageOf(facts, stage) },
        edits: { 'add-user': becomeNonRoot(facts, stage, models) },
      },
    ];
  },
};
