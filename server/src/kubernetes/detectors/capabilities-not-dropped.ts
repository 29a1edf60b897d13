/**
 * capabilities-not-dropped: a list of dropped capabilities without `ALL`. What is missing altogether, and what is added, the
 * rule file says. Runtimes take `all` and a list of all that they give as well; the standard takes neither.
 */
import { setField } from '../../yaml/additions.ts';
import { replaceField } from '../../yaml/removals.ts';
import type { KubernetesDetector } from '../detector.ts';
import { at, is, valueAt } from '../values.ts';
import { counts } from '../versions.ts';

const DROP = 'securityContext.capabilities.drop';

/** What container runtimes give who asks for nothing. */
const GIVEN = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

export const detector: KubernetesDetector = {
  scope: 'document',
  container: ({ view, pod }, report, _, __, version) => {
    if (!counts({ from: '1.22' }, version) || (pod.windows && counts({ from: '1.25' }, version))) return;
    const place = at(view, DROP)[0];
    const span = place?.key;
    const words = at(view, `${DROP}.*`).map(({ value }) => value);
    const known = words.flatMap((value) => (value.state === 'known' ? [String(value.value)] : []));
    if (!span || place.value.state === 'absent' || place.value.state === 'maybe') return;
    if (known.length < words.length || known.includes('ALL')) return;
    if (is(valueAt(view, 'securityContext.privileged'), true)) return;
    const names = new Set(known.map((name) => name.toUpperCase()));
    const all = known.find((name) => name.toUpperCase() === 'ALL');
    const named = GIVEN.every((name) => names.has(name)) ? 'by-name' : 'some';
    const found = all === undefined ? named : 'spelled';
    const path = DROP.split('.');
    // What is named beside `ALL` says no more.
    const edits =
      found === 'some' ? setField(view, path, ['ALL']) : replaceField(view, path, 'drop', ['ALL']);
    report({ span, values: { value: all ?? '' }, edits: { 'drop-all': edits } }, found);
  },
};
