/** LLM-022: filters of Gemini that are set to let everything pass, and checkers of images that are taken away. */
import { type Call, type Chunk, type Expression, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { constantOf, meaning } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { removeArgument } from '../edit.ts';
import { type PythonFile, textOf } from '../file.ts';
import { fits } from '../patterns.ts';
import { isTestFile } from '../test-files.ts';
import { walk } from '../walk.ts';

const OFF = ['**.HarmBlockThreshold.BLOCK_NONE', '**.HarmBlockThreshold.OFF'];
const WORDS = new Set(['BLOCK_NONE', 'OFF']);

/** Folders of programs that attack models on purpose. */
const ATTACKING = /(^|[/_-])(red[-_]?team\w*|jailbreaks?|adversarial)([/_.-]|$)/i;

function isOff(node: Expression, file: PythonFile): boolean {
  const known = constantOf(node, file.names);
  if (known.state === 'known') return typeof known.value === 'string' && WORDS.has(known.value);
  return file.names.resolve(node).some((name) => fits(name, OFF));
}

/** Whether filters in `node`, a dict or a list of settings, let everything pass. */
function lets(node: Expression, file: PythonFile): boolean {
  let found = false;
  walk(meaning(node, file.names), (inner) => {
    if (inner.kind === 'dict') found ||= inner.entries.some(({ value }) => isOff(value, file));
    if (inner.kind === 'call')
      found ||= inner.args.some(({ name, value }) => name === 'threshold' && isOff(value, file));
    return !found;
  });
  return found;
}

function inCall(call: Call, file: PythonFile): Seen | undefined {
  const argument = call.args.find(({ name }) => name === 'safety_settings');
  if (!argument || !lets(argument.value, file)) return undefined;
  return {
    case: 'filters',
    span: spanOf(argument),
    values: { callee: textOf(file, call.func) },
    edits: { remove: removeArgument(file, call, argument) },
  };
}

function* taken(chunk: Chunk, file: PythonFile): Iterable<Seen> {
  for (const { statement } of boundOf(chunk).statements) {
    if (statement.kind !== 'assign' || !statement.value) continue;
    const empty =
      statement.value.kind === 'lambda' ||
      (statement.value.kind === 'constant' && textOf(file, statement.value) === 'None');
    for (const target of empty ? statement.targets : [])
      if (
        target.kind === 'attribute' &&
        target.attr === 'safety_checker' &&
        file.names.resolve(target.value).some((name) => name.startsWith('diffusers.'))
      )
        yield { case: 'checker', span: spanOf(target) };
  }
}

export const detector: PythonDetector = {
  *chunk(chunk, file) {
    if (isTestFile(file) || ATTACKING.test(file.source.path)) return;
    for (const { call } of boundOf(chunk).calls) {
      const found = inCall(call, file);
      if (found) yield found;
    }
    yield* taken(chunk, file);
  },
};
