/**
 * The taint of an expression, given what is known of the variables. Total, and always an over-approximation of where
 * a kind that `passes` may go; kinds that do not pass go only where a table says so.
 */
import type { Call, Comprehension, Expression } from '../ast.ts';
import { meets } from '../call-conditions.ts';
import type { Names } from '../names.ts';
import { classOf } from '../scopes.ts';
import { targetNames } from '../walk.ts';
import { isFixed } from './guards.ts';
import { CLEAN, filter, join, origin, stop, type Taint } from './kinds.ts';
import { argumentsOf } from './models.ts';
import type { Here } from './run.ts';
import { PROVIDERS } from './sources.ts';
import { pathOf, type State } from './state.ts';

/** Methods that put their arguments into their receiver. */
const FILLING = new Set([
  'append',
  'extend',
  'add',
  'insert',
  'update',
  'setdefault',
  'appendleft',
  'put',
  'push',
  'write',
  'writelines',
]);

function joinAll(taints: Iterable<Taint>): Taint {
  let joined = CLEAN;
  for (const taint of taints) joined = join(joined, taint);
  return joined;
}

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
      for (const { kind, note } of file.models.sources.find(name))
        taint = join(taint, origin(kind, { node: node, note }));
    }
  }
  for (const provider of PROVIDERS) {
    for (const { kind, note } of provider.expression?.(node, file) ?? [])
      taint = join(taint, origin(kind, { node: node, note }));
  }
  return taint;
}

/** What a variable holds where it is not local: in a function around, in the class, in the module. */
function outside(path: string, node: Expression, { run, outer }: Here): Taint {
  for (const state of outer) {
    const taint = state.get(path);
    if (taint) return taint;
  }
  if (node.kind === 'attribute' && node.value.kind === 'name' && node.value.place) {
    const owner = classOf(node.value.place.scope);
    if (owner && run.file.names.selfAttribute(node))
      return run.attributes.get(owner)?.get(node.attr) ?? CLEAN;
  }
  return run.module.get(path) ?? CLEAN;
}

function kindsOf(
  here: Here,
): (
  kind: string,
) =>
  | { passes: boolean; methods: ReadonlySet<string>; attributes: ReadonlySet<string>; subscripts: boolean }
  | undefined {
  const { kinds } = here.run.file.models;
  return (kind) => kinds.get(kind);
}

function evaluateCall(node: Call, state: State, here: Here): Taint {
  const { run } = here;
  const { names, models } = run.file;
  const receiver = node.func.kind === 'attribute' ? evaluate(node.func.value, state, here) : CLEAN;
  if (node.func.kind !== 'attribute' && node.func.kind !== 'name') evaluate(node.func, state, here);
  const given = node.args.map((argument) => evaluate(argument.value, state, here));
  const called = names.resolve(node.func);
  for (const name of called) {
    for (const sink of models.sinks.find(name)) {
      for (const argument of argumentsOf(node, sink.args, names)) {
        const taint = run.taints.get(argument) ?? CLEAN;
        const reaching = new Map([...taint].filter(([, carried]) => !carried.stopped.has(sink.kind)));
        if (reaching.size === 0 || !meets(run.file, node, sink)) continue;
        run.hits.set(`${node.chunk.offset + node.start}:${sink.kind}:${argument.start}`, {
          call: node,
          argument,
          sink: sink.kind,
          taint: reaching,
          owner: here.owner,
        });
      }
    }
  }
  const row = kindsOf(here);
  // What a table of the program's own gives is the program's, whoever chose the key.
  const looksUp =
    node.func.kind === 'attribute' && node.func.attr === 'get' && isFixed(node.func.value, here);
  const everything = join(joinAll(looksUp ? given.slice(1) : given), receiver);
  let result = filter(everything, (kind) => row(kind)?.passes === true);
  if (node.func.kind === 'attribute') {
    const { attr } = node.func;
    result = join(
      result,
      filter(receiver, (kind) => row(kind)?.methods.has(attr) === true),
    );
    const path = FILLING.has(attr) ? pathOf(node.func.value) : undefined;
    const filling = joinAll(given);
    if (path !== undefined && filling.size > 0) state.add(path, filling);
  }
  if (node.func.kind === 'attribute' && node.func.attr === 'format') result = join(result, joinAll(given));
  for (const name of called) {
    for (const { args } of models.flows.find(name)) {
      result = join(result, joinAll(argumentsOf(node, args, names).map((a) => run.taints.get(a) ?? CLEAN)));
    }
    for (const { stops } of models.sanitizers.find(name)) result = stop(result, stops);
  }
  return result;
}

function evaluateComprehension(node: Comprehension, state: State, here: Here): Taint {
  const inner = state.copy();
  for (const { target, iterable } of node.clauses) {
    const taint = evaluate(iterable, inner, here);
    for (const name of targetNames(target)) inner.set(name.id, taint);
  }
  for (const condition of node.conditions) evaluate(condition, inner, here);
  return joinAll(node.element.map((e) => evaluate(e, inner, here)));
}

function compute(node: Expression, state: State, here: Here): Taint {
  const again = (e: Expression): Taint => evaluate(e, state, here);
  const row = kindsOf(here);
  switch (node.kind) {
    case 'name':
      return state.get(node.id) ?? outside(node.id, node, here);
    case 'attribute': {
      const base = again(node.value);
      const path = pathOf(node);
      const known = path === undefined ? undefined : state.get(path);
      if (known) return known;
      const elsewhere = path === undefined ? CLEAN : outside(path, node, here);
      return join(
        elsewhere,
        filter(base, (kind) => row(kind)?.passes === true || row(kind)?.attributes.has(node.attr) === true),
      );
    }
    case 'subscript': {
      const base = again(node.value);
      for (const index of node.index) again(index);
      const path = pathOf(node);
      const known = path === undefined ? undefined : state.get(path);
      return known ?? filter(base, (kind) => row(kind)?.passes === true || row(kind)?.subscripts === true);
    }
    case 'call':
      return evaluateCall(node, state, here);
    case 'comprehension':
      return evaluateComprehension(node, state, here);
    case 'walrus': {
      const taint = again(node.value);
      state.set(node.target.id, taint);
      return taint;
    }
    case 'lambda': {
      const inner = state.copy();
      for (const param of node.params) inner.set(param.name, CLEAN);
      evaluate(node.body, inner, here);
      return CLEAN;
    }
    case 'compare':
      for (const operand of node.operands) again(operand);
      return CLEAN;
    case 'unary':
      again(node.operand);
      return CLEAN;
    case 'conditional':
      again(node.test);
      return join(again(node.consequent), again(node.alternative));
    case 'fstring':
      return joinAll(node.parts.map((part) => (typeof part === 'string' ? CLEAN : again(part))));
    case 'binary':
    case 'bool':
      return join(again(node.left), again(node.right));
    case 'list':
    case 'tuple':
    case 'set':
      return joinAll(node.items.map(again));
    case 'dict':
      return joinAll(node.entries.map((e) => (e.key ? join(again(e.key), again(e.value)) : again(e.value))));
    case 'starred':
    case 'await':
    case 'yield':
      return node.value ? again(node.value) : CLEAN;
    case 'other':
      return joinAll(node.children.map(again));
    default:
      return CLEAN;
  }
}

/** The taint of `node` in `state`; assignments inside the expression change `state`. */
export function evaluate(node: Expression, state: State, here: Here): Taint {
  const path = pathOf(node);
  const settled = path !== undefined && state.get(path) !== undefined;
  const taint = settled
    ? compute(node, state, here)
    : join(compute(node, state, here), originsOf(node, here));
  const { taints } = here.run;
  const before = taints.get(node);
  taints.set(node, before ? join(before, taint) : taint);
  return taint;
}
