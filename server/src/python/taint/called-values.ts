/**
 * Calls of values: functions that were handed in, kept in variables, bound by `partial`, wrapped by decorators, or known by
 * a name of the tables. What a call of something still unknown does is told where that becomes known (`Pending`).
 */
import type { Call } from '../ast.ts';
import { bindingOf, type Handed, strikeThrough } from './application.ts';
import type { Given } from './containers.ts';
import { instantiated } from './instantiation.ts';
import { CLEAN, join, type Kind, narrow, stop } from './kinds.ts';
import { seatsOf } from './pairing.ts';
import type { Here } from './run.ts';
import type { State } from './state.ts';
import { summaryOf } from './summaries.ts';
import { pendingSymbol, symbolOf } from './symbols.ts';
import { type Target, targetsBehind } from './targets.ts';
import { carrying, either, NOTHING, symbolic, type Value, whole } from './value.ts';

/** What is handed to a call, apart from where it is written, with nothing spread any more. */
export type Handing = Omit<Given, 'spread'>;

/** A call of what was handed in or of a variable around: the symbol of what is called, and the arguments. */
export interface Pending extends Handing {
  readonly callee: Kind;
}

/** Functions that call what they are given inside of each other are not followed further than this. */
const DEEPEST = 6;

let depth = 0;

function filled(target: Target, { plain, named }: Handing, state: State): Handed {
  const { first, self } = target;
  const seats = seatsOf(target, first === 'instance' ? 1 : 0, state.survivors);
  if (first === 'instance') seats.values.set(0, self ?? NOTHING);
  for (const value of plain) seats.plain(value);
  for (const [name, value] of named) seats.named(name, value);
  return { values: seats.values, from: new Map() };
}

/** What a function of a library that tables know makes of what it is given. */
function tabled(names: readonly string[], { plain, named }: Handing, here: Here): Value {
  const { models } = here.run.file;
  if (!names.some((name) => models.transforms.find(name).length + models.sanitizers.find(name).length > 0))
    return NOTHING;
  let taint = CLEAN;
  for (const value of [...plain, ...named.values()]) taint = join(taint, whole(value));
  taint = narrow(taint, models.survivors('call'));
  for (const name of names) for (const { stops } of models.sanitizers.find(name)) taint = stop(taint, stops);
  return carrying(taint);
}

/** What calling `callee` gives, `node` being the call that brings it about. Tells the run which sinks that reaches. */
export function callValue(callee: Value, handing: Handing, node: Call, state: State, here: Here): Value {
  if (depth >= DEEPEST) return NOTHING;
  if (callee.callables) {
    depth++;
    try {
      let result = NOTHING;
      for (const target of callee.callables.flatMap((one) => targetsBehind(one, here.run.file))) {
        const handed = filled(target, handing, state);
        const summary = summaryOf(target.file, target.code);
        const binding = bindingOf(target, summary, handed, node, state, here);
        strikeThrough(summary, target, handed, node, binding, here);
        for (const root of summary.calls.keys()) binding.behind(root);
        result = either(result, instantiated(summary.returns, binding), state.survivors);
      }
      return result;
    } finally {
      depth--;
    }
  }
  if (callee.names) return tabled(callee.names, handing, here);
  if (callee.is === undefined || here.code === undefined) return NOTHING;
  const symbol = pendingSymbol(`${node.chunk.serial}_${node.start}_${callee.is.replace(/\W/gu, '_')}`);
  here.run.calls.set(symbolOf(symbol).root, { callee: callee.is, ...handing });
  return symbolic(symbol);
}
