/** `insecure-index-transport` in images: packages come over a connection that anybody on the way can change. */
import type { DockerfileDetector, Seen } from '../detector.ts';
import { indexesIn } from '../indexes.ts';

const OPEN =
  /^http:\/\/(?!(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\]|host\.docker\.internal)(?![\w.-]))/i;

export const detector: DockerfileDetector = {
  keywords: ['RUN', 'ENV', 'ARG'],
  detect(instruction, { facts }): Seen[] {
    const { text } = facts.source;
    return indexesIn(text, instruction).flatMap(({ known, value, span, valueSpan, editable }): Seen[] => {
      if (!known || !OPEN.test(value)) return [];
      const end = valueSpan.start + 'http'.length;
      const plain = editable && text.slice(valueSpan.start, end).toLowerCase() === 'http';
      return [
        {
          case: 'image',
          span,
          values: { value },
          edits: { https: plain ? [{ span: { start: end, end }, text: 's' }] : undefined },
        },
      ];
    });
  },
};
