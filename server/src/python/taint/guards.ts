/** What a condition proves about a value on the way that it opens: `isinstance`, membership, ranges, lengths. */

import { wordsOf } from '../../personal/words.ts';
import type { Expression } from '../ast.ts';
import { meets } from '../call-conditions.ts';
import { meaning } from '../constants.ts';
import { callsIn } from '../mentions.ts';
import { targetNames } from '../walk.ts';
import { affect } from './application.ts';
import { appliedIn } from './calls.ts';
import { type Taint, untouched } from './kinds.ts';
import { ID_STOPS, idsAskedFor } from './lookups.ts';
import { argumentsOf, splitRow } from './models.ts';
import type { Here } from './run.ts';
import { placeOf, type State } from './state.ts';
import { carrying, NOTHING, whole } from './value.ts';

/** A range or length check makes a value fit for a model, and bounds its size; it says nothing of its text. */
const MEASURED = ['model-input', 'size'];

/** Types whose values carry no text. */
const PLAIN = new Set([
  'int',
  'float',
  'bool',
  'uuid.UUID',
  'datetime.date',
  'datetime.datetime',
  'decimal.Decimal',
]);

function close(node: Expression, sinks: 'all' | readonly string[], state: State, here: Here): void {
  const place = placeOf(node);
  if (place) state.close(place, sinks, carrying(here.run.taints.get(node)));
}

/** A constant by custom, of this file or another one. */
const CONSTANT = /^_*[A-Z][A-Z0-9_]*$/;
const VIEWS = new Set(['keys', 'values', 'items', 'copy']);
const COLLECTIONS = new Set(['frozenset', 'set', 'list', 'tuple', 'dict', 'sorted']);

/** Whether a container's members are the program's choice: a literal, a constant, or what is made of these alone. */
export function isFixed(node: Expression, here: Here): boolean {
  const { names } = here.run.file;
  if (node.kind === 'name' && CONSTANT.test(node.id)) return true;
  if (node.kind === 'attribute') return CONSTANT.test(node.attr);
  if (node.kind === 'call') {
    const { func, args } = node;
    if (func.kind === 'attribute') return VIEWS.has(func.attr) && isFixed(func.value, here);
    return (
      names.resolve(func).some((name) => COLLECTIONS.has(name)) && args.every((a) => isFixed(a.value, here))
    );
  }
  const meant = meaning(node, names);
  return meant.kind === 'list' || meant.kind === 'tuple' || meant.kind === 'set' || meant.kind === 'dict';
}

/** The value that a measuring expression is about: `x` of `len(x)`, `x.shape`, `x`. */
function measured(node: Expression, here: Here): Expression {
  if (node.kind === 'call' && here.run.file.names.resolve(node.func).includes('len'))
    return node.args[0]?.value ?? node;
  if (node.kind === 'attribute' && (node.attr === 'shape' || node.attr === 'size' || node.attr === 'ndim'))
    return node.value;
  if (node.kind === 'subscript' && node.value.kind === 'attribute') return measured(node.value, here);
  return node;
}

/** The value that a test is about, where it asks something made of it: `x` of `Path(x).resolve()`, `str(x).strip()`. */
function subject(node: Expression): Expression {
  if (node.kind === 'binary' && node.op === '/') return subject(node.right);
  if (placeOf(node) !== undefined || node.kind !== 'call') return node;
  const { func, args } = node;
  const [only, ...others] = args;
  if (only && others.length === 0 && only.star === undefined && only.name === undefined)
    return subject(only.value);
  return func.kind === 'attribute' ? subject(func.value) : node;
}

/** Calls that make a path such that it begins with the folder it lies in. */
const RESOLVING =
  /^(os\.path\.(realpath|abspath|normpath)|(pathlib\..*|.*\.)?(resolve|absolute))(\(\)(\.as_posix)?)?$/;

function isResolved(node: Expression, here: Here): boolean {
  const { names } = here.run.file;
  const meant = meaning(node, names);
  if (meant.kind !== 'call') return false;
  const { func, args } = meant;
  if (names.resolve(func).some((name) => RESOLVING.test(name))) return true;
  if (func.kind === 'attribute') return func.attr === 'resolve' || isResolved(func.value, here);
  return args.some(({ value }) => isResolved(value, here));
}

/** What is checked with `node`, a part of it: the address of `urlsplit(url).hostname`. */
function closeWhole(node: Expression, state: State, here: Here): void {
  const { names, models } = here.run.file;
  const part = meaning(node, names);
  if (part.kind === 'call' && part.func.kind === 'attribute') closeWhole(part.func.value, state, here);
  if (part.kind !== 'attribute') return;
  const made = meaning(part.value, names);
  if (made.kind !== 'call') return;
  for (const name of names.resolve(made.func)) {
    for (const { attributes, args, stops } of models.parts.find(name)) {
      if (!attributes.has(part.attr)) continue;
      for (const argument of argumentsOf(made, args, names)) close(subject(argument), stops, state, here);
    }
  }
}

const IN_FOLDER = ['path', 'path-check'];
const COMMON = /^(os|posix|nt)(\.path|path)\.common(path|prefix)$/;

/** `os.path.commonpath([BASE, path]) == BASE` */
function closeCommon(node: Expression, state: State, here: Here): void {
  const meant = meaning(node, here.run.file.names);
  if (meant.kind !== 'call' || !here.run.file.names.resolve(meant.func).some((name) => COMMON.test(name)))
    return;
  const [only] = meant.args;
  const items = only?.value.kind === 'list' || only?.value.kind === 'tuple' ? only.value.items : [];
  for (const item of items) close(subject(item), IN_FOLDER, state, here);
}

function compare(node: Expression & { kind: 'compare' }, outcome: boolean, state: State, here: Here): void {
  const [left, right] = node.operands;
  const [op] = node.ops;
  if (!left || !right || op === undefined) return;
  if (node.ops.length === 1 && (op === 'in' || op === 'not in')) {
    if ((op === 'in') === outcome && isFixed(right, here)) {
      close(left, 'all', state, here);
      closeWhole(left, state, here);
    }
    return;
  }
  // A search that found nothing gives `None`; the answer of a check may be compared with `True` or `False`.
  const truth = right.kind === 'constant' ? right.value : undefined;
  const comparing = node.ops.length === 1 && (op === 'is' || op === 'is not' || op === '==' || op === '!=');
  if (comparing && truth !== undefined) {
    refine(left, (op === 'is' || op === '==') === outcome ? truth === true : truth !== true, state, here);
    return;
  }
  if (op === 'is' || op === 'is not') return;
  if (op === '<=' && outcome && node.ops.length === 1 && isFixed(right, here))
    close(subject(left), 'all', state, here);
  if (node.ops.length === 1 && (op === '==') === outcome)
    for (const operand of node.operands) closeCommon(operand, state, here);
  if (
    (op === '==' || op === '!=') &&
    node.ops.length === 1 &&
    (op === '==') === outcome &&
    meaning(right, here.run.file.names).kind === 'string'
  ) {
    close(left, 'all', state, here);
    closeWhole(left, state, here);
    return;
  }
  if ((op === '==' || op === '!=') && node.ops.length === 1 && (op === '==') === outcome) {
    closeEqual(left, right, state, here);
    closeEqual(right, left, state, here);
  }
  for (const operand of node.operands) close(measured(operand, here), MEASURED, state, here);
}

/** What a text does no harm in any more that equals one of the program's own. */
const CHOSEN = [...IN_FOLDER, 'url', 'url-part', 'shell', 'program', 'code', 'module', 'sql', 'template'];

/** Kinds of what is the program's own: what its files and folders hold, and variables around. */
const OWN = /^(?:found-file$|@[gn]:)/;

/** Closes what stands at `node` where it equals `other`, of which nothing is foreign. */
function closeEqual(node: Expression, other: Expression, state: State, here: Here): void {
  const { kind } = other;
  if (kind === 'number' || kind === 'constant') return;
  if ([...here.run.taints.get(other).keys()].some((one) => !OWN.test(one))) return;
  close(node, CHOSEN, state, here);
}

/** Whether a text that others must begin with names their host. */
function beginsWithHost(node: Expression, here: Here): boolean {
  const meant = meaning(node, here.run.file.names);
  const texts = meant.kind === 'tuple' ? meant.items : [meant];
  return texts.every((text) => text.kind === 'string' && /^[a-z][\w+.-]*:\/\/[^/]+\//i.test(text.value));
}

/** Functions that by their name check what they are given. */
function byWord(node: Expression & { kind: 'call' }, state: State, here: Here): void {
  const { func, args } = node;
  const name = func.kind === 'attribute' ? func.attr : func.kind === 'name' ? func.id : '';
  const words = wordsOf(name);
  for (const row of here.run.file.models.guardWords) {
    if (!words.some((word) => row.words.has(word)) || words.some((word) => row.without.has(word))) continue;
    for (const { value } of args) close(subject(value), row.stops, state, here);
  }
}

function call(node: Expression & { kind: 'call' }, outcome: boolean, state: State, here: Here): void {
  for (const { summary, handed, binding } of appliedIn(node, state, here)) {
    const effects = outcome ? summary.whenTrue : summary.whenFalse;
    if (effects) affect(effects, handed, binding, state, here);
  }
  const { names, models } = here.run.file;
  if (names.resolve(node.func).includes(outcome ? 'all' : 'any')) each(node, outcome, state, here);
  if (!outcome) return;
  if (names.resolve(node.func).includes('any')) some(node, state, here);
  for (const name of names.resolve(node.func)) {
    for (const guard of models.guards.find(name)) {
      if (!meets(here.run.file, node, guard)) continue;
      for (const argument of argumentsOf(node, guard.args, names)) {
        close(argument, guard.stops, state, here);
        if (guard.signed !== undefined) signed(argument, guard.signed, guard.stops, state, here);
      }
    }
    const type = name === 'isinstance' ? node.args[1]?.value : undefined;
    const types = type?.kind === 'tuple' ? type.items : type ? [type] : [];
    const subject = node.args[0]?.value;
    if (subject && types.length > 0 && types.every((t) => names.resolve(t).some((n) => PLAIN.has(n))))
      close(subject, 'all', state, here);
  }
  byWord(node, state, here);
  for (const id of idsAskedFor(node)) close(id, ID_STOPS, state, here);
  if (node.func.kind !== 'attribute') return;
  const { attr, value } = node.func;
  const guard = models.guardMethods.get(attr);
  if (guard) close(subject(value), guard.stops, state, here);
  const [known] = node.args;
  if (attr === 'issubset' && known && isFixed(known.value, here)) close(subject(value), 'all', state, here);
  if ((attr === 'startswith' || attr === 'endswith') && node.args[0]) {
    closeWhole(value, state, here);
    if (attr === 'startswith' && isResolved(value, here)) close(subject(value), IN_FOLDER, state, here);
    if (attr === 'startswith' && beginsWithHost(node.args[0].value, here))
      close(subject(value), ['url', 'url-part'], state, here);
  }
  if (node.func.attr === 'all' && node.func.value.kind === 'call')
    call(node.func.value, outcome, state, here);
}

/** A comparison with a signature speaks of what was signed: `payload` of `hmac.new(KEY, payload, "sha256")`. */
function signed(
  node: Expression,
  row: string,
  sinks: 'all' | readonly string[],
  state: State,
  here: Here,
): void {
  const { file } = here.run;
  const { name, args } = splitRow(row);
  for (const made of callsIn(node, file)) {
    if (!file.names.resolve(made.func).includes(name)) continue;
    for (const argument of argumentsOf(made, args, file.names)) close(argument, sinks, state, here);
  }
}

/** `all(x in KNOWN for x in xs)` says of all `xs` what the test says of one. */
function each(node: Expression & { kind: 'call' }, outcome: boolean, state: State, here: Here): void {
  const [only] = node.args;
  if (only?.value.kind !== 'comprehension') return;
  const { clauses, element } = only.value;
  const [test] = element;
  for (const { target, iterable } of clauses) {
    if (target.kind !== 'name' || !test) continue;
    // Stands for one of them, to see what the test leaves of it.
    const one: Taint = untouched('@0');
    const inner = state.copy();
    inner.bind(target.id, carrying(one));
    refine(test, outcome, inner, here);
    const left = whole(inner.get(target.id) ?? NOTHING).get('@0');
    if (!left) close(subject(iterable), 'all', state, here);
    else if (left.stopped.size > 0) close(subject(iterable), [...left.stopped], state, here);
  }
}

/** `any(x.startswith(d) for d in FOLDERS)` says of `x` what the test says of it, whichever of them it was. */
function some(node: Expression & { kind: 'call' }, state: State, here: Here): void {
  const [only] = node.args;
  if (only?.value.kind !== 'comprehension') return;
  const { clauses, element } = only.value;
  const [test] = element;
  const targets = clauses.flatMap(({ target }) => targetNames(target));
  if (!test || targets.some(({ id }) => state.get(id) !== undefined)) return;
  refine(test, true, state, here);
}

/** Set operations that leave nothing where all of the first set is in the second one. */
function emptied(node: Expression, here: Here): Expression | undefined {
  if (node.kind === 'binary' && node.op === '-') return isFixed(node.right, here) ? node.left : undefined;
  if (node.kind !== 'call' || node.func.kind !== 'attribute' || node.func.attr !== 'difference')
    return undefined;
  const [known] = node.args;
  return known && isFixed(known.value, here) ? node.func.value : undefined;
}

/** Changes `state` to what holds after `node`, a statement of its own: checks that raise have passed. */
export function passed(node: Expression, state: State, here: Here): void {
  if (node.kind !== 'call' || node.func.kind !== 'attribute') return;
  const row = here.run.file.models.raisingMethods.get(node.func.attr);
  if (row) close(subject(node.func.value), row.stops, state, here);
}

const TESTS: ReadonlySet<Expression['kind']> = new Set(['compare', 'call', 'bool', 'unary', 'await']);

/** Changes `state` to what holds where `test` came out as `outcome`. Evaluate the test first. */
export function refine(test: Expression, outcome: boolean, state: State, here: Here): void {
  const checked = outcome ? undefined : emptied(test, here);
  if (checked) close(subject(checked), 'all', state, here);
  switch (test.kind) {
    case 'unary':
      if (test.op === 'not') refine(test.operand, !outcome, state, here);
      return;
    case 'bool':
      if ((test.op === 'and') === outcome) {
        refine(test.left, outcome, state, here);
        refine(test.right, outcome, state, here);
      } else if (test.op === 'or') {
        const first = state.copy();
        refine(test.left, outcome, first, here);
        const second = state.copy();
        refine(test.left, !outcome, second, here);
        refine(test.right, outcome, second, here);
        state.meet(first, second);
      }
      return;
    case 'compare':
      compare(test, outcome, state, here);
      return;
    case 'call':
      call(test, outcome, state, here);
      return;
    case 'name': {
      // `known = name in NAMES; if known:`
      const meant = meaning(test, here.run.file.names);
      if (TESTS.has(meant.kind)) refine(meant, outcome, state, here);
      return;
    }
    case 'await':
      if (test.value) refine(test.value, outcome, state, here);
      return;
  }
}
