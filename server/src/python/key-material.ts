/**
 * Which values of a program are secret keys, where no table of calls can say it: random bytes that are kept under the
 * name of a key, environment variables that are called like one, the plain text of a key service. Tells the taint
 * engine; what may be done with a key is up to rules.
 */

import { wordsOf } from '../personal/words.ts';
import { argumentOf } from './arguments.ts';
import { type Call, type Chunk, type Expression, rootOf, type Subscript } from './ast.ts';
import { boundOf } from './bind.ts';
import { constantOf } from './constants.ts';
import type { PythonFile } from './file.ts';
import type { Origin, SourceProvider } from './taint/sources.ts';
import { walk } from './walk.ts';

interface Written {
  readonly random: readonly string[];
  readonly bytes: string;
  readonly text: string;
  readonly 'secret-words': readonly string[];
  readonly 'harmless-before': string;
  readonly harmless: string;
  readonly 'key-making': readonly string[];
}

/** The table `rules/models/key-material.yaml`, besides what the taint engine reads of it. */
export interface KeyTable {
  readonly random: ReadonlySet<string>;
  /** Patterns of full names. */
  readonly bytes: readonly string[];
  readonly text: readonly string[];
  readonly words: ReadonlySet<string>;
  readonly harmlessBefore: ReadonlySet<string>;
  readonly harmless: ReadonlySet<string>;
  readonly making: ReadonlySet<string>;
}

const compiled = new WeakMap<object, KeyTable>();

/** The table as compiled from a rule set's `models`. */
export function keyTable(tables: Readonly<Record<string, unknown>>): KeyTable {
  const known = compiled.get(tables);
  if (known) return known;
  const written = tables['key-material'] as Written;
  const list = (text: string): string[] => text.trim().split(/\s+/);
  const table: KeyTable = {
    random: new Set(written.random),
    bytes: list(written.bytes),
    text: list(written.text),
    words: new Set(written['secret-words']),
    harmlessBefore: new Set(list(written['harmless-before'])),
    harmless: new Set(list(written.harmless)),
    making: new Set(written['key-making']),
  };
  compiled.set(tables, table);
  return table;
}

/** Whether a name says that it holds a secret: its last word is one, and no word before it takes that back. */
export function isSecretName(name: string, { words, harmlessBefore, harmless }: KeyTable): boolean {
  const parts = wordsOf(name).filter(
    (word) => !/^(\d+|bytes|b64|base64|hex|str|value|val|raw|data|material)$/.test(word),
  );
  const last = parts.at(-1)?.replace(/\d+$/, '');
  if (last === undefined || !words.has(last) || harmless.has(parts.join('_'))) return false;
  return !parts.slice(0, -1).some((word) => harmlessBefore.has(word));
}

const targets = new WeakMap<Chunk, ReadonlyMap<Expression, string>>();

/** For every expression that is assigned, also inside of what is assigned, the last name of the target. */
function targetsIn(chunk: Chunk): ReadonlyMap<Expression, string> {
  const known = targets.get(chunk);
  if (known) return known;
  const found = new Map<Expression, string>();
  for (const { statement } of boundOf(chunk).statements) {
    if (statement.kind !== 'assign' || !statement.value) continue;
    const [target] = statement.targets;
    const name = target?.kind === 'name' ? target.id : target?.kind === 'attribute' ? target.attr : undefined;
    if (name === undefined) continue;
    walk(statement.value, (node) => {
      if (node.kind === 'call') found.set(node, name);
      return node.kind !== 'lambda' && node.kind !== 'dict';
    });
  }
  targets.set(chunk, found);
  return found;
}

function isRandomKey(node: Call, names: readonly string[], table: KeyTable): boolean {
  const called = names.find((name) => table.random.has(name));
  if (called === undefined) return false;
  const target = targetsIn(rootOf(node.chunk)).get(node);
  return target !== undefined && isSecretName(target, table);
}

const LOOKUPS = new Set(['os.getenv', 'os.environ.get', 'os.environ.pop', 'decouple.config']);

/** The name of the environment variable that `node` reads, if that is known. */
export function variableOf(node: Expression, file: PythonFile): string | undefined {
  const { names } = file;
  const text = (value: Expression | undefined): string | undefined => {
    const constant = value && constantOf(value, names);
    return constant?.state === 'known' && typeof constant.value === 'string' ? constant.value : undefined;
  };
  if (node.kind === 'subscript')
    return names.resolve(node.value).includes('os.environ') ? text(node.index[0]) : undefined;
  if (node.kind !== 'call' || !names.resolve(node.func).some((name) => LOOKUPS.has(name))) return undefined;
  const filled = argumentOf(node, '0|key', names);
  return filled.state === 'given' ? text(filled.value) : undefined;
}

const OPENED =
  /^(boto3|botocore|aiobotocore|aioboto3)\.(.*\.)?client\(\)\.(generate_data_key|generate_data_key_pair|decrypt|get_secret_value)\(\)$/;
const OPENED_FIELDS = new Set(['Plaintext', 'PrivateKeyPlaintext', 'SecretString', 'SecretBinary']);

function isOpened(node: Subscript, file: PythonFile): boolean {
  const [index] = node.index;
  if (index?.kind !== 'string' || !OPENED_FIELDS.has(index.value)) return false;
  return file.names.resolve(node.value).some((name) => OPENED.test(name));
}

/** A private key written out without a password. */
function isBarePrivateKey(node: Call, file: PythonFile): boolean {
  if (node.func.kind !== 'attribute' || node.func.attr !== 'private_bytes') return false;
  const owner = file.names.resolve(node.func.value);
  if (
    !owner.some((name) =>
      /^cryptography\.hazmat\.primitives\.asymmetric\..*\.generate(_private_key)?\(\)$/.test(name),
    )
  )
    return false;
  const filled = argumentOf(node, '2|encryption_algorithm', file.names);
  return (
    filled.state === 'given' &&
    file.names.resolve(filled.value).some((name) => name.endsWith('.NoEncryption()'))
  );
}

function originOf(node: Expression, file: PythonFile): Origin | undefined {
  if (node.kind !== 'call' && node.kind !== 'subscript') return undefined;
  const table = keyTable(file.models.tables);
  if (node.kind === 'subscript' && isOpened(node, file))
    return { kind: 'key-material', note: 'what the key service opened' };
  const variable = variableOf(node, file);
  if (variable !== undefined)
    return isSecretName(variable, table)
      ? { kind: 'key-material', note: `the secret in \`${variable}\`` }
      : undefined;
  if (node.kind === 'call' && isBarePrivateKey(node, file))
    return { kind: 'key-material', note: 'a private key' };
  if (node.kind === 'call' && isRandomKey(node, file.names.resolve(node.func), table))
    return { kind: 'key-material', note: 'a freshly made secret' };
  return undefined;
}

/** Secret keys, where they come into the program. */
export const keyMaterial: SourceProvider = {
  expression(node, file) {
    const origin = originOf(node, file);
    return origin ? [origin] : [];
  },
};
