/**
 * service-account-token-mounted: a pod that gets a token for the Kubernetes API without a sign that it uses it. A
 * role bound to its own account is such a sign; one bound to the account `default` makes it worse.
 */
import { field, textOf } from '../../yaml/access.ts';
import { setField } from '../../yaml/additions.ts';
import type { KubernetesDetector } from '../detector.ts';
import type { Pod } from '../resources.ts';
import { settingSpan } from '../security-context.ts';
import { at, is, valueAt } from '../values.ts';
import { sameNamespace, type Workspace } from '../workspace.ts';

interface Account {
  readonly name: string;
  readonly stated: boolean;
}

/** The pod's service account; undefined when a template decides. */
function accountOf({ view }: Pod): Account | undefined {
  for (const path of ['serviceAccountName', 'serviceAccount']) {
    const { state, ...known } = valueAt(view, path);
    if (state === 'known' && 'value' in known) return { name: String(known.value), stated: true };
    if (state !== 'absent') return undefined;
  }
  return { name: 'default', stated: false };
}

/** Programs that talk to the Kubernetes API: the token is theirs. */
const CLIENT =
  /kubectl|kube-|kubeconfig|operator|controller|leader-elect|in-cluster|spark-submit|argoexec|launcher/i;

function isClient({ containers }: Pod): boolean {
  return containers.some(({ view }) =>
    ['image', 'command.*', 'args.*'].some((path) =>
      at(view, path).some(({ view: word }) => word !== undefined && CLIENT.test(textOf(word) ?? '')),
    ),
  );
}

/** The case to report, or undefined when the token is off, used, or nobody can know. */
function caseFor(pod: Pod, { name }: Account, on: boolean, { shared }: Workspace): string | undefined {
  const { namespace } = pod.resource;
  const same = (other: { name: string | undefined; namespace: string | undefined }): boolean =>
    other.name === name && sameNamespace(other.namespace, namespace);
  const { bound, accounts } = shared();
  const isBound = bound.some(same);
  const account = accounts.find(same);
  // What the pod says goes before what its account says.
  if (account?.tokenOff && !on) return undefined;
  // To accuse, nobody may have to guess a namespace.
  const surely = bound.some((other) => other.name === name && other.namespace === namespace);
  if (name === 'default' && surely) return 'default-bound';
  if (name === 'default') return isBound || isClient(pod) ? undefined : 'unused';
  return isBound || !account || isClient(pod) ? undefined : 'unused';
}

export const detector: KubernetesDetector = {
  scope: 'workspace',
  pod: (pod, report, workspace) => {
    const token = at(pod.view, 'automountServiceAccountToken')[0];
    if (pod.outer && typeof field(pod.outer, 'automountServiceAccountToken') !== 'string') return;
    const on = token && is(token.value, true);
    if (!pod.complete || pod.workload.usesApi || !token || !(on || token.value.state === 'absent')) return;
    const account = accountOf(pod);
    const found = account && caseFor(pod, account, on === true, workspace);
    if (!account || found === undefined) return;
    const named = at(pod.view, 'serviceAccountName')[0];
    const span =
      on || !named || !account.stated ? settingSpan(token, pod.mark) : settingSpan(named, pod.mark);
    const edits = { 'token-off': setField(pod.view, ['automountServiceAccountToken'], false) };
    report({ span, values: { account: account.name }, edits }, found);
  },
};
