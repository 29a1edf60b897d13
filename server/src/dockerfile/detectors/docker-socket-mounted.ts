/** `docker-socket-mounted` in images: a VOLUME for the socket of the container engine. */
import { dockerSocket } from '../../image/socket.ts';
import type { DockerfileDetector, Seen } from '../detector.ts';

export const detector: DockerfileDetector = {
  keywords: ['VOLUME'],
  detect: ({ words }): Seen[] =>
    words
      .filter(({ state, value }) => state === 'known' && dockerSocket(value.text))
      .map(({ span }) => ({ case: 'image', span })),
};
