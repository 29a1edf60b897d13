/** What a caller sends to show who he is, and what the program compares it with. */

import { wordsOf } from '../../personal/words.ts';
import type { Call, Expression, Name, Param } from '../ast.ts';
import { meaning } from '../constants.ts';
import type { PythonFile } from '../file.ts';
import { taintOf } from '../taint/flow.ts';
import { calleeName } from './constraints.ts';

const SECRETS = new Set(['secret', 'password', 'passwd', 'passphrase', 'apikey', 'token']);
const KEYS = new Set(['api', 'auth', 'access', 'service', 'master', 'shared', 'admin', 'secret', 'client']);

/** Words behind which a name is about a secret, not the secret. */
const ABOUT = new Set([
  'type',
  'count',
  'length',
  'len',
  'id',
  'ids',
  'name',
  'hash',
  'limit',
  'expiry',
  'url',
  'field',
  'usage',
  'index',
]);

/** Whether a name is that of a secret by which a caller is known. */
function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  if (ABOUT.has(words.at(-1) ?? '')) return false;
  return (
    words.some((word) => SECRETS.has(word)) ||
    words.some((word, at) => word === 'key' && KEYS.has(words[at - 1] ?? ''))
  );
}

/** The name under which an expression is kept: a variable, an attribute, a key, an environment variable. */
function nameOf(node: Expression): string | undefined {
  switch (node.kind) {
    case 'name':
      return node.id;
    case 'attribute':
      return node.attr;
    case 'subscript': {
      const [index] = node.index;
      return index?.kind === 'string' ? index.value : undefined;
    }
    case 'call': {
      const [first] = node.args;
      const { func } = node;
      if (func.kind === 'attribute' && /^(get|getenv|encode|strip|get_secret_value)$/.test(func.attr))
        return first?.value.kind === 'string' && /^get/.test(func.attr)
          ? first.value.value
          : nameOf(func.value);
      return first?.value.kind === 'string' && calleeName(node) === 'getenv' ? first.value.value : undefined;
    }
    default:
      return undefined;
  }
}

/** Whether `node` is a secret of the program's own, by its name; also in a text: `f"Bearer {TOKEN}"`. */
export function isSecret(node: Expression): boolean {
  if (node.kind === 'fstring') return node.parts.some((part) => typeof part !== 'string' && isSecret(part));
  if (node.kind === 'binary') return node.op === '+' && (isSecret(node.left) || isSecret(node.right));
  const name = nameOf(node);
  return name !== undefined && isSecretName(name);
}

const MARKERS = /^(Header|Cookie|Security|Query|Form)$/;
const SCHEMES = /^(APIKey(Header|Query|Cookie)|HTTPBearer|HTTPBasic|OAuth2\w*)$/;

/** Whether a framework fills a parameter from what the caller sent to show who he is. */
function isCredential(file: PythonFile, { annotation, default: fallback }: Param): boolean {
  const marks = (node: Expression | undefined): boolean => {
    if (node?.kind === 'subscript') return node.index.some((item) => marks(item));
    if (node?.kind === 'tuple') return node.items.some((item) => marks(item));
    if (node?.kind !== 'call') return false;
    const name = calleeName(node);
    if (MARKERS.test(name)) return true;
    return name === 'Depends' && node.args.some(({ value }) => isScheme(file, value));
  };
  return marks(annotation) || marks(fallback);
}

function isScheme(file: PythonFile, node: Expression): boolean {
  const made = meaning(node, file.names);
  return made.kind === 'call' && SCHEMES.test(calleeName(made));
}

/** `request.headers.get("X-Key")`, `request.cookies["key"]`, also where nobody says what `request` is. */
function readsRequest(node: Expression): boolean {
  const base =
    node.kind === 'subscript'
      ? node.value
      : node.kind === 'call' && node.func.kind === 'attribute' && node.func.attr === 'get'
        ? node.func.value
        : undefined;
  if (base?.kind !== 'attribute' || !/^(headers|cookies|query_params)$/.test(base.attr)) return false;
  // What a server answered has headers and cookies, too.
  return wordsOf(nameOf(base.value) ?? '').some((word) =>
    /^(request|req|websocket|ws|connection)$/.test(word),
  );
}

function parameterOf(file: PythonFile, node: Name): Param | undefined {
  const [binding, ...others] = file.names.bindings(node) ?? [];
  return others.length === 0 && binding?.node?.kind === 'param' ? binding.node : undefined;
}

/** Calls that leave a text what it is, for who compares it. */
const PLAIN = /^(strip|encode|decode|removeprefix|replace|lower)$/;

function origin(node: Expression, file: PythonFile): Expression {
  const meant = meaning(node, file.names);
  const { func } = meant as Call;
  if (meant.kind === 'call' && func.kind === 'attribute' && PLAIN.test(func.attr))
    return origin(func.value, file);
  return meant.kind === 'bool' ? origin(meant.left, file) : meant;
}

/** Words of what a caller shows who he is with. */
const SHOWN = new Set(['authorization', 'auth', 'bearer', 'credential', 'credentials', 'key']);

/** Whether a caller sent the value of `node` to show who he is. */
export function isGiven(file: PythonFile, node: Expression): boolean {
  const from = origin(node, file);
  if (readsRequest(from)) return true;
  const base = from.kind === 'attribute' ? from.value : from;
  const param = base.kind === 'name' ? parameterOf(file, base) : undefined;
  if (param && isCredential(file, param)) return true;
  if (![...taintOf(file, node).keys()].some((kind) => kind.startsWith('request'))) return false;
  return [node, from].some((one) => {
    const name = nameOf(one);
    return name !== undefined && (isSecretName(name) || wordsOf(name).some((word) => SHOWN.has(word)));
  });
}
