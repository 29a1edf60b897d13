/**
 * no-probes: a container that serves a port and says neither when it is ready nor when it hangs. Only what runs for
 * ever behind a selector needs probes; jobs and init containers do not.
 */
import { field, nodeAt } from '../../yaml/access.ts';
import { type Edits, setField } from '../../yaml/additions.ts';
import type { Plain } from '../../yaml/format.ts';
import { plainOf } from '../../yaml/plain.ts';
import { together } from '../../yaml/positions.ts';
import type { KubernetesDetector } from '../detector.ts';
import { hasPorts, portsOf } from '../ports.ts';
import type { Container } from '../resources.ts';
import { labelsOf, selects } from '../selectors.ts';
import { sameNamespace, type Workspace } from '../workspace.ts';

const HANDLERS = ['httpGet', 'tcpSocket', 'grpc', 'exec'];

/** What the other probe asks, else whether the first known port accepts connections. */
function handler(container: Container, other: string): { readonly [key: string]: Plain } | undefined {
  const probe = nodeAt(container.view, other);
  for (const name of HANDLERS) {
    const found = probe ? field(probe, name) : 'absent';
    const plain = typeof found === 'string' ? undefined : plainOf(found.value);
    if (plain !== undefined) return { [name]: plain };
  }
  const port = portsOf(container).find(({ protocol }) => protocol === 'TCP');
  return probe || !port ? undefined : { tcpSocket: { port: port.number } };
}

function readiness(container: Container): Edits {
  const check = handler(container, 'livenessProbe');
  return check && setField(container.view, ['readinessProbe'], { ...check, periodSeconds: 10 });
}

/** Slow to act, so that a model that loads for minutes is not killed for it. */
function liveness(container: Container): Edits {
  const check = handler(container, 'readinessProbe');
  return (
    check &&
    setField(container.view, ['livenessProbe'], {
      ...check,
      initialDelaySeconds: 60,
      periodSeconds: 20,
      failureThreshold: 6,
    })
  );
}

function both(container: Container): Edits {
  const [first, second] = [readiness(container), liveness(container)];
  return first && second && together(container.view.tree, [...first, ...second]);
}

/** Somebody sends requests: it names a port, or a Service of the workspace selects its pod and nothing else is in it. */
function serves(container: Container, { shared }: Workspace): boolean {
  const { pod } = container;
  if (pod.workload.operator) return false;
  if (pod.workload.selector !== undefined && hasPorts(container)) return true;
  const labels = labelsOf(pod.metadata);
  if (
    labels.open ||
    labels.values.size === 0 ||
    pod.containers.filter(({ role }) => role === 'main').length > 1
  )
    return false;
  return shared().services.some(
    ({ namespace, selector }) =>
      !selector.open && sameNamespace(namespace, pod.resource.namespace) && selects(selector, labels),
  );
}

export const detector: KubernetesDetector = {
  scope: 'workspace',
  container: (container, report, workspace) => {
    const { pod, role, view, mark } = container;
    if (role !== 'main' || pod.workload.runs !== 'forever' || !pod.complete || !serves(container, workspace))
      return;
    const missing = (name: string): boolean => field(view, name) === 'absent';
    const noReadiness = missing('readinessProbe');
    const noLiveness = missing('livenessProbe');
    const values = { container: container.name ?? '?' };
    const edits = {
      'add-both': noReadiness && noLiveness ? both(container) : undefined,
      'add-readiness': noReadiness && !noLiveness ? readiness(container) : undefined,
      'add-liveness': noLiveness && !noReadiness ? liveness(container) : undefined,
    };
    if (noReadiness && noLiveness) report({ span: mark, values, edits }, 'neither');
    else if (noReadiness) report({ span: mark, values, edits }, 'readiness');
    else if (noLiveness) report({ span: mark, values, edits }, 'liveness');
  },
};
