/**
 * Hashes of data about people without a key, where code makes pseudonyms of them: whoever guesses the value gets the
 * same hash. What a hash is taken of is followed through variables, not through functions.
 */
import type { Edit } from '../engine/types.ts';
import { isStrong } from '../personal/vocabulary.ts';
import { argumentOf } from './arguments.ts';
import type { Call, Expression } from './ast.ts';
import { constantOf, meaning } from './constants.ts';
import { replace } from './edit.ts';
import { type PythonFile, textOf } from './file.ts';
import { frameTable } from './personal/frame-table.ts';
import { framesOf } from './personal/frames.ts';
import { commonQuote } from './quotes.ts';
import { supply } from './supplied-code.ts';

const HASH = /^(hash|hashlib\.(md5|sha1|sha224|sha256|sha384|sha512|sha3_\d+|blake2[bs]))$/;

/** Methods and functions that leave a value what it is, for a hash. */
const SAME = new Set(['encode', 'lower', 'upper', 'casefold', 'strip', 'lstrip', 'rstrip', 'astype']);
const WRAPPING = new Set(['str', 'bytes', 'repr']);

/** What a hash is taken of, or undefined where something else goes into it, too: a salt. */
function valueIn(node: Expression, file: PythonFile, depth = 0): Expression | undefined {
  const meant = meaning(node, file.names);
  if (depth > 8) return undefined;
  if (meant.kind === 'call') {
    const { func, args } = meant;
    if (func.kind === 'attribute' && SAME.has(func.attr)) return valueIn(func.value, file, depth + 1);
    const wraps = file.names.resolve(func).some((name) => WRAPPING.has(name));
    return wraps && args[0] ? valueIn(args[0].value, file, depth + 1) : undefined;
  }
  if (meant.kind === 'fstring') {
    const [only, ...more] = meant.parts.filter((part) => part !== '');
    return typeof only === 'object' && more.length === 0 ? valueIn(only, file, depth + 1) : undefined;
  }
  const plain = meant.kind === 'name' || meant.kind === 'subscript' || meant.kind === 'attribute';
  return plain ? meant : undefined;
}

/** What `call` hashes by itself, without a key and without a salt. */
export function hashedAlone(call: Call, file: PythonFile): Expression | undefined {
  if (!file.names.resolve(call.func).some((name) => HASH.test(name))) return undefined;
  if (call.args.some(({ name }) => name === 'key' || name === 'salt' || name === 'person')) return undefined;
  const [first] = call.args;
  return first && first.name === undefined && !first.star ? valueIn(first.value, file) : undefined;
}

/** The one column about people that `node` is of a table or record: `row["email"]`, `people.ssn`. */
export function personalColumn(node: Expression, file: PythonFile): string | undefined {
  const { vocabulary } = frameTable(file.models.tables);
  if (node.kind === 'subscript') {
    const [index, ...more] = node.index;
    const constant = index && more.length === 0 ? constantOf(index, file.names) : undefined;
    const column = constant?.state === 'known' && typeof constant.value === 'string' ? constant.value : '';
    return isStrong(column, vocabulary) ? column : undefined;
  }
  if (node.kind === 'attribute' && isStrong(node.attr, vocabulary))
    return framesOf(file).origins.of(node.value).length > 0 ? node.attr : undefined;
  if (node.kind === 'call' && file.names.resolve(node.func).some((name) => /\.col(umn)?$/.test(name))) {
    const filled = argumentOf(node, '0', file.names);
    const constant = filled.state === 'given' ? constantOf(filled.value, file.names) : undefined;
    const column = constant?.state === 'known' ? String(constant.value) : '';
    return isStrong(column, vocabulary) ? column : undefined;
  }
  return undefined;
}

const KEY = 'PSEUDONYM_KEY';

const PSEUDONYM_KEY = `
def pseudonym_key():
    """The key of the pseudonyms. Put it into the environment from a secrets manager, never into code."""
    key = os.environ.get("${KEY}")
    if not key:
        raise RuntimeError("${KEY} is not set")
    return key.encode()
`;

const PSEUDONYM = `
def pseudonym(value):
    """The same for the same value; without the key nobody can work out which value."""
    return hmac.new(pseudonym_key(), str(value).encode(), "sha256").hexdigest()
`;

/** `hashlib.sha256(x)` becomes `hmac.new(pseudonym_key(), x, "sha256")`; undefined where that would not run. */
export function keyedHash(call: Call, file: PythonFile): Edit[] | undefined {
  const [argument, ...more] = call.args;
  const isHashlib = file.names.resolve(call.func).some((name) => name.startsWith('hashlib.'));
  if (!argument || more.length > 0 || !isHashlib) return undefined;
  const supplied = supply(file, call, { code: { pseudonym_key: PSEUDONYM_KEY }, modules: ['hmac', 'os'] });
  const quote = commonQuote(file);
  const text = textOf(file, argument);
  if (!supplied || text.includes('\n')) return undefined;
  return [...supplied, replace(call, `hmac.new(pseudonym_key(), ${text}, ${quote}sha256${quote})`)];
}

/** The name of a function that hashes becomes `pseudonym`, which hashes with a key. */
export function pseudonymFunction(node: Expression, file: PythonFile): Edit[] | undefined {
  const code = { pseudonym_key: PSEUDONYM_KEY, pseudonym: PSEUDONYM };
  const supplied = supply(file, node, { code, modules: ['hmac', 'os'] });
  return supplied && [...supplied, replace(node, 'pseudonym')];
}
