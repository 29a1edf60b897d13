/**
 * What a call does: which sinks its arguments reach, what the functions of the project that it may mean make of them,
 * and what it gives where nobody knows it.
 */
import type { Call, Expression, FunctionDef } from '../ast.ts';
import { meets } from '../call-conditions.ts';
import { functionOf } from '../scopes.ts';
import { type Applied, apply, bindingOf, handedTo } from './application.ts';
import { reach } from './assignment.ts';
import { callValue } from './called-values.ts';
import { constantText, filledIn } from './composed-text.ts';
import { contentOf, copied, fill, type Given, listOf, taken } from './containers.ts';
import { evaluate } from './evaluate.ts';
import { CLEAN, join, narrow, reaching, stop, type Taint } from './kinds.ts';
import { argumentsOf, type CallbackRow, type TaintModels } from './models.ts';
import { handedOver } from './objects.ts';
import { madeBy } from './records.ts';
import { type Here, strike } from './run.ts';
import { placeOf, type State } from './state.ts';
import { summaryOf } from './summaries.ts';
import { CONTENT, type Segment } from './symbols.ts';
import { targetsOf } from './targets.ts';
import {
  carrying,
  countedAt,
  each,
  either,
  elements,
  handedOn,
  isNothing,
  kept,
  NOTHING,
  read,
  type Survivors,
  type Value,
  whole,
} from './value.ts';
import { isOpaque } from './written-out.ts';

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
        const counted = countedAt(sink.kind, models.naming);
        const shown = models.showing.has(sink.kind);
        const taint = run.taints.get(argument, (value) =>
          shown && isOpaque(argument, value, run.file) ? CLEAN : counted(value),
        );
        const left = reaching(taint, sink.kind);
        if (left.size === 0 || !meets(run.file, node, sink)) continue;
        const at = (inner: Expression): Taint => run.taints.get(inner);
        strike(run, { call: node, argument, sink: sink.kind, taint: left, owner, at });
      }
    }
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
    const summary = summaryOf(target.file, target.code);
    return { summary, handed, binding: bindingOf(target, summary, handed, node, state, here) };
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

/** Whether a call gives an answer, not what it was asked with: rows of a database. */
function answers(name: string, { sinks, answering }: Pick<TaintModels, 'sinks' | 'answering'>): boolean {
  return sinks.find(name).some(({ kind, composes }) => answering.has(kind) && !composes);
}

/** Whether a name is a class's by custom: calling it makes an object that holds what it is given. */
function makes({ func }: Call): boolean {
  const name = func.kind === 'attribute' ? func.attr : func.kind === 'name' ? func.id : '';
  return /^_*[A-Z]\w*[a-z]/u.test(name);
}

/** An object of a class that nobody knows: it holds what it is given, but what its methods answer is something else. */
function held({ plain, named, spread }: Given, survivors: Survivors): Value {
  const parts = new Map<Segment, Value>();
  const hold = (segment: Segment, value: Value): void => {
    const left = kept(value, survivors('call'));
    if (!isNothing(left)) parts.set(segment, left);
  };
  [...plain, ...spread].forEach((value, i) => {
    hold(`.#${i}`, value);
  });
  for (const [name, value] of named) hold(`.${name}`, value);
  return carrying(CLEAN, parts);
}

/** What the arguments give to the result of a call that no function of the project stands behind. */
function handedBy(
  node: Call,
  names: readonly string[],
  values: readonly Value[],
  { transforms, sanitizers, composing, sinks, answering, survivors }: TaintModels,
): Taint {
  const { func } = node;
  if (names.some((name) => answers(name, { sinks, answering }))) return CLEAN;
  // What a sanitizer gives is its argument still, harmless for some sinks.
  if (names.some((name) => transforms.find(name).length + sanitizers.find(name).length > 0))
    return joinAll(values.map(whole));
  if (func.kind !== 'attribute') return CLEAN;
  if (func.attr === 'join') return joinAll(values.map((value) => whole(each(value, survivors))));
  if (composing.has(func.attr)) {
    const all = joinAll(values.map(whole));
    const text = func.attr === 'format' ? constantText(func.value) : undefined;
    return text === undefined ? all : filledIn(text, '{', all);
  }
  // A default is given back as it is.
  return DEFAULTING.has(func.attr) && values[1] ? handedOn(values[1]) : CLEAN;
}

const DEFAULTING = new Set(['get', 'pop', 'setdefault']);

/**
 * What a call gives of which nobody knows anything, or only a row of a table. An answer is not what was asked with: only
 * what is known to make texts of texts hands its arguments on; a method hands on what it is called on.
 */
function unknown(
  node: Call,
  names: readonly string[],
  receiver: Value,
  values: readonly Value[],
  given: Given,
  state: State,
  here: Here,
): Value {
  const { run } = here;
  const { func } = node;
  const { models, names: resolver } = run.file;
  const { survivors } = models;
  if (func.kind === 'attribute' && values.some((value) => value !== NOTHING)) reach(func.value, state, here);
  fill(node, given, state);
  let made = taken(node, receiver, given, state);
  for (const name of names) made ??= copied(name, given, state);
  let taint = CLEAN;
  if (!made) {
    const method = func.kind === 'attribute' ? func.attr : '';
    const own = models.measuring.has(method)
      ? CLEAN
      : models.viewing.has(method)
        ? whole(receiver)
        : // What a class of the project inherits from elsewhere is a program of its own: it need not give what its object holds.
          receiver.of
          ? CLEAN
          : handedOn(receiver);
    const asked =
      models.asked.has(method) && (receiver.is !== undefined || receiver.members)
        ? whole(read(receiver, `.${method}()`, survivors))
        : CLEAN;
    const all = join(
      asked,
      join(handedBy(node, names, values, models), join(own, contentOf(receiver, method, state))),
    );
    taint = narrow(all, survivors('call'));
    if (method !== '') taint = join(taint, narrow(all, survivors(`.${method}()`)));
    if (taint.size === 0 && makes(node)) made = held(given, survivors);
  }
  for (const name of names) {
    for (const { args } of models.streams.find(name)) {
      const content = joinAll(argumentsOf(node, args, resolver).map((a) => run.taints.get(a)));
      made = carrying(CLEAN, new Map([[CONTENT, carrying(content)]]));
    }
    for (const { args } of models.flows.find(name))
      taint = join(taint, joinAll(argumentsOf(node, args, resolver).map((a) => run.taints.get(a))));
  }
  let result = made ? (taint.size > 0 ? { ...made, taint: join(made.taint, taint) } : made) : carrying(taint);
  const cleaning = func.kind === 'attribute' ? (models.sanitizingMethods.get(func.attr) ?? []) : [];
  for (const row of [...names.flatMap((name) => models.sanitizers.find(name)), ...cleaning])
    if (meets(run.file, node, row)) result = carrying(stop(whole(result), row.stops));
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
      if (!callback || !called) continue;
      const callee = isNothing(called) ? { ...NOTHING, names: resolver.resolve(callback) } : called;
      const others = node.args.flatMap((argument, i) =>
        i === at ||
        (row.given !== 'args' && (i < at || (argument.name !== undefined && argument.star === undefined)))
          ? []
          : [{ argument, value: values[i] ?? NOTHING }],
      );
      const args = row.given === 'args' ? others.filter(({ argument }) => argument.name === 'args') : others;
      const plain =
        row.given === 'rest'
          ? args.map(({ value }) => value)
          : args.flatMap(({ value }) => itemsHanded(value, row.given, state));
      const call = (values: readonly Value[]): Value =>
        callValue(callee, { plain: values, named: new Map() }, node, state, here);
      if (row.given === 'fold') {
        const [items = NOTHING, initial] = [plain[0], args[1]?.value];
        const first = call([initial ?? items, items]);
        result = either(result, either(first, call([first, items]), state.survivors), state.survivors);
      } else {
        const given = call(plain);
        result = either(result, row.given === 'items' ? listOf(given) : given, state.survivors);
      }
    }
  }
  return result;
}

function itemsHanded(value: Value, how: CallbackRow['given'], state: State): Value[] {
  if (how !== 'args') return [elements(value, state.survivors)];
  const count = [...(value.parts?.keys() ?? [])].filter((segment) => /^\[\d+\]$/u.test(segment)).length;
  if (count === 0) return [elements(value, state.survivors)];
  return Array.from({ length: count }, (_, i) => read(value, `[${i}]`, state.survivors));
}

/** `setattr(x, "name", value)` */
function setAttribute({ args }: Call, value: Value, state: State, here: Here): void {
  const [object, name] = args;
  const place = object && placeOf(object.value);
  if (!place || name?.value.kind !== 'string') return;
  reach(object.value, state, here);
  state.write({ name: place.name, path: [...place.path, `.${name.value.value}`] }, value);
}

/** `functools.partial(f, x)`: a function that is given `x` first. */
function partial({ plain: [called, ...plain], named }: Given): Value {
  const callables = called?.callables?.map(({ bound, ...code }) => ({
    ...code,
    bound: {
      plain: [...(bound?.plain ?? []), ...plain],
      named: new Map([...(bound?.named ?? []), ...named]),
    },
  }));
  return callables ? { ...NOTHING, callables } : NOTHING;
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
  const given = givenOf(node, values);
  const called = names.resolve(func);
  strikeSinks(node, called, here);
  if (called.includes('setattr')) setAttribute(node, values[2] ?? NOTHING, state, here);
  if (called.includes('functools.partial')) return partial(given);
  const { functions, records, open } = targetsOf(node, callee, receiver, run.file);
  let result = NOTHING;
  const known = functions.length + records.length > 0;
  const handed = known
    ? node.args.map((argument, i) => handedOver(argument.value, values[i] ?? NOTHING, run.file))
    : values;
  for (const target of functions) {
    const self = target.self ? { value: target.self, node: undefined } : receiverOf(node, receiver, state);
    result = either(result, apply(target, node, handed, self, state, here), state.survivors);
  }
  for (const record of records)
    result = either(result, madeBy(record, givenOf(node, handed), state, run.file), state.survivors);
  if (!known) {
    const spread = given.spread.flatMap((value) => itemsHanded(value, 'args', state));
    const handing = { plain: [...given.plain, ...spread], named: given.named };
    result = either(
      unknown(node, called, receiver, values, given, state, here),
      callee ? callValue(callee, handing, node, state, here) : NOTHING,
      state.survivors,
    );
  } else if (open || called.some((name) => models.sanitizers.find(name).length > 0))
    result = either(result, unknown(node, called, receiver, values, given, state, here), state.survivors);
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
