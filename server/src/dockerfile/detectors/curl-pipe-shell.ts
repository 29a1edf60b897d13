/** `curl-pipe-shell`: a download runs before anybody could look at it. */
import { scriptVerifies } from '../../shell/downloads.ts';
import { remoteCode } from '../../shell/remote-code.ts';
import type { DockerfileDetector, Seen } from '../detector.ts';

export const detector: DockerfileDetector = {
  keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'],
  detect({ script }): Seen[] {
    if (!script || scriptVerifies(script)) return [];
    return remoteCode(script).map(({ span, interpreter }) => ({ span, values: { interpreter } }));
  },
};
