/**
 * ingress-no-tls-or-auth: an Ingress or Gateway that speaks plain HTTP with the world, or one in front of a model that asks
 * nobody who he is. Certificates and logins that a controller is told of in annotations count.
 */
import { entries, field, items, nodeAt, textOf, type View } from '../../yaml/access.ts';
import { setField } from '../../yaml/additions.ts';
import type { KubernetesDetector } from '../detector.ts';
import { isMachineLearning } from '../ml-names.ts';
import type { Resource } from '../resources.ts';
import { at, is } from '../values.ts';
import { isCompleted } from '../workspace.ts';

const CERTIFICATE =
  /certificate|cert-arn|ssl-cert|pre-shared-cert|managed-certificates|tls|entrypoints|backend-protocol|listen-ports/i;
const LOGIN =
  /auth|oauth|oidc|jwt|whitelist-source-range|allowlist|limit-whitelist|security-group|scheme|iap|limit-(?:rps|rpm|connections)/i;

interface Note {
  readonly name: string;
  readonly text: string;
}

function notesOf({ view }: Resource): Note[] | undefined {
  const annotations = nodeAt(view, 'metadata.annotations');
  if (!annotations) return [];
  if (annotations.node.kind !== 'map' || annotations.node.open) return undefined;
  return entries(annotations).map(({ name, value }) => ({ name, text: textOf(value) ?? '' }));
}

function hostsOf(view: View): string[] {
  return at(view, 'spec.rules.*.host').flatMap(({ value }) =>
    value.state === 'known' ? [String(value.value)] : [],
  );
}

function withTls({ view, name }: Resource): ReturnType<typeof setField> {
  const hosts = hostsOf(view);
  if (hosts.length === 0 || name === undefined) return undefined;
  return setField(view, ['spec', 'tls'], [{ hosts, secretName: `${name}-tls` }]);
}

/** Names of what is behind it. */
function backends(view: View): string[] {
  const paths = [
    'spec.rules.*.http.paths.*.backend.service.name',
    'spec.rules.*.http.paths.*.backend.serviceName',
    'spec.defaultBackend.service.name',
  ];
  return paths
    .flatMap((path) => at(view, path))
    .flatMap(({ value }) => (value.state === 'known' ? [String(value.value)] : []));
}

/** The first listener of a Gateway whose listeners all speak plain HTTP. */
function gateway({ view }: Resource): View | undefined {
  const list = nodeAt(view, 'spec.listeners');
  const listeners = list ? items(list) : [];
  const plain = listeners.every((listener) =>
    at(listener, 'protocol').some(({ value }) => is(value, 'HTTP')),
  );
  return listeners.length > 0 && plain ? listeners[0] : undefined;
}

export const detector: KubernetesDetector = {
  scope: 'workspace',
  resource: (resource, report, workspace) => {
    const { kind, apiVersion, view, mark } = resource;
    if (kind === 'Gateway' && /^gateway\.networking\.k8s\.io\//.test(apiVersion)) {
      const found = gateway(resource);
      if (found) report({ span: mark, values: { name: resource.name ?? kind } }, 'gateway');
      return;
    }
    if (kind !== 'Ingress' || !/^(?:networking\.k8s\.io|extensions)\//.test(apiVersion)) return;
    const notes = notesOf(resource);
    const spec = field(view, 'spec');
    if (typeof spec === 'string' || notes === undefined || isCompleted(workspace)) return;
    const values = { name: resource.name ?? kind };
    const tls = field(spec.value, 'tls');
    const none =
      tls === 'absent' ||
      (typeof tls !== 'string' &&
        tls.value.node.kind === 'sequence' &&
        tls.value.node.items.length === 0 &&
        !tls.value.node.open);
    if (none && !notes.some(({ name }) => CERTIFICATE.test(name))) {
      report(
        { span: typeof tls === 'string' ? mark : tls.key, values, edits: { 'add-tls': withTls(resource) } },
        'no-tls',
      );
      return;
    }
    const model = isMachineLearning([resource.name, ...backends(view)]);
    if (model && !notes.some(({ name }) => LOGIN.test(name)) && !workspace.shared().guards)
      report(
        {
          span: mark,
          values,
          edits: {
            'limit-requests': setField(
              view,
              ['metadata', 'annotations', 'nginx.ingress.kubernetes.io/limit-rps'],
              '10',
            ),
          },
        },
        'no-auth',
      );
  },
};
