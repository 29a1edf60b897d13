/**
 * Tokens that a program reads without checking them because nobody could have written them but who it asked: those it has
 * just got for itself; and tokens of which it wants to know only when they end.
 */
import { wordsOf } from '../personal/words.ts';
import { type Call, type Expression, rootOf } from './ast.ts';
import { boundOf } from './bind.ts';
import { boundCall } from './call-index.ts';
import { meaning } from './constants.ts';
import type { PythonFile } from './file.ts';
import { functionOf } from './scopes.ts';
import { expressionsOf } from './statements.ts';
import { inside, walk } from './walk.ts';

/** Words of calls that ask somebody for a token. */
const ASKING = new Set(['acquire', 'fetch', 'request', 'refresh', 'mint', 'issue', 'exchange', 'renew']);
/** Words of what one proves oneself with, to be given a token. */
const PROOF = new Set(['credential', 'credentials', 'creds', 'cred', 'msal', 'secret', 'password']);
/** Claims that tell times. */
const TIMES = new Set(['exp', 'iat', 'nbf']);

function namesIn(nodes: readonly Expression[]): string[] {
  const found: string[] = [];
  for (const node of nodes)
    walk(node, (inner) => {
      if (inner.kind === 'name') found.push(inner.id);
      if (inner.kind === 'attribute') found.push(inner.attr);
      return true;
    });
  return found;
}

/** Whether `call` asks for a token with a proof of who asks: `credential.get_token(SCOPE)`, `self._fetch_token()`. */
function asksForToken({ func, args }: Call): boolean {
  const name = func.kind === 'attribute' ? func.attr : func.kind === 'name' ? func.id : '';
  const words = wordsOf(name);
  if (!words.includes('token')) return false;
  if (words.some((word) => ASKING.has(word))) return true;
  const receiver = func.kind === 'attribute' ? [func.value] : [];
  const given = args.flatMap(({ name: keyword, value }) => [
    ...(keyword === undefined ? [] : [keyword]),
    ...namesIn([value]),
  ]);
  return [...namesIn(receiver), ...given].some((one) => wordsOf(one).some((word) => PROOF.has(word)));
}

/** Whether the program has got the token `node` for itself. */
export function isOwnToken(node: Expression, file: PythonFile): boolean {
  const meant = meaning(node, file.names);
  if (meant.kind === 'await') return meant.value !== undefined && isOwnToken(meant.value, file);
  if (meant.kind === 'attribute' || meant.kind === 'subscript') return isOwnToken(meant.value, file);
  return meant.kind === 'call' && asksForToken(meant);
}

/** The variable of which `node` takes a time: `claims["exp"]`, `claims.get("exp", 0)`. */
function timed(node: Expression): Expression | undefined {
  const isTime = (key: Expression | undefined): boolean => key?.kind === 'string' && TIMES.has(key.value);
  if (node.kind === 'subscript') return isTime(node.index[0]) ? node.value : undefined;
  if (node.kind !== 'call' || node.func.kind !== 'attribute' || node.func.attr !== 'get') return undefined;
  return isTime(node.args[0]?.value) ? node.func.value : undefined;
}

/** Whether nothing but times is taken of what `call` gives. */
export function tellsTimesOnly(call: Call): boolean {
  const bound = boundCall(call);
  if (!bound) return false;
  const { statement, place } = bound;
  const direct = expressionsOf(statement).some((expression) => {
    let found = false;
    walk(expression, (node) => {
      if (timed(node) === call) found = true;
      return !found;
    });
    return found;
  });
  if (direct) return true;
  const [target, ...others] = statement.kind === 'assign' ? statement.targets : [];
  if (statement.kind !== 'assign' || statement.value !== call || target?.kind !== 'name' || others.length > 0)
    return false;
  const owner = functionOf(place.scope);
  const uses = boundOf(rootOf(call.chunk))
    .statements.filter(({ place: { scope } }) => functionOf(scope) === owner)
    .flatMap(({ statement: other }) => expressionsOf(other))
    .flatMap((expression) => usesOf(expression, target.id, target));
  return uses.length > 0 && uses.every((each) => each);
}

/** Of each place below `node` that names `name`, whether only a time is taken of it there. */
function usesOf(node: Expression, name: string, target: Expression): boolean[] {
  if (node === target) return [];
  if (node.kind === 'name') return node.id === name ? [false] : [];
  const taken = timed(node);
  if (taken?.kind === 'name' && taken.id === name) return [true];
  return inside(node).flatMap((child) => usesOf(child, name, target));
}
