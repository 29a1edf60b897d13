/**
 * The value of an expression, given what is known of the variables. Total, and always an over-approximation of where a
 * kind that `passes` may go; kinds that do not pass go only where a table says so.
 */
import type { Attribute, Expression, FString, Lambda } from '../ast.ts';
import { meaning } from '../constants.ts';
import type { Names } from '../names.ts';
import { abroad, variableBehind } from './application.ts';
import { assign } from './assignment.ts';
import { evaluateCall } from './calls.ts';
import { addends, beginningOf, composedText, constantText, filledIn } from './composed-text.ts';
import { evaluateComprehension } from './comprehensions.ts';
import { keyed, listOf } from './containers.ts';
import { foreignVariable } from './foreign-variables.ts';
import { isFixed, refine } from './guards.ts';
import { instantiated, instantiatedTaint } from './instantiation.ts';
import { CLEAN, join, origin, reaching, type Taint, type Trail, toldAs } from './kinds.ts';
import { isOnePart, PART_STOPS } from './one-part.ts';
import { type Here, stepOf, strike } from './run.ts';
import { PROVIDERS } from './sources.ts';
import { pathOf, type State, segmentOf } from './state.ts';
import { summaryOf } from './summaries.ts';
import { ANY, type Segment } from './symbols.ts';
import { isProperty, methodAt, type Target } from './targets.ts';
import {
  bounded,
  carrying,
  countedAt,
  each,
  either,
  elements,
  isNothing,
  NOTHING,
  read,
  stopped,
  type Value,
  whole,
} from './value.ts';
import { capturedBy, unbound } from './variables.ts';
import { isOpaque } from './written-out.ts';

/**
 * Whether a row of the tables may speak of `node` itself. A variable that merely holds what a source gave is none: what
 * it carries is known from its assignment.
 */
function isOrigin(node: Expression, names: Names): boolean {
  if (node.kind === 'name')
    return names.bindings(node)?.some((binding) => binding.kind === 'import') ?? false;
  return node.kind === 'attribute' || node.kind === 'call' || node.kind === 'subscript';
}

/** What begins at `node` itself: rows by its full name, and what the providers see. */
function originsOf(node: Expression, { run: { file } }: Here): Taint {
  let taint = CLEAN;
  if (isOrigin(node, file.names)) {
    for (const name of file.names.resolve(node)) {
      for (const { kind, ...told } of file.models.sources.find(name))
        taint = join(taint, origin(kind, { node, ...told }));
    }
  }
  for (const provider of PROVIDERS) {
    for (const { kind, ...told } of provider.expression?.(node, file) ?? [])
      taint = join(taint, origin(kind, { node, ...told }));
  }
  return taint;
}

function evaluateFString(node: FString, again: (e: Expression) => Value, state: State, here: Here): Value {
  return carrying(
    composedText(
      node.parts.map((part) => {
        if (typeof part === 'string') return { text: part, taint: CLEAN };
        const value = again(part);
        if (isOpaque(part, value, here.run.file)) return { taint: CLEAN };
        const text = value.of && special(part, value, '__str__', [], part, state, here);
        return { taint: whole(text ?? value), begin: () => beginningOf(part, here.run.file.names) };
      }),
    ),
  );
}

function evaluateBinary(
  op: string,
  left: Expression,
  right: Expression,
  again: (e: Expression) => Value,
  state: State,
  here: Here,
): Value {
  const a = again(left);
  const b = again(right);
  // What two sets have in common is in the fixed one.
  if (op === '&' && (isFixed(left, here) || isFixed(right, here))) return NOTHING;
  const begin = constantText(left);
  const pieces = op === '+' ? [...addends(left), ...addends(right)] : [];
  if (pieces.some((piece) => typeof piece === 'string'))
    return carrying(
      composedText(
        pieces.map((piece) =>
          typeof piece === 'string'
            ? { text: piece, taint: CLEAN }
            : { taint: here.run.taints.get(piece), begin: () => beginningOf(piece, here.run.file.names) },
        ),
      ),
    );
  if (begin !== undefined && op === '%') return carrying(filledIn(begin, '%', whole(b)));
  // Lists that are added, dictionaries that are merged: the items of both.
  if ((op === '+' || op === '|') && (a.parts || b.parts)) {
    const items =
      op === '|'
        ? either(a, b, state.survivors)
        : listOf(either(elements(a, state.survivors), elements(b, state.survivors), state.survivors));
    return items;
  }
  return carrying(join(whole(a), whole(b)));
}

/** What `method` gives that Python calls by itself at `node`, on `self`. */
function answerOf(
  { file, code }: Target,
  name: string,
  self: Value,
  given: readonly Value[],
  node: Expression,
  state: State,
  here: Here,
): Value {
  const foreign = file !== here.run.file;
  const told = (trail: Trail): Trail => toldAs(trail, stepOf(file, trail));
  const answer = instantiated(summaryOf(file, code).returns, {
    survivors: state.survivors,
    call: { node, note: `is given to \`${name}\`` },
    behind: (root) => (root === '0' ? self : (given[Number(root) - 1] ?? NOTHING)),
    ...(foreign ? { told } : {}),
  });
  return foreign ? abroad(answer) : answer;
}

/** What a special method of an object of this file answers; undefined where the object has none. */
function special(
  object: Expression,
  value: Value,
  name: string,
  given: readonly Value[],
  node: Expression,
  state: State,
  here: Here,
): Value | undefined {
  const { file } = here.run;
  const method = methodAt(object, value, name, file);
  return method?.file === file ? answerOf(method, name, value, given, node, state, here) : undefined;
}

/** What a loop over `value`, which `node` gave, goes through. */
export function iterated(node: Expression, value: Value, state: State, here: Here): Value {
  const items = value.of && special(node, value, '__iter__', [], node, state, here);
  return each(items ?? value, state.survivors);
}

/** A function without a name: what it reaches by itself is told at once, the rest where it is called. */
function evaluateLambda(node: Lambda, state: State, here: Here): Value {
  const { run, owner } = here;
  const summary = summaryOf(run.file, node);
  const captured = capturedBy(node, state, here.code);
  const binding = {
    survivors: state.survivors,
    call: { node, note: 'is used in a lambda' },
    // What its parameters are given is told where it is called.
    behind: (root: string): Value => (/^[gn]:/.test(root) ? variableBehind(root, state, here) : NOTHING),
  };
  for (const hit of summary.hits) {
    const taint = reaching(
      instantiatedTaint(hit.taint, binding, countedAt(hit.sink, run.file.models.naming)),
      hit.sink,
    );
    const at = (inner: Expression): Taint => instantiatedTaint(hit.at(inner), binding);
    if (taint.size > 0) strike(run, { ...hit, owner, taint, at });
  }
  for (const inner of summary.taints.nodes())
    run.taints.seeInside(inner, instantiatedTaint(summary.taints.get(inner), binding));
  return { ...NOTHING, callables: [{ code: node, captured }] };
}

function evaluateAttribute(node: Attribute, state: State, here: Here): Value {
  const base = evaluate(node.value, state, here);
  const { file } = here.run;
  let found = read(base, `.${node.attr}`, state.survivors);
  if (found === NOTHING) found = foreignVariable(node, file);
  if (base.parts?.has(`.${node.attr}`)) return found;
  const bound = file.names.selfAttribute(node) ?? [];
  const method = bound.length > 0 ? undefined : methodAt(node.value, base, node.attr, file);
  if (!method || (method.file !== file && !isProperty(method))) return found;
  if (!isProperty(method)) {
    const self = method.first === 'instance' ? { self: bounded(base) } : {};
    return { ...found, callables: [{ code: method.code, ...self }] };
  }
  return answerOf(method, node.attr, base, [], node, state, here);
}

function compute(node: Expression, state: State, here: Here): Value {
  const again = (e: Expression): Value => evaluate(e, state, here);
  switch (node.kind) {
    case 'name': {
      const known = state.get(node.id) ?? unbound(node, here.run.file, here.code);
      return known === NOTHING ? foreignVariable(node, here.run.file) : known;
    }
    case 'attribute':
      return evaluateAttribute(node, state, here);
    case 'subscript': {
      const base = again(node.value);
      const index = node.index.map(again);
      const given = base.of && special(node.value, base, '__getitem__', index, node, state, here);
      return given ?? read(base, segmentOf(node.index), state.survivors);
    }
    case 'call':
      return evaluateCall(node, state, here);
    case 'comprehension':
      return evaluateComprehension(node, state, here);
    case 'walrus': {
      const value = again(node.value);
      assign(node.target, value, node.value, state, here);
      return value;
    }
    case 'lambda':
      return evaluateLambda(node, state, here);
    case 'compare':
      for (const operand of node.operands) again(operand);
      return NOTHING;
    case 'unary':
      again(node.operand);
      return NOTHING;
    case 'conditional': {
      again(node.test);
      return evaluateConditional(node, state, here);
    }
    case 'fstring':
      return evaluateFString(node, again, state, here);
    case 'binary':
      return evaluateBinary(node.op, node.left, node.right, again, state, here);
    case 'bool': {
      const left = again(node.left);
      const right = again(node.right);
      // `a and b` is `b`, or an `a` that is nothing: no text does harm that is empty.
      return node.op === 'and' ? right : either(left, right, state.survivors);
    }
    case 'list':
    case 'tuple':
    case 'set': {
      const parts = new Map<Segment, Value>();
      let spread: Value = NOTHING;
      let open = false;
      node.items.forEach((item, index) => {
        const value = again(item);
        if (item.kind === 'starred') {
          spread = either(spread, each(value, state.survivors), state.survivors);
          open = true;
        } else if (open || node.kind === 'set') spread = either(spread, value, state.survivors);
        else if (value !== NOTHING) parts.set(`[${index}]`, value);
      });
      if (spread !== NOTHING) parts.set(ANY, spread);
      return carrying(CLEAN, parts);
    }
    case 'dict': {
      const parts = new Map<Segment, Value>();
      let taint = CLEAN;
      let keys = CLEAN;
      for (const { key, value } of node.entries) {
        const held = again(value);
        if (!key) {
          // What is spread later wins: of a dictionary that is written out all keys are known.
          const meant = meaning(value, here.run.file.names);
          for (const entry of meant.kind === 'dict' ? meant.entries : [])
            if (entry.key?.kind === 'string') parts.set(segmentOf([entry.key]), NOTHING);
          for (const [segment, old] of parts)
            if (!held.parts?.has(segment))
              parts.set(segment, either(old, read(held, segment, state.survivors), state.survivors));
          for (const [segment, part] of held.parts ?? []) parts.set(segment, part);
          taint = join(taint, held.taint);
          continue;
        }
        keys = join(keys, whole(again(key)));
        const segment = segmentOf([key]);
        const old = segment === ANY ? parts.get(ANY) : undefined;
        if (held !== NOTHING || parts.has(segment))
          parts.set(segment, old ? either(old, held, state.survivors) : held);
      }
      return keyed(carrying(taint, parts), keys);
    }
    case 'starred':
    case 'await':
      return node.value ? again(node.value) : NOTHING;
    case 'yield': {
      const value = node.value ? again(node.value) : NOTHING;
      const { run } = here;
      const isList = value.parts?.has(ANY) ?? false;
      run.yields = either(run.yields ?? NOTHING, isList ? value : listOf(value), state.survivors);
      return NOTHING;
    }
    case 'other':
      return carrying(node.children.map(again).reduce<Taint>((all, one) => join(all, whole(one)), CLEAN));
    default:
      return NOTHING;
  }
}

function evaluateConditional(node: Expression & { kind: 'conditional' }, state: State, here: Here): Value {
  const then = state.copy();
  refine(node.test, true, then, here);
  const otherwise = state.copy();
  refine(node.test, false, otherwise, here);
  return either(
    evaluate(node.consequent, then, here),
    evaluate(node.alternative, otherwise, here),
    state.survivors,
  );
}

/** Without the harm that an attribute or item cannot do: the ending of a file name chooses no folder. */
function cleaned(node: Expression, value: Value, { run: { file } }: Here): Value {
  if ((node.kind !== 'attribute' && node.kind !== 'subscript') || isNothing(value)) return value;
  const [index] = node.kind === 'subscript' ? node.index : [];
  let left = value;
  for (const name of file.names.resolve(node))
    for (const row of file.models.partSanitizers.find(name))
      if (row.index === undefined || (index?.kind === 'number' && Number(index.value) === row.index))
        left = stopped(left, row.stops);
  return isOnePart(node, file) ? stopped(left, PART_STOPS) : left;
}

/** The value of `node` in `state`; assignments inside the expression change `state`. */
export function evaluate(node: Expression, state: State, here: Here): Value {
  const path = pathOf(node);
  let value = compute(node, state, here);
  if (path === undefined || !isSettled(node, state)) {
    const origins = originsOf(node, here);
    if (origins.size > 0) value = { ...value, taint: join(value.taint, origins) };
  }
  value = cleaned(node, value, here);
  here.run.taints.see(node, value);
  return value;
}

/** Whether what `node` holds was assigned here, so that no row speaks of it. */
function isSettled(node: Expression, state: State): boolean {
  if (node.kind === 'name') return state.get(node.id) !== undefined;
  if (node.kind !== 'attribute' && node.kind !== 'subscript') return false;
  const segments: Segment[] = [];
  let base: Expression = node;
  while (base.kind === 'attribute' || base.kind === 'subscript') {
    segments.unshift(base.kind === 'attribute' ? `.${base.attr}` : segmentOf(base.index));
    base = base.value;
  }
  let value = base.kind === 'name' ? state.get(base.id) : undefined;
  for (const segment of segments) value = value?.parts?.get(segment);
  return value !== undefined;
}
