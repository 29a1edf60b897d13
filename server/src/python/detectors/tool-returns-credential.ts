/**
 * `tool-returns-credential`: what a tool returns goes to the model, its provider and every log between. Looks at what is
 * returned: secrets that flow there, the whole environment, and objects that hold all settings.
 */
import type { Edit } from '../../engine/types.ts';
import { toolsIn } from '../agents/tools.ts';
import { type Call, type Expression, type FunctionDef, spanOf } from '../ast.ts';
import { meaning } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import type { PythonFile } from '../file.ts';
import { withoutEntry } from '../list-edit.ts';
import { statementsIn } from '../routes/body.ts';
import { basesOf, classNamed } from '../routes/classes.ts';
import { taintOf } from '../taint/flow.ts';
import { stepOf } from '../taint/run.ts';

/** Calls whose result holds all that they are given. */
const KEEPING = new Set([
  'dict',
  'str',
  'repr',
  'vars',
  'json.dumps',
  'pprint.pformat',
  'copy.copy',
  'copy.deepcopy',
]);

/** Methods that give all that an object holds. */
const DUMPING = new Set([
  'copy',
  'items',
  'values',
  'model_dump',
  'model_dump_json',
  'dict',
  'json',
  '__repr__',
]);

const ENVIRONMENT = new Set(['os.environ', 'os.environb']);

const SETTINGS = /^pydantic(?:_settings|\.v1|\.env_settings)?\.BaseSettings$/;

/** How deep values are taken apart. */
const DEEPEST = 6;

/** What of `node` may stand in the result as it is. */
function partsOf(node: Expression, file: PythonFile, depth = 0): readonly Expression[] {
  if (depth > DEEPEST) return [];
  const again = (list: readonly Expression[]): Expression[] =>
    list.flatMap((one) => partsOf(one, file, depth + 1));
  const meant = meaning(node, file.names);
  switch (meant.kind) {
    case 'call':
      return inCall(meant, file, again) ?? [meant];
    case 'dict':
      return again(meant.entries.map(({ value }) => value));
    case 'list':
    case 'tuple':
    case 'set':
      return again(meant.items);
    case 'fstring':
      return again(meant.parts.filter((part) => typeof part !== 'string'));
    case 'conditional':
      return again([meant.consequent, meant.alternative]);
    case 'starred':
    case 'await':
      return meant.value ? again([meant.value]) : [];
    case 'binary':
    case 'bool':
      return again([meant.left, meant.right]);
    default:
      return [meant];
  }
}

function inCall(
  { func, args }: Call,
  file: PythonFile,
  again: (list: readonly Expression[]) => Expression[],
): Expression[] | undefined {
  if (file.names.resolve(func).some((name) => KEEPING.has(name)))
    return again(args.map(({ value }) => value));
  return func.kind === 'attribute' &&
    DUMPING.has(func.attr) &&
    args.every(({ name }) => name === undefined || /^indent|mode$/.test(name))
    ? again([func.value])
    : undefined;
}

/** Whether `node` is an object of a class that reads its fields from the environment. */
function isSettings(node: Expression, file: PythonFile): boolean {
  if (node.kind !== 'call' || node.args.length > 0) return false;
  const made = classNamed(file, node.func);
  return made !== undefined && basesOf(file, made).some((name) => SETTINGS.test(name));
}

/** The whole of something that holds secrets, among what is returned. */
function wholeIn(value: Expression, file: PythonFile): 'environment' | 'settings' | undefined {
  for (const part of partsOf(value, file)) {
    if (file.names.resolve(part).some((name) => ENVIRONMENT.has(name))) return 'environment';
    if (isSettings(part, file)) return 'settings';
  }
  return undefined;
}

/** `{"name": name, "key": key}` loses its only entry with a secret. */
function withoutSecret(value: Expression, file: PythonFile): readonly Edit[] | undefined {
  if (value.kind !== 'dict') return undefined;
  const [only, ...more] = value.entries.filter((entry) => taintOf(file, entry.value).has('key-material'));
  return only && more.length === 0 ? withoutEntry(file, value, only.value) : undefined;
}

function seenAt(value: Expression, node: FunctionDef, file: PythonFile): Seen | undefined {
  const span = spanOf(value);
  const whole = wholeIn(value, file);
  if (whole) return { case: whole, span, values: { tool: node.name } };
  const carried = taintOf(file, value).get('key-material');
  if (!carried) return undefined;
  const steps = [...carried.steps, { node: value, note: `is returned by \`${node.name}\`` }];
  return {
    case: 'secret',
    span,
    values: { tool: node.name, source: carried.steps[0]?.note ?? '' },
    steps: steps.map((step) => stepOf(file, step)),
    edits: { 'leave-out': withoutSecret(value, file) },
  };
}

export const detector: PythonDetector = {
  *chunk(chunk, file) {
    for (const { function: node } of toolsIn(file, chunk))
      for (const statement of statementsIn(node)) {
        if (statement.kind !== 'return' || !statement.value) continue;
        const seen = seenAt(statement.value, node, file);
        if (seen) yield seen;
      }
  },
};
