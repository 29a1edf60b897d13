/**
 * seccomp-missing-or-unconfined: which system calls a container may make. Unconfined by field or by the old
 * annotations, or nothing said for some container. Windows has no seccomp.
 */
import { entries, field, spanOf, textOf } from '../../yaml/access.ts';
import { setField } from '../../yaml/additions.ts';
import type { KubernetesDetector, Report } from '../detector.ts';
import type { Pod } from '../resources.ts';
import { holders, named, ownSetting, settingSpan } from '../security-context.ts';
import { is } from '../values.ts';

const TYPE = ['securityContext', 'seccompProfile', 'type'];
const ANNOTATION = /^(?:container\.)?seccomp\.security\.alpha\.kubernetes\.io\//;

function reportUnconfined(pod: Pod, report: Report): void {
  for (const { view, mark, container } of holders(pod)) {
    const type = ownSetting(view, 'seccompProfile.type');
    if (!is(type.value, 'Unconfined')) continue;
    const values = { subject: container ? named([container]) : 'this pod' };
    report(
      {
        span: settingSpan(type, mark),
        values,
        edits: { 'runtime-default': setField(view, TYPE, 'RuntimeDefault') },
      },
      'unconfined',
    );
  }
  const annotations = pod.metadata ? field(pod.metadata, 'annotations') : 'absent';
  if (typeof annotations === 'string') return;
  for (const { name, value } of entries(annotations.value)) {
    if (ANNOTATION.test(name) && textOf(value) === 'unconfined')
      report({ span: spanOf(value), values: { subject: 'this pod' } }, 'unconfined');
  }
}

function reportMissing(pod: Pod, report: Report): void {
  const onPod = ownSetting(pod.view, 'seccompProfile.type');
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
  const values = { subject: every ? 'this pod' : named(lacking) };
  report(
    { span, values, edits: { 'runtime-default': setField(pod.view, TYPE, 'RuntimeDefault') } },
    'missing',
  );
}

export const detector: KubernetesDetector = {
  scope: 'document',
  pod: (pod, report) => {
    if (pod.windows) return;
    reportUnconfined(pod, report);
    reportMissing(pod, report);
  },
};
