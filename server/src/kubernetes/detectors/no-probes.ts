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

export const detector: KubernetesDetector = {
  scope: 'document',
  container: (container, report) => {
    const { pod, role, view, mark } = container;
    const serves = pod.workload.runs === 'forever' && pod.workload.selector !== undefined;
    if (role !== 'main' || !serves || !pod.complete || !hasPorts(container)) return;
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
