/** `no-new-privs-missing`: nothing takes a service the rights that it does not need. */
import { items } from '../../yaml/access.ts';
import { setField } from '../../yaml/additions.ts';
import type { ComposeDetector, Seen } from '../detector.ts';
import { fieldOf, nodeOf } from '../services.ts';
import { composeText } from '../values.ts';

const FENCES = ['cap_drop', 'read_only', 'user', 'userns_mode'] as const;

export const detector: ComposeDetector = {
  detect(service): Seen[] {
    if (!service.complete || FENCES.some((name) => fieldOf(service, name) !== 'absent')) return [];
    if (composeText(nodeOf(service, 'privileged') ?? service.view)?.text === 'true') return [];
    const options = nodeOf(service, 'security_opt');
    const set = (options ? items(options) : []).some((item) => {
      const text = composeText(item)?.text;
      return text === undefined || text.startsWith('no-new-privileges');
    });
    if (set) return [];
    const fence = setField(service.view, ['security_opt'], ['no-new-privileges:true']);
    return [{ span: service.mark, values: { service: service.name }, edits: { fence } }];
  },
};
