/**
 * `index-confusion` in images: pip and conda look in more than one place for the same name. uv does not: what an extra
 * index has comes from there, unless an unsafe strategy mixes the answers.
 */
import { isCuratedChannel, isVendorIndex } from '../../versions/known-indexes.ts';
import type { DockerfileDetector, Seen } from '../detector.ts';
import { indexesIn, mixIndexes } from '../indexes.ts';
import { instructionsOf } from '../users.ts';

export const detector: DockerfileDetector = {
  keywords: ['RUN', 'ENV', 'ARG'],
  detect(instruction, { facts }): Seen[] {
    const found = indexesIn(facts.source.text, instruction).filter(({ known }) => known);
    const channels = [
      ...new Set(found.filter(({ option }) => option === 'channel').map(({ value }) => value)),
    ];
    const stage = facts.stages[instruction.stage];
    const mixing = (): boolean => stage !== undefined && mixIndexes(instructionsOf(facts, stage));
    return found.flatMap(({ option, value, span, uv, mixed }): Seen[] => {
      const values = { value, option };
      if (option === 'extra-index-url' && uv && !mixed && !mixing()) return [];
      if (option === 'extra-index-url')
        return [{ case: isVendorIndex(value) ? 'image-vendor' : 'image', span, values }];
      if (option !== 'channel' || channels.length < 2) return [];
      if (!isCuratedChannel(value)) return [{ case: 'image-channel', span, values }];
      return value === channels[1] ? [{ case: 'image-curated', span, values }] : [];
    });
  },
};
