/** `no-new-privs-missing`: nothing takes a service the rights that it does not need. Said once a document. */
import { field, items } from '../../yaml/access.ts';
import { type Edits, setField } from '../../yaml/additions.ts';
import type { Tree } from '../../yaml/nodes.ts';
import type { ComposeDetector, Seen } from '../detector.ts';
import { fieldOf, nodeOf, type Service, servicesIn } from '../services.ts';
import { composeText } from '../values.ts';

const FENCES = ['cap_drop', 'read_only', 'user', 'userns_mode'] as const;

function isUnfenced(service: Service): boolean {
  if (!service.complete || FENCES.some((name) => fieldOf(service, name) !== 'absent')) return false;
  if (composeText(nodeOf(service, 'privileged') ?? service.view)?.text === 'true') return false;
  const options = nodeOf(service, 'security_opt');
  return !(options ? items(options) : []).some((item) => {
    const text = composeText(item)?.text;
    return text === undefined || text.startsWith('no-new-privileges');
  });
}

const unfenced = new WeakMap<Tree, readonly Service[]>();

/** The services of the document without a fence; looked for once, because each service asks. */
function unfencedIn(tree: Tree, path: string): readonly Service[] {
  const known = unfenced.get(tree);
  if (known) return known;
  const found = servicesIn(tree, path).filter(isUnfenced);
  unfenced.set(tree, found);
  return found;
}

function others(count: number): string {
  return count === 0 ? '' : ` and ${count} other service${count === 1 ? '' : 's'}`;
}

/** Undefined where the service has its options from a merge key: a list of its own would take their place. */
function fenced({ view }: Service): Edits {
  const options = field(view, 'security_opt');
  if (typeof options !== 'string' && !options.own) return undefined;
  return setField(view, ['security_opt'], ['no-new-privileges:true']);
}

export const detector: ComposeDetector = {
  detect(service, { source }): Seen[] {
    const all = unfencedIn(service.view.tree, source.path);
    if (all[0]?.name !== service.name) return [];
    const fence = all.flatMap((each) => fenced(each) ?? []);
    const values = { service: service.name, others: others(all.length - 1) };
    return [{ span: service.mark, values, edits: { fence } }];
  },
};
