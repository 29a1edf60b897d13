/**
 * run-as-root: who a container's processes are. A user of 0 anywhere, `runAsNonRoot: false`, or no `runAsNonRoot` at
 * all. The Pod Security Standards forbid user 0 from 1.23 on; from 1.35 on a pod with its own user namespace (`hostUsers: false`) may run as root inside it.
 */

import type { Value } from '../../engine/predicates.ts';
import type { View } from '../../yaml/access.ts';
import type { Edits } from '../../yaml/additions.ts';
import { setField } from '../../yaml/additions.ts';
import { together } from '../../yaml/positions.ts';
import type { KubernetesDetector, Report } from '../detector.ts';
import type { Container, Pod } from '../resources.ts';
import { effective, holders, named, ownSetting, podSetting, settingSpan } from '../security-context.ts';
import { is, mayBe, valueAt } from '../values.ts';
import { counts, type Minor } from '../versions.ts';

const FIELD = ['securityContext', 'runAsNonRoot'];

/** Whether every one of `containers` surely runs as a user above 0. */
function areUsers(containers: readonly Container[]): boolean {
  return containers.every((container) => {
    const user = effective(container, 'runAsUser');
    return user.state === 'known' && typeof user.value === 'number' && user.value > 0;
  });
}

/** The fix under the id that says how sure it is. */
function requiring(view: View, containers: readonly Container[]): Record<string, Edits> {
  return {
    [areUsers(containers) ? 'require-non-root' : 'require-non-root-unchecked']: setField(view, FIELD, true),
  };
}

/** An ordinary user, with the flag where it is missing or allows root: else the next finding would ask for it. */
function ordinary(view: View, flag: Value): Edits {
  const user = setField(view, ['securityContext', 'runAsUser'], 10001);
  if (flag.state !== 'absent' && !is(flag, false)) return user;
  const forbid = setField(view, FIELD, true);
  return user && forbid && together(view.tree, [...user, ...forbid]);
}

function reportRoot(pod: Pod, report: Report, forbidden: boolean): void {
  for (const { view, mark, container } of holders(pod)) {
    const user = ownSetting(view, 'runAsUser');
    const flag = ownSetting(view, 'runAsNonRoot');
    const values = { subject: container ? named([container]) : 'this pod' };
    if (forbidden && is(user.value, 0)) {
      const edits = {
        'set-user': ordinary(view, container ? effective(container, 'runAsNonRoot') : flag.value),
      };
      report({ span: settingSpan(user, mark), values, edits }, 'root-user');
    } else if (is(flag.value, false)) {
      const meant = container
        ? [container]
        : pod.containers.filter((one) => ownSetting(one.view, 'runAsNonRoot').value.state === 'absent');
      report({ span: settingSpan(flag, mark), values, edits: requiring(view, meant) }, 'root-allowed');
    }
  }
}

function reportMissing(pod: Pod, report: Report, forbidden: boolean): void {
  const onPod = podSetting(pod, 'runAsNonRoot');
  if (onPod.value.state !== 'absent' || !pod.complete) return;
  const lacking = pod.containers.filter(
    (container) =>
      ownSetting(container.view, 'runAsNonRoot').value.state === 'absent' &&
      !(forbidden && is(effective(container, 'runAsUser'), 0)),
  );
  const first = lacking[0];
  if (!first) return;
  const every = lacking.length === pod.containers.length;
  const span = every
    ? settingSpan(onPod, pod.mark)
    : settingSpan(ownSetting(first.view, 'runAsNonRoot'), first.mark);
  const values = { subject: every ? 'this pod' : named(lacking) };
  report(
    { span, values, edits: requiring(pod.view, lacking) },
    areUsers(lacking) ? 'flag-missing' : 'user-unknown',
  );
}

export const detector: KubernetesDetector = {
  scope: 'document',
  pod: (pod, report, _, __, version: Minor) => {
    const ownUsers = mayBe(valueAt(pod.view, 'hostUsers'), false);
    if (ownUsers && counts({ from: '1.35' }, version)) return;
    const forbidden = counts({ from: '1.23' }, version);
    reportRoot(pod, report, forbidden);
    reportMissing(pod, report, forbidden);
  },
};
