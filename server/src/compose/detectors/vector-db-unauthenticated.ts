/** `vector-db-unauthenticated` in compose files: databases whose authentication is switched off, or never on. */
import { canonicalName, parseImageReference } from '../../image/reference.ts';
import type { ComposeDetector, Seen } from '../detector.ts';
import { mayHaveMore, type Variable, variablesOf } from '../environment.ts';
import { isOpen, portsOf } from '../ports.ts';
import { fieldOf, nodeOf, type Service } from '../services.ts';
import { composeText } from '../values.ts';
import { fromOutside, setVariables } from '../variables.ts';

/** A variable that leaves out authentication. */
interface Switch {
  readonly name: RegExp;
  readonly open: RegExp;
  readonly closed: string;
  /** Another variable whose presence says that a way to log in is set. */
  readonly login: RegExp;
  /** What a login needs where none is set. */
  readonly supply: Readonly<Record<string, string>>;
  /** A variable that decides what somebody without a name may do. */
  readonly limited?: RegExp;
}

const ON = /^(?:true|1|on|yes|enabled)$/i;
const OFF = /^false$/i;

const SWITCHES: readonly Switch[] = [
  {
    name: /^AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED$/,
    open: ON,
    closed: 'false',
    login: /^AUTHENTICATION_(?:APIKEY|OIDC)_ENABLED$/,
    supply: {
      AUTHENTICATION_APIKEY_ENABLED: 'true',
      AUTHENTICATION_APIKEY_ALLOWED_KEYS: fromOutside('WEAVIATE_API_KEY'),
      AUTHENTICATION_APIKEY_USERS: 'client',
    },
    limited: /^AUTHORIZATION_(?:ADMINLIST|ADMIN_LIST|RBAC)_ENABLED$|^AUTHORIZATION_ENABLE_RBAC$/,
  },
  {
    name: /^xpack\.security\.enabled$/,
    open: OFF,
    closed: 'true',
    login: /^ELASTIC_PASSWORD(?:_FILE)?$/,
    supply: { ELASTIC_PASSWORD: fromOutside('ELASTIC_PASSWORD') },
  },
  {
    name: /^(?:DISABLE_SECURITY_PLUGIN|plugins\.security\.disabled)$/,
    open: ON,
    closed: 'false',
    login: /^OPENSEARCH_INITIAL_ADMIN_PASSWORD$/,
    supply: { OPENSEARCH_INITIAL_ADMIN_PASSWORD: fromOutside('OPENSEARCH_INITIAL_ADMIN_PASSWORD') },
  },
];

/** Ways by which a service may get a configuration that this file does not show. */
const CONFIGURED = ['command', 'entrypoint', 'configs', 'secrets'] as const;
const QDRANT_KEY = /^QDRANT__SERVICE__(?:API_KEY|JWT_RBAC)$/i;

/** Whether others than the services of this file reach it. */
function isPublished(service: Service): boolean {
  const mode = nodeOf(service, 'network_mode');
  return portsOf(service).some(isOpen) || (mode !== undefined && composeText(mode)?.text === 'host');
}

function switchedOff(service: Service, variables: readonly Variable[]): Seen[] {
  return variables.flatMap(({ name, value, span }): Seen[] => {
    if (value?.variables.length !== 0) return [];
    const found = SWITCHES.find((each) => each.name.test(name) && each.open.test(value.text));
    if (!found || variables.some((other) => found.limited?.test(other.name))) return [];
    const login = variables.some((other) => found.login.test(other.name));
    const values = { [name]: found.closed, ...(login ? {} : found.supply) };
    return [
      {
        case: 'switch',
        span,
        values: { option: name },
        edits: { authenticate: setVariables(service, values) },
        ...(isPublished(service) ? {} : { severity: 'info' as const }),
      },
    ];
  });
}

function isQdrant(text: string | undefined): boolean {
  const reference = text === undefined ? undefined : parseImageReference(text);
  return reference !== undefined && `/${canonicalName(reference)}`.endsWith('/qdrant/qdrant');
}

function keyless(service: Service, variables: readonly Variable[]): Seen[] {
  const image = nodeOf(service, 'image');
  if (!image || !isQdrant(composeText(image)?.text) || mayHaveMore(service) || !isPublished(service))
    return [];
  if (CONFIGURED.some((name) => fieldOf(service, name) !== 'absent')) return [];
  const volumes = nodeOf(service, 'volumes');
  const { start, end } = volumes?.node.span ?? { start: 0, end: 0 };
  if (service.view.tree.text.slice(start, end).includes('/qdrant/config')) return [];
  if (variables.some(({ name }) => QDRANT_KEY.test(name))) return [];
  const authenticate = setVariables(service, { QDRANT__SERVICE__API_KEY: fromOutside('QDRANT_API_KEY') });
  return [
    { case: 'keyless', span: service.mark, values: { service: service.name }, edits: { authenticate } },
  ];
}

export const detector: ComposeDetector = {
  detect(service): Seen[] {
    const variables = variablesOf(service);
    return [...switchedOff(service, variables), ...keyless(service, variables)];
  },
};
