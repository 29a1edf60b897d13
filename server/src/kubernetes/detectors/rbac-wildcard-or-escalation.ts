/**
 * rbac-wildcard-or-escalation: rights that are as good as the whole cluster, or a way to them. Roles that Kubernetes itself
 * puts together, and those that only add to the built-in ones, are left alone.
 */
import { entries, items, nodeAt, spanOf, textOf, type View } from '../../yaml/access.ts';
import { replaceField } from '../../yaml/removals.ts';
import type { KubernetesDetector, Report } from '../detector.ts';
import type { Resource } from '../resources.ts';
import { textAt } from '../values.ts';

/** Roles of Kubernetes itself, which have what they need. Anybody may call a role of his own `system:`. */
const BUILT_IN =
  /^(?:cluster-admin|admin|edit|view|system:(?:controller:.*|certificates\.k8s\.io:.*|leader-locking-.*|aggregate-to-.*|node(?:-.*)?|kube(?:let-api-admin|-.*)|heapster|monitoring|volume-scheduler|persistent-volume-provisioner|auth-delegator))$/;

/** Who may do all of these may do whatever matters. */
const ALL_VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
const AGGREGATES = /^(?:rbac\.authorization\.k8s\.io\/aggregate-to-.*|kubernetes\.io\/bootstrapping)$/;

interface Word {
  readonly text: string;
  readonly view: View;
}

function words(rule: View, name: string): Word[] {
  const list = nodeAt(rule, name);
  return (list ? items(list) : []).flatMap((view) => {
    const text = textOf(view);
    return text === undefined ? [] : [{ text, view }];
  });
}

function find(list: readonly Word[], ...names: string[]): Word | undefined {
  return list.find(({ text }) => names.includes(text));
}

/** What of a rule is dangerous, the worst first; undefined when nothing is. */
function danger(rule: View): { readonly case: string; readonly word: Word } | undefined {
  const [groups, resources, verbs] = ['apiGroups', 'resources', 'verbs'].map((name) => words(rule, name)) as [
    Word[],
    Word[],
    Word[],
  ];
  const every = ALL_VERBS.every((verb) => find(verbs, verb));
  const star = find(verbs, '*');
  const anyVerb = star ?? (every ? verbs[0] : undefined);
  const anyResource = find(resources, '*', '*/*');
  const core = find(groups, '', '*');
  if (anyVerb && anyResource && find(groups, '*')) return { case: 'everything', word: anyResource };
  const rights = find(verbs, 'escalate', 'bind', 'impersonate');
  if (rights) return { case: 'escalate', word: rights };
  const named = nodeAt(rule, 'resourceNames') !== undefined;
  if (named) return undefined;
  if (core && (anyVerb ?? find(verbs, 'create', 'get'))) {
    const exec = find(resources, 'pods/exec', 'pods/attach', 'pods/*');
    if (exec) return { case: 'exec', word: exec };
    const proxy = find(resources, 'nodes/proxy');
    if (proxy) return { case: 'proxy', word: proxy };
  }
  const secrets = find(resources, 'secrets');
  if (core && secrets && (anyVerb ?? find(verbs, 'get', 'list', 'watch')))
    return { case: 'secrets', word: secrets };
  if (core && anyResource) return { case: 'wildcard', word: anyResource };
  if (star && core && resources.length > 0) return { case: 'verbs', word: star };
  const pods = find(resources, 'pods');
  if (core && pods && find(verbs, 'create')) return { case: 'pods', word: pods };
  const narrow = star ?? anyResource;
  return narrow ? { case: 'narrow', word: narrow } : undefined;
}

function isBuiltIn({ view, name }: Resource): boolean {
  const labels = nodeAt(view, 'metadata.labels');
  return (
    nodeAt(view, 'aggregationRule') !== undefined ||
    (name !== undefined && BUILT_IN.test(name)) ||
    (labels !== undefined && entries(labels).some((label) => AGGREGATES.test(label.name)))
  );
}

function reportRules(resource: Resource, report: Report): void {
  const list = nodeAt(resource.view, 'rules');
  for (const rule of list ? items(list) : []) {
    const found = danger(rule);
    if (!found) continue;
    const reads = { 'read-only': replaceField(rule, ['verbs'], 'verbs', ['get', 'list', 'watch']) };
    const open = words(rule, 'resources').some(({ text }) => text.includes('*'));
    const offers = !open && (found.case === 'verbs' || found.case === 'narrow');
    report(
      {
        span: spanOf(found.word.view),
        values: { kind: resource.kind, what: found.word.text },
        edits: offers && words(rule, 'verbs').some(({ text }) => text === '*') ? reads : {},
      },
      found.case,
    );
  }
}

function reportBinding({ view, kind }: Resource, report: Report): void {
  const role = nodeAt(view, 'roleRef.name');
  const admin = role && textOf(role) === 'cluster-admin' && textAt(view, 'roleRef.kind') === 'ClusterRole';
  const subjects = nodeAt(view, 'subjects');
  for (const subject of subjects ? items(subjects) : []) {
    const account = textAt(subject, 'kind') === 'ServiceAccount';
    if (admin) {
      report(
        { span: spanOf(role), values: { kind, who: textAt(subject, 'name') ?? '?' } },
        account ? 'admin' : 'admin-user',
      );
      return;
    }
    const name = nodeAt(subject, 'name');
    if (account && name && textOf(name) === 'default')
      report({ span: spanOf(name), values: { kind } }, 'default-account');
  }
}

export const detector: KubernetesDetector = {
  scope: 'document',
  resource: (resource, report) => {
    if (!/^rbac\.authorization\.k8s\.io\//.test(resource.apiVersion)) return;
    if (/Binding$/.test(resource.kind)) reportBinding(resource, report);
    else if (/^(?:Cluster)?Role$/.test(resource.kind) && !isBuiltIn(resource)) reportRules(resource, report);
  },
};
