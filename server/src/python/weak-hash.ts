/**
 * Which broken hash a call makes: by the function's name, by the module that stands for the hash, or by the name that
 * `hashlib.new` is given. Knows nothing of what the hash is for.
 */
import type { Edit } from '../engine/types.ts';
import { argumentOf } from './arguments.ts';
import type { Call } from './ast.ts';
import { spanOf } from './ast.ts';
import { constantOf } from './constants.ts';
import { replace } from './edit.ts';
import { type PythonFile, textOf } from './file.ts';

/** As people write them, by the name in code, in lower case. `sha` is SHA-1 to OpenSSL and PyCrypto. */
const WEAK: Readonly<Record<string, string>> = {
  md2: 'MD2',
  md4: 'MD4',
  md5: 'MD5',
  sha: 'SHA-1',
  sha1: 'SHA-1',
};

/** Full names of the calls that may make one. */
export const HASH_CALLS: readonly string[] = [
  'hashlib.md4',
  'hashlib.md5',
  'hashlib.sha',
  'hashlib.sha1',
  'hashlib.new',
  'cryptography.hazmat.primitives.hashes.MD5',
  'cryptography.hazmat.primitives.hashes.SHA1',
  ...['Crypto', 'Cryptodome'].flatMap((library) =>
    ['MD2', 'MD4', 'MD5', 'SHA', 'SHA1'].map((hash) => `${library}.Hash.${hash}.new`),
  ),
];

/** The key of the argument of `hashlib.new` that names the hash. */
const NAME = '0|name';

/** The hash that `call` of the function `name` makes, as people write it; undefined when it is none of the broken. */
export function weakHash(call: Call, name: string, file: PythonFile): string | undefined {
  if (name !== 'hashlib.new') {
    const parts = name.split('.').filter((part) => part !== 'new');
    return WEAK[parts.at(-1)?.toLowerCase() ?? ''];
  }
  const filled = argumentOf(call, NAME, file.names);
  const value = filled.state === 'given' ? constantOf(filled.value, file.names) : filled;
  return value.state === 'known' ? WEAK[String(value.value).toLowerCase()] : undefined;
}

/** Edits that make `call` a SHA-256; undefined where more than this place would have to change. */
export function sha256Edits(call: Call, name: string, file: PythonFile): Edit[] | undefined {
  if (name === 'hashlib.new') {
    const filled = argumentOf(call, NAME, file.names);
    if (filled.state !== 'given' || filled.value.kind !== 'string') return undefined;
    const quote = textOf(file, filled.value).at(-1) ?? '"';
    return [replace(filled.value, `${quote}sha256${quote}`)];
  }
  const { func } = call;
  if (func.kind !== 'attribute' || func.attr === 'new') return undefined;
  const { end } = spanOf(func);
  return [
    {
      span: { start: end - func.attr.length, end },
      text: name.startsWith('hashlib.') ? 'sha256' : 'SHA256',
    },
  ];
}
