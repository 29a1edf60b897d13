/**
 * What parameters hold that a framework fills by calling a function of the project first. Which functions these are, and
 * what they are given of the request, `routes/suppliers.ts` knows.
 */
import type { Param } from '../ast.ts';
import { requestedBy, type Supply, supplyOf } from '../routes/suppliers.ts';
import { untracked } from '../tracking.ts';
import { abroad, bindingOf, strikeThrough } from './application.ts';
import { instantiated } from './instantiation.ts';
import { CLEAN, join, origin, type Taint, toldAs } from './kinds.ts';
import { type Here, stepOf } from './run.ts';
import type { State } from './state.ts';
import { summaryOf } from './summaries.ts';
import { type Target, targetsNamed } from './targets.ts';
import { carrying, either, NOTHING, type Value } from './value.ts';

/** What a function of another file is given of the request; one of this file knows it itself. */
function handed({ file, code }: Target, { framework }: Supply): Map<number, Value> {
  const values = new Map<number, Value>();
  if (code.kind !== 'function') return values;
  code.params.forEach((param, index) => {
    let taint: Taint = CLEAN;
    for (const { kind, note } of requestedBy(param, code, framework, file)) {
      const step = stepOf(file, { node: param, note });
      taint = join(taint, origin(kind, toldAs({ node: param, note }, step)));
    }
    if (taint.size > 0) values.set(index, carrying(taint));
  });
  return values;
}

/** What fills `param` of the function that `here` runs. */
export function suppliedTo(param: Param, state: State, here: Here): Value {
  const { file } = here.run;
  const supply = supplyOf(param, file);
  if (!supply) return NOTHING;
  let value = NOTHING;
  for (const target of targetsNamed(supply.callee, file).functions) {
    const foreign = target.file !== file;
    const values = foreign ? untracked(() => handed(target, supply)) : new Map();
    const given = { values, from: new Map() };
    const summary = summaryOf(target.file, target.code);
    const binding = bindingOf(target, summary, given, supply.call, state, here);
    if (foreign) strikeThrough(summary, target, given, supply.call, binding, here);
    const own = target.first === 'object' ? (summary.effects.get(0) ?? NOTHING) : summary.returns;
    const made = instantiated(own, binding);
    const object = !foreign && target.made ? { ...made, of: target.made } : made;
    value = either(value, foreign ? abroad(object) : object, state.survivors);
  }
  return value;
}
