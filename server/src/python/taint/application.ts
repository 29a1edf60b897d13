/**
 * A function of the project applied to the arguments of a call: what its parameters are given, which sinks that reaches,
 * and what it does to the objects and variables of the caller. What the function does stands in its summary.
 */
import type { Call, Expression } from '../ast.ts';
import { textOf } from '../file.ts';
import { reach } from './assignment.ts';
import { callValue } from './called-values.ts';
import { raise } from './exceptions.ts';
import { type Binding, instantiated, instantiatedTaint, valueBehind } from './instantiation.ts';
import { reaching, type Taint, type Trail, toldAs } from './kinds.ts';
import { seatsOf } from './pairing.ts';
import { type Here, type Hit, stepOf, strike } from './run.ts';
import { placeOf, type State } from './state.ts';
import { summaryOf } from './summaries.ts';
import type { Summary } from './summary.ts';
import { isSymbol } from './symbols.ts';
import type { Target } from './targets.ts';
import { carrying, countedAt, either, NOTHING, read, symbolic, type Value } from './value.ts';

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
  const from = new Map<number, Expression>();
  const seats = seatsOf(target, target.first === 'none' ? 0 : 1, survivors);
  const { values } = seats;
  if (receiver && target.first === 'instance') {
    values.set(0, receiver.value);
    if (receiver.node) from.set(0, receiver.node);
  }
  const options = params.findIndex(({ star }) => star === '**');
  node.args.forEach((argument, i) => {
    const value = given[i] ?? NOTHING;
    const next = seats.next();
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
    const seat = argument.name === undefined ? seats.plain(value) : seats.named(argument.name, value);
    if (seat !== undefined) from.set(seat, argument.value);
  });
  return { values, from };
}

/** What stands for the symbols of `target` where it is called. */
export function bindingOf(
  target: Target,
  { calls }: Summary,
  handed: Handed,
  node: Call,
  state: State,
  here: Here,
): Binding {
  const { file } = here.run;
  const foreign = target.file !== file;
  const name = target.code.kind === 'function' ? target.code.name : 'lambda';
  const told = (trail: Trail): Trail => toldAs(trail, stepOf(target.file, trail));
  const results = new Map<string, Value>();
  const binding: Binding = {
    survivors: state.survivors,
    call: { node, note: `is given to \`${name}\``, call: true },
    ...(foreign ? { told } : {}),
    behind: (root) => {
      const pending = calls.get(root);
      if (pending) {
        const known = results.get(root);
        if (known) return known;
        // Calls in circles come to nothing more.
        results.set(root, NOTHING);
        const given = (value: Value): Value => instantiated(value, binding);
        const result = callValue(
          valueBehind(pending.callee, binding),
          {
            plain: pending.plain.map(given),
            named: new Map([...pending.named].map(([key, value]) => [key, given(value)])),
          },
          node,
          state,
          here,
        );
        results.set(root, result);
        return result;
      }
      if (!isVariable(root)) return handed.values.get(Number(root)) ?? NOTHING;
      if (foreign) return target.captured?.get(root.slice(2)) ?? NOTHING;
      return variableBehind(root, state, here, target.captured);
    },
  };
  return binding;
}

function isVariable(root: string): boolean {
  return root.startsWith('g:') || root.startsWith('n:');
}

/** What a variable of the module (`g:name`) or of a function around (`n:name`) holds where a function that uses it is called. */
export function variableBehind(
  root: string,
  state: State,
  here: Here,
  captured?: ReadonlyMap<string, Value>,
): Value {
  const name = root.slice(2);
  // Only the module's own code knows what the module's variables hold now.
  if (root.startsWith('g:') && here.code !== undefined) return symbolic(`@${root}`);
  const kept = captured?.get(name);
  // A function that was kept is what it was, whatever the variables of the caller are called.
  return kept?.callables ? kept : (state.get(name) ?? kept ?? NOTHING);
}

/** Tells the caller of the sinks that `summary` reaches with what it was given. */
export function strikeThrough(
  summary: Summary,
  target: Target,
  handed: Handed,
  node: Call,
  binding: Binding,
  here: Here,
): void {
  const { run, owner } = here;
  const foreign = target.file !== run.file;
  // Many sinks are reached with the same things.
  const still: Binding = { ...binding, found: new Map() };
  for (const hit of summary.hits) {
    const symbols = new Map([...hit.taint].filter(([kind]) => isSymbol(kind)));
    const taint = instantiatedTaint(symbols, still, countedAt(hit.sink, run.file.models.naming));
    const left = reaching(taint, hit.sink);
    if (left.size === 0) continue;
    const at = (inner: Expression): Taint => instantiatedTaint(hit.at(inner), binding);
    if (!foreign) {
      strike(run, { ...hit, taint: left, at });
      continue;
    }
    const argument = argumentFor(symbols, handed) ?? node;
    const beyond = hit.beyond ?? calledThere(hit, target);
    strike(run, { call: node, argument, sink: hit.sink, taint: left, owner, at, beyond });
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
    const value = binding.told ? abroad(instantiated(effect, binding)) : instantiated(effect, binding);
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
export function apply(
  target: Target,
  node: Call,
  given: readonly Value[],
  receiver: { readonly value: Value; readonly node: Expression | undefined } | undefined,
  state: State,
  here: Here,
): Value {
  const handed = handedTo(target, node, given, receiver, state);
  const summary = summaryOf(target.file, target.code);
  const binding = bindingOf(target, summary, handed, node, state, here);
  strikeThrough(summary, target, handed, node, binding, here);
  for (const root of summary.calls.keys()) binding.behind(root);
  const foreign = target.file !== here.run.file;
  for (const { classes, value } of summary.raises) {
    const raised = instantiated(value, binding);
    const { raises = here.run.raises } = here;
    raise(raises, { classes, value: foreign ? abroad(raised) : raised }, state.survivors);
  }
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
export function abroad(value: Value): Value {
  const { taint, parts, members, is } = value;
  const plain = carrying(
    taint,
    parts && new Map([...parts].map(([segment, part]) => [segment, abroad(part)])),
  );
  return {
    ...plain,
    ...(members ? { members } : {}),
    ...(is === undefined ? {} : { is }),
  };
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
