/** `privileged-or-host-ns`: what takes the walls between a container and its machine down. */
import { items, type Step, spanOf, type View } from '../../yaml/access.ts';
import { removeField, replaceField } from '../../yaml/removals.ts';
import type { ComposeDetector, Seen } from '../detector.ts';
import { isOwn, nodeOf, type Service } from '../services.ts';
import { plainText } from '../values.ts';

const NAMESPACES = ['pid', 'network_mode', 'userns_mode', 'uts', 'cgroup'] as const;
/** With any of these a process can leave its container. */
const CAPABILITY = /^(?:CAP_)?(?:ALL|SYS_ADMIN|SYS_MODULE|SYS_RAWIO|DAC_READ_SEARCH|BPF)$/i;
/** Wide, but no way out by themselves. */
const WIDE = /^(?:CAP_)?(?:SYS_PTRACE|SYS_BOOT|NET_ADMIN)$/i;
const OPTION = /^(?:seccomp|apparmor)[:=]unconfined$|^label[:=]disable$|^systempaths[:=]unconfined$/i;

function away(service: Service, path: readonly Step[]): ReturnType<typeof removeField> {
  return isOwn(service, path) ? removeField(service.view, path) : undefined;
}

function listed(service: Service, name: string, wanted: RegExp, found: string): Seen[] {
  const list = nodeOf(service, name);
  return (list ? items(list) : []).flatMap((item, index): Seen[] => {
    const text = plainText(item);
    if (text === undefined || !wanted.test(text)) return [];
    return [
      {
        case: found,
        span: spanOf(item),
        values: { what: text },
        edits: { remove: away(service, [name, index]) },
      },
    ];
  });
}

function scalar(service: Service, name: string): { view: View; text: string } | undefined {
  const view = nodeOf(service, name);
  const text = view && plainText(view);
  return view && text !== undefined ? { view, text } : undefined;
}

function namespaces(service: Service): Seen[] {
  return NAMESPACES.flatMap((name): Seen[] => {
    const found = scalar(service, name);
    if (found?.text !== 'host') return [];
    // What nobody publishes is reached through this alone.
    const severity = name === 'network_mode' || name === 'cgroup' || name === 'uts' ? 'warning' : 'error';
    const edits = { remove: away(service, [name]) };
    return [{ case: 'namespace', span: spanOf(found.view), values: { what: name }, severity, edits }];
  });
}

function memory(service: Service): Seen[] {
  const found = scalar(service, 'ipc');
  if (found?.text !== 'host') return [];
  const sized = nodeOf(service, 'shm_size') !== undefined;
  const own = isOwn(service, ['ipc']);
  const instead = sized
    ? removeField(service.view, ['ipc'])
    : replaceField(service.view, ['ipc'], 'shm_size', '8gb');
  return [{ case: 'memory', span: spanOf(found.view), edits: { 'shm-size': own ? instead : undefined } }];
}

export const detector: ComposeDetector = {
  detect(service): Seen[] {
    const privileged = scalar(service, 'privileged');
    const first: Seen[] =
      privileged?.text === 'true'
        ? [{ span: spanOf(privileged.view), edits: { remove: away(service, ['privileged']) } }]
        : [];
    return [
      ...first,
      ...namespaces(service),
      ...memory(service),
      ...listed(service, 'cap_add', CAPABILITY, 'capability'),
      ...listed(service, 'cap_add', WIDE, 'wide'),
      ...listed(service, 'security_opt', OPTION, 'option'),
    ];
  },
};
