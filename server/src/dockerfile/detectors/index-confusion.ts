/** `index-confusion` in images: pip and conda look in more than one place for the same name. */
import { isCuratedChannel, isVendorIndex } from '../../versions/known-indexes.ts';
import type { DockerfileDetector, Seen } from '../detector.ts';
import { indexesIn } from '../indexes.ts';

export const detector: DockerfileDetector = {
  keywords: ['RUN', 'ENV', 'ARG'],
  detect(instruction, { facts }): Seen[] {
    const found = indexesIn(facts.source.text, instruction).filter(({ known }) => known);
    const channels = [
      ...new Set(found.filter(({ option }) => option === 'channel').map(({ value }) => value)),
    ];
    return found.flatMap(({ option, value, span }): Seen[] => {
      const values = { value, option };
      if (option === 'extra-index-url')
        return [{ case: isVendorIndex(value) ? 'image-vendor' : 'image', span, values }];
      if (option !== 'channel' || channels.length < 2) return [];
      if (!isCuratedChannel(value)) return [{ case: 'image-channel', span, values }];
      return value === channels[1] ? [{ case: 'image-curated', span, values }] : [];
    });
  },
};
