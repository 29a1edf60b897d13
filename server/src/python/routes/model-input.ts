/** What of a request reaches a model: one fact for each place where it enters and each function that asks the model. */

import { wordsOf } from '../../personal/words.ts';
import {
  type Call,
  type Chunk,
  type Expression,
  type FunctionDef,
  type Node,
  rootOf,
  spanOf,
} from '../ast.ts';
import { boundCall } from '../call-index.ts';
import type { PythonFile } from '../file.ts';
import { functionOf } from '../scopes.ts';
import { hitsIn, taintOf } from '../taint/flow.ts';
import type { Carried, Taint, Trail } from '../taint/kinds.ts';
import type { Hit } from '../taint/run.ts';
import { callsIn } from './body.ts';
import { basesOf, classBy, classNamed } from './classes.ts';
import { calleeName } from './constraints.ts';
import { type Inference, inferencesIn } from './inference.ts';
import { type Read, readAt } from './reads.ts';
import { mayServe } from './routes.ts';
import { isModel } from './schemas.ts';

/**
 * `raw`: nothing was checked. `converted`: only turned into a number, or one text to begin with. `typed`: a schema
 * checked the type, not size or range.
 */
export type Lack = 'raw' | 'converted' | 'typed';

export interface Arrival {
  readonly inference: Inference;
  /** The argument that reaches the model. */
  readonly argument: Expression;
  readonly lack: Lack;
  readonly steps: readonly Trail[];
  /** The read of a route's parameter where it begins, if it is one. */
  readonly read: Read | undefined;
}

/** Sinks that `int()` and `float()` close: what passed them is a number. */
const CONVERTED = 'code';

const VALIDATING = new Set([
  'valid',
  'validate',
  'validated',
  'validator',
  'validation',
  'schema',
  'sanitize',
  'sanitise',
  'sanitized',
  'verify',
  'check',
  'assert',
  'ensure',
  'guard',
]);
const SCHEMAS = new Set(['schema', 'serializer', 'form']);
const PARSING = new Set([
  'model_validate',
  'model_validate_json',
  'parse_obj',
  'parse_raw',
  'validate_python',
  'validate_json',
  'from_dict',
  'structure',
]);

/** The kinds that lack something at `sink`, with what they lack. */
function lackOf(file: PythonFile, taint: Taint): { lack: Lack; carried: Carried } | undefined {
  const open = (kind: string): Carried | undefined => {
    const carried = taint.get(kind);
    return carried && !carried.stopped.has('model-input') ? carried : undefined;
  };
  const raw = open('request');
  if (raw) {
    const text = open('request-text');
    const single = text !== undefined && text.steps[0]?.node === raw.steps[0]?.node;
    return { lack: single || raw.stopped.has(CONVERTED) ? 'converted' : 'raw', carried: raw };
  }
  const typed = [open('request-typed'), open('request-number')].filter((carried) => carried !== undefined);
  for (const carried of typed) {
    const [first] = carried.steps;
    const read = first?.node && readAt(file, first.node);
    if (
      read?.check.level === 'typed' &&
      (read.parameter.source === 'body' || read.parameter.source === 'form')
    )
      return { lack: 'typed', carried };
  }
  return undefined;
}

/** Whether `call` may check what it is given: by its name, or because it builds a validated model. */
function validates(file: PythonFile, call: Call): boolean {
  const name = calleeName(call);
  if (PARSING.has(name) || wordsOf(name).some((word) => VALIDATING.has(word))) return true;
  const owner = call.func.kind === 'attribute' ? call.func.value : undefined;
  if (owner?.kind === 'name' && wordsOf(owner.id).some((word) => VALIDATING.has(word))) return true;
  if (schemaMethod(file, call)) return true;
  const local = classNamed(file, call.func);
  if (local) return isModel(file, local);
  const unpacked = call.args.some((argument) => argument.star === '**');
  return (
    unpacked && /^[A-Z]/.test(name) && !file.names.resolve(call.func).some((n) => /^(pandas|numpy)\./.test(n))
  );
}

/** `RowSchema().load(data)` of a class here that derives from a schema, serializer or form. */
function schemaMethod(file: PythonFile, call: Call): boolean {
  return file.names.resolve(call.func).some((name) => {
    const owner = classBy(file, /^(\.[\w.]+)\(\)\./.exec(name)?.[1] ?? '');
    return (
      owner !== undefined &&
      basesOf(file, owner).some((base) => wordsOf(base).some((word) => SCHEMAS.has(word)))
    );
  });
}

/** Whether data that began at `origin` was handed to a validation before `sink`. */
function validatedBefore(file: PythonFile, owner: FunctionDef, origin: Node, sink: Call): boolean {
  const { end } = spanOf(sink);
  return callsIn(owner).some((call) => {
    if (call === sink || spanOf(call).end > end || !validates(file, call)) return false;
    return call.args.some(({ value }) =>
      [...taintOf(file, value).values()].some(({ steps }) => steps[0]?.node === origin),
    );
  });
}

/** Whether a function that hands the data on to the one that asks the model had it checked before. */
function validatedOnTheWay(file: PythonFile, steps: readonly Trail[]): boolean {
  const [first] = steps;
  return steps.some(({ node, call }) => {
    const handing = call && node?.kind === 'call' ? boundCall(node) : undefined;
    const owner = handing && functionOf(handing.place.scope);
    return owner && first?.node ? validatedBefore(file, owner, first.node, handing.call) : false;
  });
}

/** What comes to a model in a function through its parameters, from the handlers of this file that call it. */
function handedIn(file: PythonFile, { call, sink, taint, argument, owner, beyond }: Hit): Arrival[] {
  if (sink !== 'model-input' || beyond) return [];
  const inference = inferencesIn(file, rootOf(call.chunk)).find((one) => one.call === call);
  if (!inference?.inputs.includes(argument)) return [];
  if (taintOf(file, argument).size > 0) return [];
  const found = lackOf(file, taint);
  const [first] = found?.carried.steps ?? [];
  if (!found || !first?.node || !owner || validatedOnTheWay(file, found.carried.steps)) return [];
  if (callsIn(owner).some((call) => call !== inference.call && validates(file, call))) return [];
  const { lack, carried } = found;
  return [{ inference, argument, lack, steps: carried.steps, read: readAt(file, first.node) }];
}

/** Whether another file, whose code is not looked at here, may check what it reads of a request. */
function mayValidate(file: PythonFile, uri: string): boolean {
  const other = [...file.project.files('python')].find((source) => source.uri === uri);
  return other === undefined || /valid|schema|serializer|verif|ensure|isinstance|pydantic/i.test(other.text);
}

function arrivalsAt(file: PythonFile, inference: Inference): Arrival[] {
  return inference.inputs.flatMap((argument): Arrival[] => {
    const found = lackOf(file, taintOf(file, argument));
    const [first] = found?.carried.steps ?? [];
    if (!found || !first) return [];
    const { owner, call } = inference;
    if (first.node === undefined && mayValidate(file, first.step.uri)) return [];
    if (owner && first.node && validatedBefore(file, owner, first.node, call)) return [];
    const read = first.node && readAt(file, first.node);
    return [{ inference, argument, lack: found.lack, steps: found.carried.steps, read }];
  });
}

/**
 * Where data of a request reaches a model without enough of a check. Data that is prepared first (`scaler.transform`)
 * counts where the model itself gets it; each beginning counts once in a function.
 */
export function arrivalsIn(file: PythonFile, chunk: Chunk): readonly Arrival[] {
  if (!mayServe(file)) return [];
  const all = [
    ...inferencesIn(file, chunk).flatMap((inference) => arrivalsAt(file, inference)),
    ...hitsIn(file, chunk).flatMap((hit) => handedIn(file, hit)),
  ];
  const counted = new Map<unknown, Set<FunctionDef | undefined>>();
  return all
    .sort((a, b) => Number(a.inference.prepares) - Number(b.inference.prepares))
    .filter(({ steps: [first], inference: { owner } }) => {
      if (!first) return false;
      const beginning = first.node ?? `${first.step.uri}:${first.step.span.start}`;
      const owners = counted.get(beginning) ?? new Set();
      counted.set(beginning, owners);
      return !owners.has(owner) && owners.add(owner);
    });
}
