/**
 * root-fs-writable: a container that may change its own image's files. The fix mounts `/tmp`, for most programs write
 * there; nobody can see from the manifest where else this one writes.
 */
import type { Edits } from '../../yaml/additions.ts';
import { setField } from '../../yaml/additions.ts';
import type { KubernetesDetector } from '../detector.ts';
import type { Container } from '../resources.ts';
import { ownSetting, settingSpan } from '../security-context.ts';
import { is } from '../values.ts';
import { mountsOf, withTmp } from '../writable-mounts.ts';

function readOnly(container: Container): Edits {
  const flag = setField(container.view, ['securityContext', 'readOnlyRootFilesystem'], true);
  if (!flag) return undefined;
  const { mounts, complete } = mountsOf(container);
  if (!complete) return undefined;
  return mounts.some(({ path }) => path === '/tmp') ? flag : withTmp(container, flag);
}

export const detector: KubernetesDetector = {
  scope: 'document',
  container: (container, report) => {
    const { pod, view, mark } = container;
    const { windows, complete } = pod;
    const setting = ownSetting(view, 'readOnlyRootFilesystem');
    const missing = setting.value.state === 'absent' && complete;
    if (windows || !(missing || is(setting.value, false))) return;
    report({
      span: settingSpan(setting, mark),
      values: { container: container.name ?? '?' },
      edits: { 'read-only': readOnly(container) },
    });
  },
};
