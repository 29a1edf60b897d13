/**
 * secret-as-literal-env: the value of an environment variable whose name says that it is a secret, or a password
 * inside a URL; and what a Secret says in the manifest itself. Tells secrets by name; keys that a provider's form gives
 * away are another rule's.
 */
import { isPlaceholder as isFillIn, placeholder } from '../../engine/placeholder.ts';
import type { Edit } from '../../engine/types.ts';
import { isDefaultPassword, type Neighbour, userBeside } from '../../secrets/default-passwords.ts';
import { isPlaceholder } from '../../secrets/plausible.ts';
import { entries, items, nodeAt, spanOf, textOf, type View } from '../../yaml/access.ts';
import { replaceField } from '../../yaml/removals.ts';
import type { KubernetesDetector, Report, Tables } from '../detector.ts';
import type { Resource } from '../resources.ts';
import { at, isVariable, textAt } from '../values.ts';

const SECRET_NAME =
  /(?:^|[_.-])(?:PASS(?:WORD|WD|PHRASE)?|PWD|SECRET|TOKEN|CREDENTIALS?|API_?KEY|SECRET_?KEY|(?:ACCESS|PRIVATE|ENCRYPTION|SIGNING|MASTER|AUTH|ACCOUNT|STORAGE|SHARED|CLIENT|SESSION|JWT|FERNET|SALT)_?KEY|(?:DB|ROOT|USER|ADMIN|REDIS|MYSQL|POSTGRES|PG)(?:PASS(?:WORD)?))$/i;
/** Tokens of language models and of paging are no secrets. */
const OTHER_TOKEN = /(?:EOS|BOS|PAD|UNK|SEP|CLS|MASK|STOP|START|END|SPECIAL|NEXT|PAGE|MAX|NUM)_TOKEN$/i;
const NO_SECRET =
  /^(?:true|false|yes|no|on|off|none|null|nil|undefined|disabled?|enabled?|default|optional|required|auto|empty|\d{1,3})$/i;
/** Paths, references to a secret store, and what stands in brackets for a value. */
const REFERENCE =
  /^(?:\.{0,2}\/|file:|(?:vault|secret|secrets|ref\+\w*|arn|op|sm|ssm|gcp|aws|azurekeyvault|k8s|env):|projects\/|<.*>$|\[.*\]$|%.*%$|__.*__$)/i;
/** What emulators of AWS on one's own machine take for a key. */
const EMULATOR = /^(?:test|testing|dummy|fake|local|localstack|foo|bar|x+)$/i;
const URL_PASSWORD = /^[a-z][a-z0-9+.-]*:\/\/([^\s/:@]*):([^\s/@]{3,})@/i;

/** The secret in `value` of a variable called `name`, or undefined. */
function secretIn(name: string, value: string): string | undefined {
  const inUrl = URL_PASSWORD.exec(value)?.[2];
  const secret =
    inUrl ??
    (SECRET_NAME.test(name) && !OTHER_TOKEN.test(name) && !value.includes('://') ? value : undefined);
  if (secret === undefined || secret.length < 3 || /\s/.test(secret)) return undefined;
  if (name.startsWith('AWS_') && EMULATOR.test(secret)) return undefined;
  return NO_SECRET.test(secret) || REFERENCE.test(secret) || isPlaceholder(secret) ? undefined : secret;
}

function neighboursIn(variables: readonly View[]): Neighbour[] {
  return variables.flatMap((variable) => {
    const name = textAt(variable, 'name');
    const value = textAt(variable, 'value');
    return name === undefined || value === undefined ? [] : [{ name, value }];
  });
}

/** The key in the Secret for a variable: `DB_PASSWORD` -> `db-password`. */
function keyFor(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^-|-$/g, '');
}

function fromSecret(resource: Resource, variable: View, name: string): ReturnType<typeof replaceField> {
  if (resource.name === undefined) return undefined;
  return replaceField(variable, ['value'], 'valueFrom', {
    secretKeyRef: { name: `${resource.name}-secrets`, key: keyFor(name) },
  });
}

/** The same, with the Secret behind the document: its value is filled in where nobody commits it. */
function fromNewSecret(resource: Resource, variable: View, name: string): Edit[] | undefined {
  const edits = fromSecret(resource, variable, name);
  const { text, templated } = variable.tree;
  if (!edits || templated || variable.via) return undefined;
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const namespace = resource.namespace === undefined ? [] : [`  namespace: ${resource.namespace}`];
  const lines = [
    ...(/(?:^|\n)$/.test(text) ? [] : ['']),
    '---',
    'apiVersion: v1',
    'kind: Secret',
    'metadata:',
    `  name: ${resource.name}-secrets`,
    ...namespace,
    'stringData:',
    `  ${keyFor(name)}: ${placeholder('secret')}`,
    '',
  ];
  return [...edits, { span: { start: text.length, end: text.length }, text: lines.join(end) }];
}

/** What base64 hides; undefined where it is none. */
function decoded(text: string): string | undefined {
  try {
    return atob(text.replace(/\s+/g, ''));
  } catch {
    return undefined;
  }
}

/** The password of a registry, as Docker keeps it. */
const REGISTRY_LOGIN = /"(?:auth|password|identitytoken)"\s*:\s*"(?<secret>[^"$<{]{3,})"/;

/** What the entry `name` of a Secret gives away. */
function secretOfEntry(name: string, value: string): string | undefined {
  if (/^\.dockerc(?:fg|onfigjson)$/.test(name)) return REGISTRY_LOGIN.exec(value)?.groups?.secret;
  // Bytes that are no text were drawn.
  const isDrawn = /[^\s -~]/.test(value) && SECRET_NAME.test(name);
  return isDrawn ? value : secretIn(name, value);
}

/** The data of a Secret, which everybody reads who may read the file. */
function reportSecret({ view: resource }: Resource, report: Report, tables: Tables): void {
  for (const field of ['data', 'stringData']) {
    const holder = nodeAt(resource, field);
    for (const { name, value: view } of holder ? entries(holder) : []) {
      const text = textOf(view);
      if (text === undefined || isVariable(text) || isFillIn(text)) continue;
      const value = field === 'data' ? decoded(text) : text;
      const secret = value === undefined ? undefined : secretOfEntry(name, value.replace(/\n$/, ''));
      if (secret === undefined) continue;
      report(
        { span: spanOf(view), values: { name, length: String(secret.length) } },
        isDefaultPassword(tables, secret) ? 'default' : 'secret',
      );
    }
  }
}

/** The data of a ConfigMap, which everybody who may look into the namespace reads. */
function reportMap({ view }: Resource, report: Report, tables: Tables): void {
  const data = nodeAt(view, 'data');
  const list = data ? entries(data) : [];
  const neighbours = list.flatMap(({ name, value }) => {
    const text = textOf(value);
    return text === undefined ? [] : [{ name, value: text }];
  });
  for (const { name, value } of list) {
    const text = textOf(value);
    const secret =
      text === undefined || isVariable(text) || text.includes('\n') ? undefined : secretIn(name, text);
    if (secret === undefined || isDefaultPassword(tables, secret, userBeside(name, neighbours))) continue;
    const values = {
      name,
      start: secret.slice(0, Math.min(4, Math.floor(secret.length / 3))),
      length: String(secret.length),
    };
    report({ span: spanOf(value), values, edits: {} }, 'config-map');
  }
}

export const detector: KubernetesDetector = {
  scope: 'document',
  resource: (resource, report, _, tables) => {
    if (resource.kind.toLowerCase() === 'secret') reportSecret(resource, report, tables);
    if (resource.kind === 'ConfigMap' && resource.apiVersion === 'v1') reportMap(resource, report, tables);
  },
  container: (container, report, _, tables) => {
    const env = nodeAt(container.view, 'env');
    const variables = env ? items(env) : [];
    for (const variable of variables) {
      const name = textAt(variable, 'name');
      const place = at(variable, 'value')[0];
      if (
        name === undefined ||
        !place?.view ||
        place.value.state !== 'known' ||
        typeof place.value.value !== 'string'
      )
        continue;
      const secret = secretIn(name, place.value.value);
      if (secret === undefined) continue;
      const values = {
        name,
        start: secret.slice(0, Math.min(4, Math.floor(secret.length / 3))),
        length: String(secret.length),
      };
      const edits = {
        'from-secret': fromSecret(container.pod.resource, variable, name),
        'from-new-secret': fromNewSecret(container.pod.resource, variable, name),
      };
      const inUrl = URL_PASSWORD.exec(place.value.value);
      const user = inUrl ? inUrl[1] : userBeside(name, neighboursIn(variables));
      const named = inUrl ? 'url' : 'name';
      report(
        { span: spanOf(place.view), values, edits },
        isDefaultPassword(tables, secret, user) ? 'default' : named,
      );
    }
  },
};
