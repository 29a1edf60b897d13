/**
 * SEC-013, the part that depends on what a value is for: MD5 and SHA-1 that guard something, and tokens from the
 * predictable random generator. Ciphers and key sizes are data in the rule file.
 */
import type { Edit } from '../../engine/types.ts';
import { argumentOf } from '../arguments.ts';
import { type Call, type Expression, rootOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { constantOf, meaning } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { importModule, replace } from '../edit.ts';
import { calleeSpan, type PythonFile } from '../file.ts';
import { type BoundCall, functionOf } from '../scopes.ts';
import { expressionsOf } from '../statements.ts';
import { pathOf } from '../taint/state.ts';
import { walk } from '../walk.ts';
import { HASH_CALLS, sha256Edits, weakHash } from '../weak-hash.ts';
import { wordsOf } from '../words.ts';

const GUARDING =
  /^(verify|verified|check|checksum|validate|integrity|sign|signature|authentic|trusted|digest|expected)$/;
const SECRET = /^(password|passwd|pwd|passphrase|secret|token|pin)$/;

/** Words of protocols that prescribe MD5 for errors of transport. */
const PRESCRIBED = /^(etag|content|sse|customer)$/;

const TEST = /(^|\/)(tests?|testing)\/|(^|\/)(test_[^/]*|[^/]*_test|conftest)\.py$/;

function says(name: string, words: RegExp): boolean {
  return wordsOf(name).some((word) => words.test(word));
}

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

/** The variables that the hash, or what is made of it, goes into. */
function holdersOf({ call, statement }: BoundCall): Set<string> {
  const holders = new Set<string>();
  if (statement.kind !== 'assign' || !statement.value) return holders;
  let inside = false;
  walk(statement.value, (node) => {
    inside ||= node === call;
    return !inside;
  });
  for (const target of inside ? statement.targets : []) {
    const path = pathOf(target);
    if (path !== undefined) holders.add(path);
  }
  return holders;
}

/** Whether the function compares the hash with something, for equality or by `compare_digest`. */
function isCompared(bound: BoundCall, file: PythonFile): boolean {
  const holders = holdersOf(bound);
  const owner = functionOf(bound.place.scope);
  const about = (node: Expression): boolean => {
    let found = false;
    walk(node, (inner) => {
      const path = pathOf(inner);
      found ||= inner === bound.call || (path !== undefined && holders.has(path));
      return !found;
    });
    return found;
  };
  let compared = false;
  const chunks = owner ? [rootOf(bound.call.chunk)] : file.chunks;
  for (const { statement, place } of chunks.flatMap((chunk) => boundOf(chunk).statements)) {
    if (compared || functionOf(place.scope) !== owner) continue;
    for (const expression of expressionsOf(statement)) {
      walk(expression, (node) => {
        if (node.kind === 'compare' && /^(==|!=)$/.test(node.ops[0] ?? ''))
          compared ||= node.operands.some(about) && !node.operands.every((operand) => isHash(operand, file));
        if (
          node.kind === 'call' &&
          file.names.resolve(node.func).some((name) => name.endsWith('.compare_digest'))
        )
          compared ||= node.args.some(({ value }) => about(value));
        return !compared;
      });
    }
  }
  return compared;
}

/** Two hashes made on the spot and compared look for copies; nobody is kept out. */
function isHash(node: Expression, file: PythonFile): boolean {
  let found = false;
  walk(node, (inner) => {
    if (inner.kind === 'call')
      found ||= file.names.resolve(inner.func).some((name) => name.startsWith('hashlib.'));
    return !found;
  });
  return found;
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
  const prescribed = [...holdersOf(bound)].some((holder) => says(holder, PRESCRIBED));
  const compared = isCompared(bound, file) || (owner !== undefined && says(owner.name, GUARDING));
  const guards = secret || (compared && !prescribed);
  const other = name.startsWith('hashlib.') ? 'other-hash' : 'library-hash';
  const edits = guards && !secret ? { sha256: sha256Edits(call, name, file) } : {};
  yield {
    case: secret ? 'password' : guards ? 'hash' : other,
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
      if (algorithm === undefined || TEST.test(file.source.path) || isHarmlessHash(bound.call, file)) return;
      const look = name.startsWith('cryptography.') ? hashObject : hash;
      yield* look(bound, name, algorithm, file);
      return;
    }
    const purpose = drawsText(bound.call, name, file) ? purposeOf(bound) : undefined;
    if (purpose === undefined) return;
    yield {
      case: 'random',
      span: calleeSpan(file, bound.call),
      values: { purpose },
      edits: { secrets: secretsEdits(bound.call, name, file) },
    };
  },
};
