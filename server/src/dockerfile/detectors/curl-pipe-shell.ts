/** `curl-pipe-shell`: a download runs before anybody could look at it. */
import { checkedDownloads } from '../../shell/checked-downloads.ts';
import { scriptVerifies } from '../../shell/downloads.ts';
import { remoteCode } from '../../shell/remote-code.ts';
import type { DockerfileDetector, Seen } from '../detector.ts';

export const detector: DockerfileDetector = {
  keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'],
  detect({ keyword, exec, script }, { facts }): Seen[] {
    if (!script || scriptVerifies(script)) return [];
    const found = remoteCode(script);
    const plain = keyword === 'RUN' && !exec && found.length > 0;
    const compare = plain ? checkedDownloads(facts.source.text, script, found.length) : undefined;
    return found.map(({ span, interpreter }) => ({ span, values: { interpreter }, edits: { compare } }));
  },
};
