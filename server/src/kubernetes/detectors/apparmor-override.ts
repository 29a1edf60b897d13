/**
 * apparmor-override: a pod, container or annotation that takes the AppArmor profile of the runtime away. A profile of
 * one's own (`Localhost`) is none of that.
 */
import { entries, field, spanOf, textOf } from '../../yaml/access.ts';
import { setField } from '../../yaml/additions.ts';
import type { KubernetesDetector } from '../detector.ts';
import { holders, named, ownSetting, settingSpan } from '../security-context.ts';
import { isVariable } from '../values.ts';

const ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';
const CONFINING = /^(?:|runtime\/default|localhost\/.*)$/;

export const detector: KubernetesDetector = {
  scope: 'document',
  pod: (pod, report) => {
    for (const { view, mark, container } of holders(pod)) {
      const type = ownSetting(view, 'appArmorProfile.type');
      if (type.value.state !== 'known' || /^(?:RuntimeDefault|Localhost)$/.test(String(type.value.value)))
        continue;
      const values = {
        subject: container ? named([container]) : 'this pod',
        value: String(type.value.value),
      };
      const path = ['securityContext', 'appArmorProfile', 'type'];
      const edits = { 'runtime-default': setField(view, path, 'RuntimeDefault') };
      report({ span: settingSpan(type, mark), values, edits }, 'field');
    }
    const annotations = pod.metadata ? field(pod.metadata, 'annotations') : 'absent';
    if (typeof annotations === 'string') return;
    for (const { name, value } of entries(annotations.value)) {
      const text = textOf(value);
      if (!name.startsWith(ANNOTATION) || text === undefined || isVariable(text) || CONFINING.test(text))
        continue;
      const values = { subject: `\`${name.slice(ANNOTATION.length)}\``, value: text };
      const edits = { 'runtime-default': setField(annotations.value, [name], 'runtime/default') };
      report({ span: spanOf(value), values, edits }, 'annotation');
    }
  },
};
