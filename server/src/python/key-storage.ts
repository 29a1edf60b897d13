/** Whether a key that was just made is kept somewhere, so that what it encrypts can be read again. */
import { type Call, type Expression, rootOf } from './ast.ts';
import type { PythonFile } from './file.ts';
import { type BoundCall, functionOf } from './scopes.ts';
import { pathOf } from './taint/state.ts';
import { walk } from './walk.ts';
import { wordsOf } from './words.ts';

/** First or last words of functions that keep what they are given. */
const KEEPING =
  /^(write|writelines|save|store|persist|put|set|dump|upload|create|insert|export|register|keep|backup|sync)$/;

/** Calls that keep nothing, whatever their name. */
const SHOWING = /^(sys\.std(out|err)\.|logging\.|warnings\.|print$|click\.|typer\.)/;

/** Ways of encryption: they take a key to use it. */
const USING = /^cryptography\.|^Crypto\.|^Cryptodome\.|^nacl\./;

function keeps(call: Call, file: PythonFile): boolean {
  const { func } = call;
  const last = func.kind === 'attribute' ? func.attr : func.kind === 'name' ? func.id : '';
  if (!wordsOf(last).some((word) => KEEPING.test(word))) return false;
  return !file.names.resolve(func).some((name) => SHOWING.test(name) || USING.test(name));
}

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

/** Whether `made`, a new key made at `at`, or the variable `target` that receives it, is handed to something that keeps it. */
export function isKept(
  made: Expression,
  target: Expression | undefined,
  at: BoundCall,
  file: PythonFile,
): boolean {
  const path = target && pathOf(target);
  const owner = functionOf(at.place.scope);
  const ofClass = target?.kind === 'attribute';
  return file.calls.some((other) => {
    if (!keeps(other.call, file)) return false;
    if (other.call.args.some(({ value }) => value === made)) return true;
    if (path === undefined || !mentions(other.call, path)) return false;
    return ofClass
      ? rootOf(other.call.chunk) === rootOf(made.chunk)
      : owner === undefined || functionOf(other.place.scope) === owner;
  });
}
