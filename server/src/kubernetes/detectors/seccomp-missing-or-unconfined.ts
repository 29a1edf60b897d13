/**
 * seccomp-missing-or-unconfined: nothing says which system calls some container may make. What says that it may make
 * all of them is another rule's, which belongs to another level of the Pod Security Standards.
 */
import { setField } from '../../yaml/additions.ts';
import type { KubernetesDetector } from '../detector.ts';
import { named, ownSetting, podSetting, settingSpan } from '../security-context.ts';
import { counts } from '../versions.ts';

const TYPE = ['securityContext', 'seccompProfile', 'type'];

export const detector: KubernetesDetector = {
  scope: 'document',
  pod: (pod, report, _, __, version) => {
    // The field is of 1.19; Windows has no seccomp, which the standard knows since 1.25.
    if (!counts({ from: '1.19' }, version) || (pod.windows && counts({ from: '1.25' }, version))) return;
    const onPod = podSetting(pod, 'seccompProfile.type');
    if (onPod.value.state !== 'absent' || !pod.complete) return;
    const lacking = pod.containers.filter(
      ({ view }) => ownSetting(view, 'seccompProfile.type').value.state === 'absent',
    );
    const first = lacking[0];
    if (!first) return;
    const every = lacking.length === pod.containers.length;
    const span = every
      ? settingSpan(onPod, pod.mark)
      : settingSpan(ownSetting(first.view, 'seccompProfile.type'), first.mark);
    report({
      span,
      values: { subject: every ? 'this pod' : named(lacking) },
      edits: { 'runtime-default': setField(pod.view, TYPE, 'RuntimeDefault') },
    });
  },
};
