/**
 * Stages of which nothing can reach an image: another FROM follows, they have no name to be built or copied by, and no
 * instruction asks for their number. Knows no rule.
 */
import type { DockerfileFacts, Instruction } from './model.ts';

/** What `instruction` copies or mounts from; undefined inside where only the build knows it. */
function origins({ flags }: Instruction): (string | undefined)[] {
  return flags.flatMap(({ name, value }) => {
    if (name !== 'from' && name !== 'mount') return [];
    if (value?.state !== 'known') return [undefined];
    const { text } = value.value;
    return name === 'from' ? [text] : (/(?:^|,)from=([^,]*)/.exec(text)?.[1] ?? []);
  });
}

/** The indices of the stages that are surely dropped. */
export function droppedStages({ stages, instructions }: DockerfileFacts): ReadonlySet<number> {
  const unnamed = stages.slice(0, -1).filter(({ name }) => name === undefined);
  if (unnamed.length === 0) return new Set();
  const asked = new Set(instructions.flatMap(origins));
  if (asked.has(undefined)) return new Set();
  return new Set(unnamed.map(({ index }) => index).filter((index) => !asked.has(String(index))));
}
