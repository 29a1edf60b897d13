/**
 * service-exposed-publicly: a Service that the world reaches, in front of what serves models or what manages them.
 * Ports that other programs use, too, count only where a name says that it is machine learning.
 */
import { entries, field, items, nodeAt, spanOf, textOf, type View } from '../../yaml/access.ts';
import { setField } from '../../yaml/additions.ts';
import type { KubernetesDetector } from '../detector.ts';
import { isMachineLearning } from '../ml-names.ts';
import type { Resource } from '../resources.ts';
import { at, is, textAt, valueAt } from '../values.ts';

/** Ports of programs that let whoever reaches them run code or change models, by what they are. */
const OPEN: Readonly<Record<number, string>> = {
  8265: 'the dashboard of Ray',
  10001: 'the client port of Ray',
  11434: 'Ollama',
};
/** The same, where a name says so. */
const NAMED: readonly (readonly [RegExp, string])[] = [
  [/jupyter|notebook/i, 'Jupyter'],
  [/mlflow/i, 'MLflow'],
];
/** Ports that vector stores have for themselves. */
const STORES: Readonly<Record<number, string>> = { 6333: 'Qdrant', 19530: 'Milvus' };
const SERVING = new Set([5000, 8000, 8001, 8002, 8080, 8081, 8082, 8500, 8501, 8888]);

const INTERNAL = /internal/i;

function isInternal({ view }: Resource): boolean {
  const annotations = nodeAt(view, 'metadata.annotations');
  if (annotations?.node.kind === 'map' && annotations.node.open) return true;
  return (
    annotations !== undefined &&
    entries(annotations).some(({ name, value }) => {
      const text = textOf(value) ?? 'internal';
      return INTERNAL.test(text) || (INTERNAL.test(name) && !/^(?:false|0\.0\.0\.0\/0)$/.test(text));
    })
  );
}

/** Only some addresses may connect. */
function isNarrow({ view }: Resource): boolean {
  const ranges = nodeAt(view, 'spec.loadBalancerSourceRanges');
  return ranges !== undefined && !items(ranges).some((range) => textOf(range) === '0.0.0.0/0');
}

function numbers(port: View): number[] {
  return ['port', 'targetPort'].flatMap((name) => {
    const value = valueAt(port, name);
    return value.state === 'known' && typeof value.value === 'number' ? [value.value] : [];
  });
}

function namesOf({ view, name }: Resource): (string | undefined)[] {
  const selector = nodeAt(view, 'spec.selector');
  const labels = nodeAt(view, 'metadata.labels');
  const texts = (map: View | undefined): (string | undefined)[] =>
    map ? entries(map).map(({ value }) => textOf(value)) : [];
  return [name, ...texts(selector), ...texts(labels)];
}

function subject(resource: Resource): { readonly case: string; readonly what: string } | undefined {
  const list = nodeAt(resource.view, 'spec.ports');
  const ports = (list ? items(list) : []).flatMap(numbers);
  const names = namesOf(resource);
  const open = ports.map((port) => OPEN[port]).find((found) => found !== undefined);
  if (open !== undefined) return { case: 'open', what: open };
  const named = NAMED.find(([pattern]) => names.some((name) => name !== undefined && pattern.test(name)));
  if (named && ports.some((port) => SERVING.has(port) || port === 80 || port === 443))
    return { case: 'open', what: named[1] };
  const store = ports.map((port) => STORES[port]).find((found) => found !== undefined);
  if (store !== undefined) return { case: 'serving', what: store };
  const serving = ports.find((port) => SERVING.has(port));
  return serving !== undefined && isMachineLearning(names)
    ? { case: 'serving', what: `what serves on port ${serving}` }
    : undefined;
}

export const detector: KubernetesDetector = {
  scope: 'document',
  resource: (resource, report) => {
    if (resource.kind !== 'Service' || resource.apiVersion !== 'v1') return;
    const type = at(resource.view, 'spec.type')[0];
    const external = field(resource.view, 'spec');
    const ips = typeof external === 'string' ? external : field(external.value, 'externalIPs');
    const balanced = type !== undefined && is(type.value, 'LoadBalancer');
    const node = type !== undefined && is(type.value, 'NodePort');
    const addressed = typeof ips !== 'string' && items(ips.value).length > 0;
    if (!(balanced || node || addressed) || isInternal(resource) || (balanced && isNarrow(resource))) return;
    const found = subject(resource);
    if (!found) return;
    const span =
      (balanced || node) && type?.view
        ? spanOf(type.view)
        : typeof ips === 'string'
          ? resource.mark
          : ips.key;
    const list = nodeAt(resource.view, 'spec.ports');
    const fixed = (list ? items(list) : []).some((port) => typeof field(port, 'nodePort') !== 'string');
    const only = [
      'externalTrafficPolicy',
      'loadBalancerIP',
      'healthCheckNodePort',
      'loadBalancerSourceRanges',
      'loadBalancerClass',
    ];
    const tied = only.some((name) => nodeAt(resource.view, `spec.${name}`) !== undefined);
    const edits = {
      'cluster-ip':
        (balanced || node) && !fixed && !tied
          ? setField(resource.view, ['spec', 'type'], 'ClusterIP')
          : undefined,
      'source-ranges':
        balanced && nodeAt(resource.view, 'spec.loadBalancerSourceRanges') === undefined
          ? setField(resource.view, ['spec', 'loadBalancerSourceRanges'], ['10.0.0.0/8'])
          : undefined,
    };
    const how = balanced ? 'a load balancer' : node ? 'a port of every node' : 'external addresses';
    report(
      { span, values: { what: found.what, how, name: textAt(resource.view, 'metadata.name') ?? '?' }, edits },
      found.case,
    );
  },
};
