/**
 * SEC-013, the part that depends on what a value is for: MD5 and SHA-1 that guard something, and tokens from the
 * predictable random generator. Ciphers and key sizes are data in the rule file.
 */
import type { Edit } from '../../engine/types.ts';
import { wordsOf } from '../../personal/words.ts';
import { argumentOf } from '../arguments.ts';
import type { Call } from '../ast.ts';
import { constantOf, meaning } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { importModule, replace, setArguments } from '../edit.ts';
import { calleeSpan, type PythonFile } from '../file.ts';
import { hashUse } from '../hash-check.ts';
import { labelOfHash } from '../hash-labels.ts';
import { type BoundCall, functionOf } from '../scopes.ts';
import { expressionsOf } from '../statements.ts';
import { isTestFile } from '../test-files.ts';
import { walk } from '../walk.ts';
import { HASH_CALLS, sha256Edits, weakHash } from '../weak-hash.ts';

/** Words of functions that say what they are for; one that only makes a checksum is for whatever its callers do. */
const GUARDING = /^(verify|verified|check|validate|integrity|sign|signature|authentic|trusted)$/;
const SECRET = /^(password|passwd|pwd|passphrase|secret|token|pin)$/;

/** Words of protocols that prescribe MD5 for errors of transport. */
const PRESCRIBED = /^(etag|content|sse|customer)$/;

function says(name: string, words: RegExp): boolean {
  return wordsOf(name).some((word) => words.test(word));
}

const NO_SECURITY = { usedforsecurity: 'False' };

/** Whether a hash was asked for with the word that it guards nothing. */
function isHarmlessHash(call: Call, file: PythonFile): boolean {
  const filled = argumentOf(call, 'usedforsecurity', file.names);
  if (filled.state === 'maybe') return true;
  if (filled.state !== 'given') return false;
  const value = constantOf(filled.value, file.names);
  return value.state === 'known' && !value.value;
}

/** Uses of `cryptography`'s hash objects that its collisions do not break. */
const UNHARMED = /^cryptography\..*\.(HMAC|MGF1|OAEP|TOTP|HOTP|PBKDF2HMAC|HKDF|HKDFExpand|KBKDFHMAC)$/;

/** The call that a hash object is handed to directly, if it is. */
function takerOf({ call, statement }: BoundCall): Call | undefined {
  let taker: Call | undefined;
  for (const expression of expressionsOf(statement)) {
    walk(expression, (node) => {
      if (node.kind === 'call' && node.args.some(({ value }) => value === call)) taker = node;
      return !taker;
    });
  }
  return taker;
}

function hashesSecret({ args }: Call): boolean {
  return args.some(({ value }) => {
    let found = false;
    walk(value, (node) => {
      if (node.kind === 'name') found ||= says(node.id, SECRET);
      if (node.kind === 'attribute') found ||= says(node.attr, SECRET);
      return !found;
    });
    return found;
  });
}

/** A hash object of `cryptography`: what it is for shows where it is handed to. */
function* hashObject(bound: BoundCall, name: string, algorithm: string, file: PythonFile): Iterable<Seen> {
  const taker = takerOf(bound);
  if (taker && file.names.resolve(taker.func).some((full) => UNHARMED.test(full))) return;
  const signs = taker?.func.kind === 'attribute' && /^(sign|verify)$/.test(taker.func.attr);
  yield {
    case: signs ? 'hash' : 'library-hash',
    span: calleeSpan(file, bound.call),
    values: { algorithm },
    edits: signs ? { sha256: sha256Edits(bound.call, name, file) } : {},
  };
}

function* hash(bound: BoundCall, name: string, algorithm: string, file: PythonFile): Iterable<Seen> {
  const { call, place } = bound;
  const owner = functionOf(place.scope);
  const secret = hashesSecret(call);
  const { holders, decides } = hashUse(bound, file);
  const prescribed = [...holders].some((holder) => says(holder, PRESCRIBED));
  const compared = decides || (owner !== undefined && says(owner.name, GUARDING));
  const label = labelOfHash(bound, holders, file);
  const guards = secret || (compared && !prescribed && (decides || label !== 'cut'));
  const other = name.startsWith('hashlib.') ? 'other-hash' : 'library-hash';
  const edits = guards
    ? { sha256: secret ? undefined : sha256Edits(call, name, file) }
    : { 'no-security': other === 'other-hash' ? setArguments(file, call, NO_SECURITY) : undefined };
  yield {
    case: secret ? 'password' : guards ? 'hash' : label ? 'label' : other,
    span: calleeSpan(file, call),
    values: { algorithm },
    edits,
  };
}

const TOKEN = /^(tokens?|passwords?|passwd|secrets?|otp|pin|nonce|salt|apikey)$/;

/** Whether letters or bits are drawn, as for a secret; a choice among other things (tokens of a text) is none. */
function drawsText({ args }: Call, name: string, file: PythonFile): boolean {
  if (name === 'random.getrandbits' || name === 'random.randbytes') return true;
  return args.some(({ value }) => {
    let found = false;
    walk(meaning(value, file.names), (node) => {
      if (node.kind === 'string') found ||= node.value.length > 8;
      if (node.kind === 'attribute' || node.kind === 'name')
        found ||= file.names.resolve(node).some((full) => full.startsWith('string.'));
      return !found;
    });
    return found;
  });
}

/** What the random value is for, by the function or variable around. */
function purposeOf({ statement, place }: BoundCall): string | undefined {
  const owner = functionOf(place.scope);
  const target = statement.kind === 'assign' ? statement.targets[0] : undefined;
  const name = target?.kind === 'name' ? target.id : target?.kind === 'attribute' ? target.attr : undefined;
  if (name !== undefined && TOKEN.test(wordsOf(name).at(-1) ?? '')) return name;
  if (statement.kind !== 'return' && name === undefined) return undefined;
  return owner &&
    says(owner.name, TOKEN) &&
    /^(generate|gen|create|make|new|random|issue|get)/.test(owner.name)
    ? owner.name
    : undefined;
}

/** Functions of `random` with one of the same form in `secrets`. */
const SECURE: Readonly<Record<string, string>> = {
  choice: 'secrets.choice',
  getrandbits: 'secrets.randbits',
};

function secretsEdits(call: Call, name: string, file: PythonFile): Edit[] | undefined {
  const secure = SECURE[name.slice('random.'.length)];
  const imports = secure === undefined ? undefined : importModule(file, 'secrets');
  return secure !== undefined && imports ? [...imports, replace(call.func, secure)] : undefined;
}

export const detector: PythonDetector = {
  calls: [
    ...HASH_CALLS,
    'random.choice',
    'random.choices',
    'random.randint',
    'random.randrange',
    'random.getrandbits',
    'random.sample',
    'random.random',
    'random.randbytes',
  ],
  *call(bound, name, file): Iterable<Seen> {
    if (!name.startsWith('random.')) {
      const algorithm = weakHash(bound.call, name, file);
      if (algorithm === undefined || isTestFile(file) || isHarmlessHash(bound.call, file)) return;
      const look = name.startsWith('cryptography.') ? hashObject : hash;
      yield* look(bound, name, algorithm, file);
      return;
    }
    const purpose = drawsText(bound.call, name, file) ? purposeOf(bound) : undefined;
    if (purpose === undefined || isTestFile(file)) return;
    yield {
      case: 'random',
      span: calleeSpan(file, bound.call),
      values: { purpose },
      edits: { secrets: secretsEdits(bound.call, name, file) },
    };
  },
};
