/**
 * What a call does: which sinks its arguments reach, what the functions of the project that it may mean make of them,
 * and what it gives where nobody knows it.
 */
import type { Call, Expression, FunctionDef } from '../ast.ts';
import { meets } from '../call-conditions.ts';
import { textOf } from '../file.ts';
import { functionOf } from '../scopes.ts';
import { reach } from './assignment.ts';
import { copied, fill, type Given, taken } from './containers.ts';
import { evaluate } from './evaluate.ts';
import { isFixed } from './guards.ts';
import { type Binding, instantiated, instantiatedTaint } from './instantiation.ts';
import { CLEAN, join, narrow, stop, type Taint, type Trail } from './kinds.ts';
import { argumentsOf } from './models.ts';
import { type Here, type Hit, stepOf, strike } from './run.ts';
import { placeOf, type State } from './state.ts';
import { summaryOf } from './summaries.ts';
import type { Summary } from './summary.ts';
import { isSymbol } from './symbols.ts';
import { type Target, targetsOf } from './targets.ts';
import {
  carrying,
  either,
  elements,
  given as givenBy,
  NOTHING,
  read,
  type Value,
  whole,
  written,
} from './value.ts';

function joinAll(taints: Iterable<Taint>): Taint {
  let joined = CLEAN;
  for (const taint of taints) joined = join(joined, taint);
  return joined;
}

function strikeSinks(node: Call, names: readonly string[], here: Here): void {
  const { run, owner } = here;
  const { models, names: resolver } = run.file;
  for (const name of names) {
    for (const sink of models.sinks.find(name)) {
      for (const argument of argumentsOf(node, sink.args, resolver)) {
        const taint = run.taints.get(argument);
        const reaching = new Map([...taint].filter(([, carried]) => !carried.stopped.has(sink.kind)));
        if (reaching.size === 0 || !meets(run.file, node, sink)) continue;
        const at = (inner: Expression): Taint => run.taints.get(inner);
        strike(run, { call: node, argument, sink: sink.kind, taint: reaching, owner, at });
      }
    }
  }
}

/** What the parameters of a target are given by a call. */
export interface Handed {
  readonly values: ReadonlyMap<number, Value>;
  /** Where the objects stand that were handed in, to be changed there. */
  readonly from: ReadonlyMap<number, Expression>;
}

/** Pairs the arguments of a call with the parameters of `target`, the receiver first. */
export function handedTo(
  target: Target,
  node: Call,
  given: readonly Value[],
  receiver: { readonly value: Value; readonly node: Expression | undefined } | undefined,
  state: State,
): Handed {
  const { params } = target.code;
  const { survivors } = state;
  const values = new Map<number, Value>();
  const from = new Map<number, Expression>();
  let next = 0;
  if (target.first !== 'none') {
    if (receiver && target.first === 'instance') {
      values.set(0, receiver.value);
      if (receiver.node) from.set(0, receiver.node);
    }
    next = 1;
  }
  const rest = params.findIndex(({ star }) => star === '*');
  const options = params.findIndex(({ star }) => star === '**');
  const put = (index: number, value: Value, argument: Expression): void => {
    const old = values.get(index);
    values.set(index, old ? either(old, value, survivors) : value);
    from.set(index, argument);
  };
  const collect = (index: number, segment: string, value: Value): void => {
    if (index >= 0) values.set(index, written(values.get(index) ?? NOTHING, [segment], value, survivors));
  };
  node.args.forEach((argument, i) => {
    const value = given[i] ?? NOTHING;
    if (argument.star === '*') {
      // What is spread may be any of the parameters that follow.
      params.forEach(({ star }, index) => {
        if (index < next || star === '**') return;
        const item = star === '*' ? value : read(value, `[${index - next}]`, survivors);
        values.set(index, either(values.get(index) ?? NOTHING, item, survivors));
      });
      return;
    }
    if (argument.star === '**') {
      params.forEach(({ name, star }, index) => {
        if (star === undefined && index >= next && !values.has(index))
          values.set(index, read(value, `[${JSON.stringify(name)}]`, survivors));
      });
      if (options >= 0) values.set(options, either(values.get(options) ?? NOTHING, value, survivors));
      return;
    }
    if (argument.name !== undefined) {
      const index = params.findIndex(({ name, star }) => name === argument.name && star === undefined);
      if (index >= 0) put(index, value, argument.value);
      else collect(options, `[${JSON.stringify(argument.name)}]`, value);
      return;
    }
    const param = params[next];
    if (param && param.star === undefined) put(next++, value, argument.value);
    else collect(rest, `[${next++ - rest}]`, value);
  });
  return { values, from };
}

/** What stands for the symbols of `target` where it is called. */
function bindingOf(target: Target, handed: Handed, node: Call, state: State, here: Here): Binding {
  const { file } = here.run;
  const foreign = target.file !== file;
  const name = target.code.kind === 'function' ? target.code.name : 'lambda';
  const told = foreign
    ? (trail: Trail): Trail => ({ note: trail.note, step: stepOf(target.file, trail) })
    : (trail: Trail) => trail;
  return {
    survivors: state.survivors,
    abroad: foreign,
    call: { node, note: `is given to \`${name}\`` },
    told,
    behind: (root) => {
      if (root[0] !== 'g' && root[0] !== 'n') return handed.values.get(Number(root)) ?? NOTHING;
      if (foreign) return NOTHING;
      const variable = root.slice(2);
      const captured = target.captured?.get(variable);
      if (root[0] === 'n') return state.get(variable) ?? captured ?? NOTHING;
      if (here.code === undefined) return state.get(variable) ?? NOTHING;
      return { taint: new Map([[`@${root}`, { steps: [], stopped: new Set() }]]), is: `@${root}` };
    },
  };
}

/** Tells the caller of the sinks that `summary` reaches with what it was given. */
function strikeThrough(
  summary: Summary,
  target: Target,
  handed: Handed,
  node: Call,
  binding: Binding,
  here: Here,
): void {
  const { run, owner } = here;
  const foreign = target.file !== run.file;
  for (const hit of summary.hits) {
    const symbols = new Map([...hit.taint].filter(([kind]) => isSymbol(kind)));
    const taint = instantiatedTaint(symbols, binding);
    const reaching = new Map([...taint].filter(([, { stopped }]) => !stopped.has(hit.sink)));
    if (reaching.size === 0) continue;
    const at = (inner: Expression): Taint => instantiatedTaint(hit.at(inner), binding);
    if (!foreign) {
      strike(run, { ...hit, taint: reaching, at });
      continue;
    }
    const argument = argumentFor(symbols, handed) ?? node;
    const beyond = hit.beyond ?? calledThere(hit, target);
    strike(run, { call: node, argument, sink: hit.sink, taint: reaching, owner, at, beyond });
  }
}

function calledThere({ call, argument }: Hit, { file }: Target): NonNullable<Hit['beyond']> {
  const callee = textOf(file, call.func);
  return { callee, step: stepOf(file, { node: argument, note: `reaches \`${callee}\`` }) };
}

/** The argument of the call that what `symbols` stand for was handed in by. */
function argumentFor(symbols: Taint, { from }: Handed): Expression | undefined {
  for (const kind of symbols.keys()) {
    const index = /^@(\d+)/u.exec(kind)?.[1];
    const argument = index === undefined ? undefined : from.get(Number(index));
    if (argument) return argument;
  }
  return undefined;
}

/** Makes of `effects` what they are for the objects of the caller. */
export function affect(
  effects: Summary['effects'],
  handed: Handed,
  binding: Binding,
  state: State,
  here: Here,
): void {
  for (const [index, effect] of effects) {
    const node = handed.from.get(index);
    const place = node && placeOf(node);
    if (!place) continue;
    reach(node, state, here);
    const value = binding.abroad ? abroad(instantiated(effect, binding)) : instantiated(effect, binding);
    if (state.get(place.name) !== undefined || place.path.length > 0) state.write(place, value);
  }
}

/** What of a function's effects concerns a call; see `guards.ts`. */
export interface Applied {
  readonly summary: Summary;
  readonly handed: Handed;
  readonly binding: Binding;
}

/** Runs `target` with the arguments of `node` as `given`. Changes `state`. */
function apply(
  target: Target,
  node: Call,
  given: readonly Value[],
  receiver: { readonly value: Value; readonly node: Expression | undefined } | undefined,
  state: State,
  here: Here,
): Value {
  const handed = handedTo(target, node, given, receiver, state);
  const summary = summaryOf(target.file, target.code);
  const binding = bindingOf(target, handed, node, state, here);
  strikeThrough(summary, target, handed, node, binding, here);
  const { effects } = summary;
  const own = target.file === here.run.file && target.made ? { of: target.made } : {};
  const made = target.first === 'object' ? effects.get(0) : undefined;
  const returned =
    target.first === 'object'
      ? { ...(made ? instantiated(made, binding) : NOTHING), ...own }
      : instantiated(summary.returns, binding);
  affect(target.first === 'object' ? withoutFirst(effects) : effects, handed, binding, state, here);
  if (target.file === here.run.file)
    for (const [symbol, value] of summary.writes) writeTo(symbol, instantiated(value, binding), state, here);
  return target.file === here.run.file ? returned : abroad(returned);
}

function withoutFirst(effects: Summary['effects']): Summary['effects'] {
  return new Map([...effects].filter(([index]) => index !== 0));
}

/** What a function of another file gives: classes and functions of that file are not followed further as values. */
function abroad(value: Value): Value {
  const { taint, parts, is } = value;
  const plain = carrying(
    taint,
    parts && new Map([...parts].map(([segment, part]) => [segment, abroad(part)])),
  );
  return is === undefined ? plain : { ...plain, is };
}

/** A variable of the module or of a function around is assigned. */
export function writeTo(symbol: string, value: Value, state: State, here: Here): void {
  const name = symbol.slice(3);
  const ofModule = symbol.startsWith('@g');
  const isHere = ofModule ? here.code === undefined : state.get(name) !== undefined;
  if (isHere) state.write({ name, path: [] }, value, true);
  else {
    const old = here.run.writes.get(symbol) ?? NOTHING;
    here.run.writes.set(symbol, either(old, value, state.survivors));
  }
}

/** What stands at a place of the variables. */
function valueAt(node: Expression, state: State): Value | undefined {
  const place = placeOf(node);
  let value = place && state.get(place.name);
  for (const segment of place?.path ?? []) value = value && read(value, segment, state.survivors);
  return value;
}

/** The functions that a call may run, and what it knows of them. */
export function appliedIn(node: Call, state: State, here: Here): Applied[] {
  const { file } = here.run;
  const callee = node.func.kind === 'name' ? state.get(node.func.id) : undefined;
  const now = (inner: Expression): Value => valueAt(inner, state) ?? carrying(here.run.taints.get(inner));
  const given = node.args.map(({ value }) => now(value));
  const { func } = node;
  const receiver = func.kind === 'attribute' ? { value: now(func.value), node: func.value } : undefined;
  const { functions, open } = targetsOf(node, callee, receiver?.value ?? NOTHING, file);
  if (open) return [];
  return functions.map((target) => {
    const handed = handedTo(target, node, given, receiver, state);
    return {
      summary: summaryOf(target.file, target.code),
      handed,
      binding: bindingOf(target, handed, node, state, here),
    };
  });
}

function givenOf(node: Call, values: readonly Value[]): Given {
  const plain: Value[] = [];
  const named = new Map<string, Value>();
  const spread: Value[] = [];
  node.args.forEach(({ name, star }, i) => {
    const value = values[i] ?? NOTHING;
    if (star) spread.push(value);
    else if (name !== undefined) named.set(name, value);
    else plain.push(value);
  });
  return { plain, named, spread };
}

/** An object of a class that keeps what it is given under the names of its fields. */
function recorded(fields: readonly string[], given: Given, state: State): Value {
  let made = NOTHING;
  given.plain.forEach((value, i) => {
    const field = fields[i];
    if (field !== undefined && value !== NOTHING) made = written(made, [`.${field}`], value, state.survivors);
  });
  for (const [name, value] of given.named)
    if (value !== NOTHING) made = written(made, [`.${name}`], value, state.survivors);
  for (const value of given.spread) {
    for (const field of fields) {
      const part = read(value, `["${field}"]`, state.survivors);
      if (part !== NOTHING) made = written(made, [`.${field}`], part, state.survivors, true);
    }
  }
  return made;
}

/** What a call gives of which nobody knows anything, or only a row of a table. */
function unknown(
  node: Call,
  names: readonly string[],
  receiver: Value,
  values: readonly Value[],
  state: State,
  here: Here,
): Value {
  const { run } = here;
  const { func } = node;
  const { models, names: resolver } = run.file;
  const { survivors } = models;
  const given = givenOf(node, values);
  if (func.kind === 'attribute' && values.some((value) => value !== NOTHING)) reach(func.value, state, here);
  fill(node, given, state);
  // What a table of the program's own gives is the program's, whoever chose the key.
  const looksUp =
    node.func.kind === 'attribute' && node.func.attr === 'get' && isFixed(node.func.value, here);
  const item = taken(node, receiver, given, state);
  // What a database answers is not the text that it was asked with.
  const asked = names.some((name) => models.sinks.find(name).some(({ kind }) => kind === 'sql'));
  const taints = asked ? [] : values.map(givenBy);
  let taint = CLEAN;
  let made: Value | undefined = item;
  if (!made) {
    for (const name of names) made ??= copied(name, given, state);
    const everything = join(joinAll(looksUp ? taints.slice(1) : taints), givenBy(receiver));
    taint = made ? CLEAN : narrow(everything, survivors('call'));
    if (node.func.kind === 'attribute') {
      taint = join(taint, narrow(givenBy(receiver), survivors(`.${node.func.attr}()`)));
      if (node.func.attr === 'format') taint = join(taint, joinAll(taints));
    }
  }
  for (const name of names) {
    for (const { args } of models.flows.find(name))
      taint = join(taint, joinAll(argumentsOf(node, args, resolver).map((a) => run.taints.get(a))));
  }
  let result = made ? (taint.size > 0 ? { ...made, taint: join(made.taint, taint) } : made) : carrying(taint);
  for (const name of names)
    for (const { stops } of models.sanitizers.find(name)) {
      const after = stop(whole(result), stops);
      result = carrying(after);
    }
  return result;
}

/** A call that calls a function that it is given: `map(f, items)`, `pool.submit(f, x)`. */
function callBack(
  node: Call,
  names: readonly string[],
  values: readonly Value[],
  state: State,
  here: Here,
): Value {
  const { models, names: resolver } = here.run.file;
  let result = NOTHING;
  for (const name of names) {
    for (const row of models.callbacks.find(name)) {
      const [callback] = argumentsOf(node, [row.function], resolver);
      const at = node.args.findIndex(({ value }) => value === callback);
      const called = values[at];
      if (!callback || !called?.callables) continue;
      const others = node.args.flatMap((argument, i) =>
        i === at || (row.given !== 'args' && argument.name !== undefined && argument.star === undefined)
          ? []
          : [{ argument, value: values[i] ?? NOTHING }],
      );
      for (const { code, self, captured } of called.callables) {
        const args =
          row.given === 'args' ? others.filter(({ argument }) => argument.name === 'args') : others;
        const items =
          row.given === 'rest'
            ? args.map(({ value }) => value)
            : args.flatMap(({ value }) => itemsHanded(value, row.given, state));
        const target: Target = {
          file: here.run.file,
          code,
          first: self ? 'instance' : 'none',
          ...(captured ? { captured } : {}),
        };
        const handed = new Map(items.map((value, i): [number, Value] => [i + (self ? 1 : 0), value]));
        if (self) handed.set(0, self);
        const full: Handed = { values: handed, from: new Map() };
        const summary = summaryOf(target.file, code);
        const binding = bindingOf(target, full, node, state, here);
        strikeThrough(summary, target, full, node, binding, here);
        result = either(result, instantiated(summary.returns, binding), state.survivors);
      }
    }
  }
  return result;
}

function itemsHanded(value: Value, how: 'items' | 'args' | 'rest', state: State): Value[] {
  if (how === 'items') return [elements(value, state.survivors)];
  const count = [...(value.parts?.keys() ?? [])].filter((segment) => /^\[\d+\]$/u.test(segment)).length;
  if (count === 0) return [elements(value, state.survivors)];
  return Array.from({ length: count }, (_, i) => read(value, `[${i}]`, state.survivors));
}

/** The value that a call gives. Changes `state`. */
export function evaluateCall(node: Call, state: State, here: Here): Value {
  const { run } = here;
  const { names, models } = run.file;
  const { func } = node;
  const receiver = func.kind === 'attribute' ? evaluate(func.value, state, here) : NOTHING;
  let callee: Value | undefined;
  if (func.kind === 'name') callee = evaluate(func, state, here);
  else if (func.kind === 'attribute') callee = receiver.parts?.get(`.${func.attr}`);
  else callee = evaluate(func, state, here);
  const values = node.args.map(({ value }) => evaluate(value, state, here));
  const called = names.resolve(func);
  strikeSinks(node, called, here);
  const { functions, records, open } = targetsOf(node, callee, receiver, run.file);
  let result = NOTHING;
  for (const target of functions) {
    const self = target.self ? { value: target.self, node: undefined } : receiverOf(node, receiver, state);
    result = either(result, apply(target, node, values, self, state, here), state.survivors);
  }
  for (const { fields, made } of records)
    result = either(result, { ...recorded(fields, givenOf(node, values), state), of: made }, state.survivors);
  if (functions.length === 0 && records.length === 0)
    result = unknown(node, called, receiver, values, state, here);
  else if (open || called.some((name) => models.sanitizers.find(name).length > 0))
    result = either(result, unknown(node, called, receiver, values, state, here), state.survivors);
  return either(result, callBack(node, called, values, state, here), state.survivors);
}

function receiverOf(
  node: Call,
  receiver: Value,
  state: State,
): { value: Value; node: Expression | undefined } | undefined {
  const { func } = node;
  if (func.kind !== 'attribute') return undefined;
  // `super().m()` speaks of `self`.
  if (func.value.kind === 'call' && func.value.func.kind === 'name' && func.value.func.id === 'super') {
    const { place } = func.value.func;
    const self = place && functionOf(place.scope);
    const value = self === undefined ? undefined : state.get(self.params[0]?.name ?? '');
    return value ? { value, node: nameOfSelf(self, func.value) } : undefined;
  }
  return { value: receiver, node: func.value };
}

/** `self` as an expression to be changed, in place of `super()`. */
function nameOfSelf(method: FunctionDef | undefined, at: Expression): Expression | undefined {
  const name = method?.params[0]?.name;
  return name === undefined
    ? undefined
    : { kind: 'name', id: name, chunk: at.chunk, start: at.start, end: at.end };
}
