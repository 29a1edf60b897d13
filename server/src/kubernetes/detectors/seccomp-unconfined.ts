/**
 * seccomp-unconfined: a profile that filters no system calls, by field or, in old versions, by annotation. Says nothing of
 * where no profile is named.
 */
import { entries, field, spanOf, textOf } from '../../yaml/access.ts';
import { setField } from '../../yaml/additions.ts';
import type { KubernetesDetector, Report } from '../detector.ts';
import type { Pod } from '../resources.ts';
import { holders, named, ownSetting, settingSpan } from '../security-context.ts';
import { isVariable } from '../values.ts';
import { counts } from '../versions.ts';

const TYPE = ['securityContext', 'seccompProfile', 'type'];
const OF_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const OF_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const FILTERING = /^(?:runtime\/default|docker\/default|localhost\/.*)$/;

function reportFields(pod: Pod, report: Report): void {
  for (const { view, mark, container } of holders(pod)) {
    const type = ownSetting(view, 'seccompProfile.type');
    if (type.value.state !== 'known' || /^(?:RuntimeDefault|Localhost)$/.test(String(type.value.value)))
      continue;
    const values = { subject: container ? named([container]) : 'this pod', value: String(type.value.value) };
    const edits = { 'runtime-default': setField(view, TYPE, 'RuntimeDefault') };
    report({ span: settingSpan(type, mark), values, edits }, 'field');
  }
}

function reportAnnotations(pod: Pod, report: Report): void {
  const annotations = pod.metadata ? field(pod.metadata, 'annotations') : 'absent';
  if (typeof annotations === 'string') return;
  const meant = new Set([OF_POD, ...pod.containers.map(({ name }) => OF_CONTAINER + (name ?? ''))]);
  for (const { name, value } of entries(annotations.value)) {
    const text = textOf(value);
    if (!meant.has(name) || text === undefined || isVariable(text) || FILTERING.test(text)) continue;
    report({ span: spanOf(value), values: { subject: 'this pod', value: text } }, 'annotation');
  }
}

export const detector: KubernetesDetector = {
  scope: 'document',
  pod: (pod, report, _, __, version) => {
    if (counts({ from: '1.19' }, version)) reportFields(pod, report);
    else reportAnnotations(pod, report);
  },
};
