/** SEC-012: keys, initialization vectors and salts that are constants of the program. */
import type { Edit } from '../../engine/types.ts';
import { argumentOf } from '../arguments.ts';
import { type Call, type Expression, rootOf, type Str, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { meaning } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { importModule, insert, replace, replaceWithImports } from '../edit.ts';
import { type PythonFile, textFrom } from '../file.ts';
import { NameIndex } from '../patterns.ts';
import { commonQuote } from '../quotes.ts';
import { isTestFile } from '../test-files.ts';

type Role = 'key' | 'nonce' | 'salt';

interface Parameter {
  readonly key: string;
  readonly role: Role;
}

const compiled = new WeakMap<object, NameIndex<Parameter>>();

function parametersOf(file: PythonFile): NameIndex<Parameter> {
  const { tables } = file.models;
  const known = compiled.get(tables);
  if (known) return known;
  const index = new NameIndex<Parameter>();
  const { parameters } = tables.ciphers as { parameters: readonly { at: string; role: Role }[] };
  for (const { at, role } of parameters) {
    const open = at.lastIndexOf('(');
    index.add(at.slice(0, open), { key: at.slice(open + 1, -1), role });
  }
  compiled.set(tables, index);
  return index;
}

/** Functions that make other bytes of constant ones. */
const REWRITING =
  /^(bytes|bytearray|str|bytes\.fromhex|bytearray\.fromhex|base64\.\w*decode|base64\.\w*encode|binascii\.unhexlify|hashlib\.(md5|sha\w+|blake\w+))$/;

/** Methods that do so with their receiver. */
const KEEPING = new Set(['encode', 'decode', 'ljust', 'rjust', 'digest', 'hexdigest']);

/** The literals that a constant is made of; undefined when anything else goes into it. */
function literalsOf(node: Expression, file: PythonFile, depth = 0): readonly Str[] | undefined {
  if (depth > 6) return undefined;
  const meant = meaning(node, file.names);
  const again = (e: Expression | undefined): readonly Str[] | undefined =>
    e && literalsOf(e, file, depth + 1);
  switch (meant.kind) {
    case 'string':
      return [meant];
    case 'binary': {
      if (meant.op === '*') return again(meant.left) ?? again(meant.right);
      const left = meant.op === '+' ? again(meant.left) : undefined;
      const right = left && again(meant.right);
      return left && right && [...left, ...right];
    }
    case 'subscript':
      return again(meant.value);
    case 'call':
      return literalsOfCall(meant, file, again);
    default:
      return undefined;
  }
}

function literalsOfCall(
  { func, args }: Call,
  file: PythonFile,
  again: (e: Expression | undefined) => readonly Str[] | undefined,
): readonly Str[] | undefined {
  const called = file.names.resolve(func);
  if (func.kind === 'attribute' && KEEPING.has(func.attr)) {
    const inner = again(func.value);
    if (inner) return inner;
  }
  if (!called.some((name) => REWRITING.test(name))) return undefined;
  const [first] = args;
  const zeros = first?.value.kind === 'number' && called.some((name) => /^byte(s|array)$/.test(name));
  return zeros ? [] : again(first?.value);
}

/** Texts that stand for a key to come, and keys that are no secrets. */
const HARMLESS = /^$|^<.*>$|\.\.\.|BEGIN (RSA |EC )?PUBLIC KEY|BEGIN CERTIFICATE|^[{$%]/;

/** The cases of the rule file. */
const CASES: Readonly<Record<Role, string>> = { key: 'key', nonce: 'fixed', salt: 'salt' };

/** Reads the one literal that the key is made of from the environment, as bytes or text as before; it stays nowhere. */
function environmentEdits(literals: readonly Str[], file: PythonFile): Edit[] | undefined {
  const [literal, ...others] = literals;
  if (!literal || others.length > 0 || literal.joined) return undefined;
  const quote = commonQuote(file);
  const code = `os.environ[${quote}DATA_ENCRYPTION_KEY${quote}]${literal.bytes ? '.encode()' : ''}`;
  return replaceWithImports(file, literal, code, ['os']);
}

/** Calls that encrypt at once, and give a text that a nonce may stand before. */
const SEALING = /\(\)\.encrypt$/;

/** What these ciphers take, AES-CCM among others. */
const NONCE_BYTES = 12;

/** Draws the nonce `given` of `call` anew each time, and puts it before the result. */
function freshNonceEdits(call: Call, given: Expression, file: PythonFile): Edit[] | undefined {
  if (!file.names.resolve(call.func).every((name) => SEALING.test(name))) return undefined;
  const { offset, length } = rootOf(call.chunk);
  const around = textFrom(file, call).slice(offset, offset + length);
  const name = ['nonce', 'fresh_nonce'].find((each) => !new RegExp(`\\b${each}\\b`).test(around));
  const imports = importModule(file, 'os');
  if (name === undefined || !imports) return undefined;
  const { start, end } = spanOf(call);
  return [
    ...imports,
    insert(start, `((${name} := os.urandom(${NONCE_BYTES})) + `),
    replace(given, name),
    insert(end, ')'),
  ];
}

export const detector: PythonDetector = {
  *chunk(chunk, file): Iterable<Seen> {
    if (isTestFile(file)) return;
    const parameters = parametersOf(file);
    for (const { call } of boundOf(chunk).calls) {
      const seen = new Set<Expression>();
      for (const { key, role } of file.names.resolve(call.func).flatMap((name) => parameters.find(name))) {
        const filled = argumentOf(call, key, file.names);
        if (filled.state !== 'given' || filled.argument.star || seen.has(filled.value)) continue;
        const literals = literalsOf(filled.value, file);
        if (!literals || (literals.length > 0 && literals.every(({ value }) => HARMLESS.test(value))))
          continue;
        seen.add(filled.value);
        const edits = {
          key: () => ({ environment: environmentEdits(literals, file) }),
          nonce: () => ({ fresh: freshNonceEdits(call, filled.value, file) }),
          salt: () => ({}),
        }[role]();
        yield {
          case: CASES[role],
          span: spanOf(filled.value),
          edits,
        };
      }
    }
  },
};
