/** `broad-copy-context`: everything beside the Dockerfile gets into the image, and nothing says what should not. */
import { IGNORED, isBuiltHere, isIgnoring } from '../build-context.ts';
import type { DockerfileDetector, Seen } from '../detector.ts';
import { isShipped } from '../users.ts';

export const detector: DockerfileDetector = {
  keywords: ['COPY', 'ADD'],
  detect(instruction, { facts, project }): Seen[] {
    if (!isShipped(facts, instruction)) return [];
    if (instruction.flags.some(({ name }) => name === 'from' || name === 'exclude')) return [];
    const whole = instruction.words
      .slice(0, -1)
      .find(({ state, value }) => state === 'known' && /^(?:\.\/?|\.\/\*|\*|\/)$/.test(value.text));
    if (!whole || isIgnoring(facts.source, project) !== false) return [];
    const ignore = isBuiltHere(facts.source) ? { path: '.dockerignore', text: IGNORED } : undefined;
    const creates = { ignore };
    return [{ span: whole.span, values: { keyword: instruction.keyword }, creates }];
  },
};
