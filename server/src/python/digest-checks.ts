/**
 * Functions that hand on a file only if its digest is the expected one, which they look for or are given: what comes out of them is what
 * somebody has looked at. Knows no rule.
 */
import { type Call, type FunctionDef, rootOf, type Statement } from './ast.ts';
import { boundOf } from './bind.ts';
import { constantOf } from './constants.ts';
import type { PythonFile } from './file.ts';
import { callsIn } from './mentions.ts';
import { functionOf } from './scopes.ts';

/** What the fixes insert is known by its name where it was moved to another file. */
const OURS = /\.verified_file$/;

function computesDigest({ func }: Call, file: PythonFile): boolean {
  return file.names.resolve(func).some((name) => /^(?:hashlib|hmac|blake3)\./.test(name));
}

/** `if digest != expected: raise`. */
function refuses(statement: Statement, file: PythonFile): boolean {
  if (statement.kind !== 'if' || !statement.body.some(({ kind }) => kind === 'raise')) return false;
  const { test } = statement;
  const differs = test.kind === 'compare' ? test.ops.join() === '!=' : test.kind === 'unary';
  return differs && callsIn(test, file).some((call) => computesDigest(call, file));
}

function comparesDigest(definition: FunctionDef, file: PythonFile): boolean {
  return boundOf(rootOf(definition.chunk)).statements.some(
    ({ statement, place }) => functionOf(place.scope) === definition && refuses(statement, file),
  );
}

/** Arguments that make a download refuse what has another digest than this. */
const EXPECTED = /^(?:known_hash|file_hash|(?:expected_)?(?:md5|sha1|sha256)(?:_?(?:hash|sum|digest))?)$/;

/** Whether `call` is given the digest that its result must have; a parameter may be empty. */
export function isGivenDigest(call: Call, file: PythonFile): boolean {
  return call.args.some(({ name, value }) => {
    if (name === undefined || !EXPECTED.test(name)) return false;
    const known = constantOf(value, file.names);
    if (known.state === 'known') return typeof known.value === 'string' && known.value !== '';
    const bindings = value.kind === 'name' ? (file.names.bindings(value) ?? []) : [];
    return !bindings.some(({ kind }) => kind === 'param');
  });
}

/** Whether `call` raises unless what it is given has the digest that is expected of it. */
export function isDigestCheck(call: Call, file: PythonFile): boolean {
  const definition = file.names.definition(call);
  if (definition) return definition.kind === 'function' && comparesDigest(definition, file);
  return call.args.length > 1 && file.names.resolve(call.func).some((name) => OURS.test(name));
}
