/** `compose-no-resource-limits`: a service that serves models may take all memory of its machine. */

import { isModelImage } from '../../image/model-images.ts';
import { parseImageReference } from '../../image/reference.ts';
import { type View as Node, nodeAt } from '../../yaml/access.ts';
import { setField } from '../../yaml/additions.ts';
import { startedBy } from '../commands.ts';
import type { ComposeDetector, Seen } from '../detector.ts';
import { fieldOf, nodeOf, type Service } from '../services.ts';
import { composeText } from '../values.ts';

const LIMITS = ['mem_limit', 'memswap_limit', 'cpus', 'pids_limit'] as const;

function limited(service: Service): boolean {
  if (LIMITS.slice(0, 1).some((name) => fieldOf(service, name) !== 'absent')) return true;
  const deploy = fieldOf(service, 'deploy');
  if (deploy === 'absent') return false;
  if (deploy === 'maybe') return true;
  const memory: Node | undefined = nodeAt(deploy.value, 'resources.limits.memory');
  return memory !== undefined;
}

export const detector: ComposeDetector = {
  detect(service, { models }): Seen[] {
    if (!service.complete || limited(service)) return [];
    const image = nodeOf(service, 'image');
    const reference = parseImageReference((image && composeText(image)?.text) ?? '');
    const programs = startedBy(service).flatMap(({ program }) => program?.name ?? []);
    if (!isModelImage(models, reference, programs)) return [];
    const limits = setField(service.view, ['deploy', 'resources', 'limits'], { memory: '16g', pids: 512 });
    const whole = nodeOf(service, 'deploy') === undefined ? limits : undefined;
    return [{ span: service.mark, values: { service: service.name }, edits: { limit: whole } }];
  },
};
