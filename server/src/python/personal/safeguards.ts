/** Signs that data are protected where code loads or saves them, although the call itself looks plain. */

import { type Label, labelOf, type Vocabulary } from '../../personal/vocabulary.ts';
import { wordsOf } from '../../personal/words.ts';
import { argumentOf } from '../arguments.ts';
import { type Call, type Expression, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { boundCall, neighbours } from '../call-index.ts';
import { meaning, template } from '../constants.ts';
import type { PythonFile } from '../file.ts';
import { gathered } from '../memo.ts';
import { pathOf } from '../taint/state.ts';
import { walk } from '../walk.ts';
import { framesOf } from './frames.ts';
import type { Origin } from './origins.ts';
import { placeOf } from './storage.ts';

const SEALING = /encrypt|decrypt|kms|sse|cipher|password/i;

/** Whether arguments of the call ask for encryption: properties of Parquet, options of the store, a password. */
export function isSealedByArguments(call: Call, file: PythonFile): boolean {
  return call.args.some(({ name, value }) => {
    if (name !== undefined && SEALING.test(name)) return true;
    if (name === undefined || !/options|args|client_kwargs/.test(name)) return false;
    let found = false;
    walk(meaning(value, file.names), (node) => {
      if (node.kind === 'string' || node.kind === 'name')
        found ||= SEALING.test(node.kind === 'string' ? node.value : node.id);
      return !found;
    });
    return found;
  });
}

const TOOLS = /^(gpg2?|age|rage|sops|openssl|ansible-vault|ccrypt|7z)$/;

function isCipher(call: Call, file: PythonFile, word: RegExp): boolean {
  const { func } = call;
  const last = func.kind === 'attribute' ? func.attr : func.kind === 'name' ? func.id : '';
  if (wordsOf(last).some((part) => word.test(part))) return true;
  if (!file.names.resolve(func).some((name) => /^(subprocess\.|os\.system$|os\.popen$)/.test(name)))
    return false;
  let found = false;
  for (const { value } of call.args) {
    walk(meaning(value, file.names), (node) => {
      if (node.kind === 'string') found ||= node.value.split(/\s+/).some((part) => TOOLS.test(part));
      return !found;
    });
  }
  return found;
}

/** Whether code above `call` in the same function decrypts something: it may be what is loaded here. */
export function decryptsBefore(call: Call, file: PythonFile): boolean {
  const { start } = spanOf(call);
  return neighbours(file, call).some(
    ({ call: other }) => spanOf(other).start < start && isCipher(other, file, /^decrypt|^unseal/),
  );
}

/** Whether code below `call` in the same function encrypts something: it may be what is saved here. */
export function encryptsAfter(call: Call, file: PythonFile): boolean {
  const { start } = spanOf(call);
  return neighbours(file, call).some(
    ({ call: other }) => spanOf(other).start > start && isCipher(other, file, /^encrypt|^seal$|^shred/),
  );
}

/** Whether two expressions stand for the same known text. */
export function sameText(a: Expression, b: Expression, file: PythonFile): boolean {
  const left = template(a, file.names);
  const right = template(b, file.names);
  return (
    left.length > 0 &&
    left.every((part, index) => part !== undefined && part === right[index]) &&
    left.length === right.length
  );
}

const writersOf = gathered((file, chunk) => {
  const { writers } = framesOf(file).origins.table;
  return boundOf(chunk).calls.flatMap(({ call }) =>
    call.func.kind === 'attribute' && writers.has(call.func.attr) ? [call] : [],
  );
});

/** Whether this file itself wrote what lies at `path`, from data that tell of nobody. */
export function writesInvented(path: Expression, file: PythonFile): boolean {
  const frames = framesOf(file);
  const { writers, vocabulary } = frames.origins.table;
  return writersOf(file).some((call) => {
    if (call.func.kind !== 'attribute' || !writers.has(call.func.attr)) return false;
    const [first] = call.args;
    if (!first || !sameText(first.value, path, file)) return false;
    return (
      frames.origins.of(call.func.value).length > 0 &&
      labelOf(frames.columnsOf(call.func.value), vocabulary) === undefined
    );
  });
}

/** Whether `call` fetches something from an `https://` address that is written out in the code. */
function fetches(call: Call, file: PythonFile): boolean {
  const [first] = call.args;
  return first !== undefined && template(first.value, file.names)[0]?.startsWith('https://') === true;
}

/**
 * Whether the same variable is also filled from data that are public by their address, or that were fetched from one
 * that is written out: then the file is a copy of them.
 */
export function isCopyOfPublic({ call }: Origin, file: PythonFile): boolean {
  const frames = framesOf(file);
  const { vocabulary } = frames.origins.table;
  const here = boundCall(call);
  const target = here?.statement.kind === 'assign' ? here.statement.targets[0] : undefined;
  const path = target && pathOf(target);
  if (path === undefined || !here) return false;
  const others = neighbours(file, call);
  return others.some(({ call: other, statement }) => {
    if (statement.kind !== 'assign' || !statement.targets.some((one) => pathOf(one) === path)) return false;
    if (frames.origins.at(other)?.row.kind !== 'reader') return false;
    return isPublic(other, file, vocabulary) || others.some((one) => fetches(one.call, file));
  });
}

/**
 * Whether a table that came from `sources` tells of nobody in spite of its columns: public data, a copy of them, or
 * two weak names in a table that is written out in code, which is an example more often than people.
 */
export function isHarmless(label: Label, sources: readonly Origin[], file: PythonFile): boolean {
  const { vocabulary } = framesOf(file).origins.table;
  if (sources.some((source) => isPublic(source.call, file, vocabulary) || isCopyOfPublic(source, file)))
    return true;
  return !label.strong && sources.every(({ row }) => row.kind === 'constructor');
}

/** Whether `call` loads data that are public or invented, by their address or name. */
function isPublic(call: Call, file: PythonFile, vocabulary: Vocabulary): boolean {
  const origin = framesOf(file).origins.at(call);
  const filled = origin?.row.path === undefined ? undefined : argumentOf(call, origin.row.path, file.names);
  return filled?.state === 'given' && placeOf(filled.value, file, vocabulary).kind === 'public';
}
