/** Whether a key that was just made is kept somewhere, so that what it encrypts can be read again. */
import { type Call, type Expression, type FunctionDef, rootOf } from './ast.ts';
import { boundOf } from './bind.ts';
import type { PythonFile } from './file.ts';
import { type BoundCall, functionOf } from './scopes.ts';
import { pathOf } from './taint/state.ts';
import { walk } from './walk.ts';

/** Calls that use a key or show it, and do not keep it. */
const USING =
  /^(cryptography|Crypto|Cryptodome|nacl|hashlib|hmac|base64|binascii|logging|warnings|sys\.std(out|err)|loguru|structlog|click|typer|rich)\.|^os\.(getenv$|environ\.)|^(print|len|str|bytes|bytearray|repr|isinstance|type|bool|id|hash|hasattr|memoryview)$/;

/** Functions of the module are looked into this far. */
const DEEPEST = 2;

function mentions(call: Call, path: string): boolean {
  let found = false;
  for (const { value } of call.args) {
    walk(value, (node) => {
      found ||= pathOf(node) === path;
      return !found;
    });
  }
  return found;
}

/** Whether the function of the module hands any of its parameters on to something that may keep it. */
function handsOn(definition: FunctionDef, file: PythonFile, depth: number): boolean {
  return boundOf(rootOf(definition.chunk)).calls.some(
    ({ call, place }) =>
      functionOf(place.scope) === definition &&
      definition.params.some(({ name }) => mentions(call, name)) &&
      mayKeep(call, file, depth + 1),
  );
}

/** Whether `call` may keep what it is given. What is not known may. */
function mayKeep(call: Call, file: PythonFile, depth = 0): boolean {
  const { names, models } = file;
  const called = names.resolve(call.func);
  if (called.some((name) => USING.test(name))) return false;
  if (called.some((name) => models.sinks.find(name).some(({ kind }) => kind === 'console' || kind === 'log')))
    return false;
  const definition = names.definition(call);
  return definition?.kind === 'function' && depth < DEEPEST ? handsOn(definition, file, depth) : true;
}

/**
 * Whether `made`, a new key made at `at`, or the variable `target` that receives it, is handed to something that keeps
 * it or may keep it.
 */
export function isKept(
  made: Expression,
  target: Expression | undefined,
  at: BoundCall,
  file: PythonFile,
): boolean {
  const path = target && pathOf(target);
  const owner = functionOf(at.place.scope);
  const ofClass = target?.kind === 'attribute';
  const reached = ({ call, place }: BoundCall): boolean => {
    if (call.args.some(({ value }) => value === made)) return true;
    if (path === undefined || !mentions(call, path)) return false;
    return ofClass || owner === undefined || functionOf(place.scope) === owner;
  };
  const calls = ofClass || owner ? boundOf(rootOf(made.chunk)).calls : file.calls;
  return calls.some((other) => other.call !== made && reached(other) && mayKeep(other.call, file));
}
