/**
 * Functions that hand on a file only if its digest is the expected one: what comes out of them is what
 * somebody has looked at. Knows no rule.
 */
import { type Call, type FunctionDef, rootOf, type Statement } from './ast.ts';
import { boundOf } from './bind.ts';
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

/** Whether `call` raises unless what it is given has the digest that is expected of it. */
export function isDigestCheck(call: Call, file: PythonFile): boolean {
  const definition = file.names.definition(call);
  if (definition) return definition.kind === 'function' && comparesDigest(definition, file);
  return call.args.length > 1 && file.names.resolve(call.func).some((name) => OURS.test(name));
}
