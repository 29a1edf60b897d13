/**
 * Certificate checks that an assignment switches off: of a session, of an SSL context, of the whole process; and those
 * of a connector, which knows no address itself. What other calls switch off is in the rule file; the environment variables are those of the table that Dockerfiles use too.
 */
import { argumentOf } from '../arguments.ts';
import { type Assign, type Chunk, type Expression, type Statement, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { isChosen } from '../choices.ts';
import { constantOf } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { removeArgument } from '../edit.ts';
import type { PythonFile } from '../file.ts';
import { type Literal, literalsOf } from '../literals.ts';
import { fits } from '../patterns.ts';
import { type BoundCall, functionOf, type Place } from '../scopes.ts';
import { removeStatement } from '../statement-edit.ts';
import { expressionsOf } from '../statements.ts';
import { walk } from '../walk.ts';

interface Switches {
  readonly variables?: readonly { readonly name: string; readonly off: string }[];
}

const SESSIONS = [
  'requests.Session().verify',
  'requests.session().verify',
  'requests.sessions.Session().verify',
];
const CONTEXTS = ['ssl.create_default_context()', 'ssl.SSLContext()', 'ssl._create_unverified_context()'];
const CLIENTS = [
  'kubernetes.client.Configuration().verify_ssl',
  'kubernetes.client.Configuration().assert_hostname',
];
const DEFAULT_CONTEXT = 'ssl._create_default_https_context';

function isFalse(value: Expression, file: PythonFile): boolean {
  const known = constantOf(value, file.names);
  return known.state === 'known' && known.value === false;
}

function stands(node: Expression, file: PythonFile, names: readonly string[]): boolean {
  return file.names.resolve(node).some((name) => fits(name, names));
}

/** Whether the assignment makes its target accept any certificate. */
function switchesOff({ targets: [target], value }: Assign, file: PythonFile): boolean {
  if (target?.kind !== 'attribute' || !value) return false;
  if (stands(target, file, [DEFAULT_CONTEXT])) return stands(value, file, ['ssl._create_unverified_context']);
  if (target.attr === 'verify_mode')
    return stands(target.value, file, CONTEXTS) && stands(value, file, ['ssl.CERT_NONE']);
  return isFalse(value, file) && stands(target, file, [...SESSIONS, ...CLIENTS]);
}

function isSet({ statement, node, call }: Literal, file: PythonFile): boolean {
  if (statement.kind === 'assign' && statement.value === node)
    return statement.targets.some((target) => stands(target, file, ['os.environ[]']));
  return call !== undefined && stands(call.func, file, ['os.environ.setdefault', 'os.putenv']);
}

/** Where aiohttp's connectors are told not to check. */
const CONNECTOR_SWITCHES = ['ssl', 'verify_ssl'];

/** Whether all addresses that the function writes are plain ones: a connection without TLS has nothing to check. */
function isPlain({ call, place }: BoundCall): boolean {
  const owner = functionOf(place.scope);
  let plain = false;
  let encrypted = false;
  const look = (text: string): void => {
    plain ||= /^(?:http|ws):\/\//.test(text);
    encrypted ||= /^(?:https|wss):\/\//.test(text);
  };
  for (const one of boundOf(call.chunk).statements) {
    if (functionOf(one.place.scope) !== owner) continue;
    for (const expression of expressionsOf(one.statement))
      walk(expression, (node) => {
        if (node.kind === 'string') look(node.value);
        if (node.kind === 'fstring') for (const part of node.parts) if (typeof part === 'string') look(part);
        return true;
      });
  }
  return plain && !encrypted;
}

function* connector(bound: BoundCall, file: PythonFile): Iterable<Seen> {
  for (const key of CONNECTOR_SWITCHES) {
    const filled = argumentOf(bound.call, key, file.names);
    if (filled.state !== 'given' || !isFalse(filled.value, file) || isPlain(bound)) continue;
    yield {
      case: 'connector',
      span: spanOf(filled.argument),
      edits: { connector: removeArgument(file, bound.call, filled.argument) },
    };
  }
}

function seen(
  file: PythonFile,
  statement: Statement,
  place: Place,
  where: Expression | Statement,
  what: string,
): Seen {
  return {
    case: isChosen(statement, place, SWITCH) ? 'chosen' : 'switch',
    span: spanOf(where),
    values: { what },
    edits: { remove: removeStatement(file, statement, place) },
  };
}

/** What of a chunk may switch a check off, by its names alone. */
interface Candidates {
  readonly assignments: readonly { readonly statement: Assign; readonly place: Place }[];
  readonly literals: readonly Literal[];
}

const ATTRIBUTES = new Set([
  '_create_default_https_context',
  'verify_mode',
  'verify',
  'verify_ssl',
  'assert_hostname',
]);
/** What a condition speaks of that decides whether certificates are checked. */
const SWITCH = /verif|cert|insecure|(?:ssl|tls)_?mode/iu;
const SETTING = /^[A-Za-z_]*(?:SSL|TLS|HTTPS|BUNDLE|TRUSTED_HOST|INSECURE)[A-Za-z_]*$/i;

const known = new WeakMap<Chunk, Candidates>();

function candidatesOf(chunk: Chunk): Candidates {
  const candidates = known.get(chunk) ?? {
    assignments: boundOf(chunk).statements.flatMap(({ statement, place }) => {
      const target = statement.kind === 'assign' ? statement.targets[0] : undefined;
      const fitting = target?.kind === 'attribute' && ATTRIBUTES.has(target.attr);
      return fitting && statement.kind === 'assign' ? [{ statement, place }] : [];
    }),
    literals: literalsOf(chunk).filter(({ name }) => name !== undefined && SETTING.test(name)),
  };
  known.set(chunk, candidates);
  return candidates;
}

function* detect(chunk: Chunk, file: PythonFile): Iterable<Seen> {
  const variables = (file.tables['tls-switches'] as Switches | undefined)?.variables ?? [];
  const { assignments, literals } = candidatesOf(chunk);
  for (const { statement, place } of assignments)
    if (switchesOff(statement, file)) yield seen(file, statement, place, statement, 'this assignment');
  for (const literal of literals) {
    const { name, node, statement, place } = literal;
    const row = variables.find((variable) => variable.name === name);
    if (!row || !new RegExp(`^(?:${row.off})$`).test(node.value) || !isSet(literal, file)) continue;
    yield seen(file, statement, place, node, `\`${row.name}\``);
  }
}

export const detector: PythonDetector = {
  calls: ['aiohttp.TCPConnector'],
  call: (bound, _name, file) => connector(bound, file),
  chunk: detect,
};
