/** What an assignment does to the variables: names, attributes, items, and patterns of these. */
import type { Attribute, Expression } from '../ast.ts';
import { writeTo } from './application.ts';
import { evaluate } from './evaluate.ts';
import { instantiated } from './instantiation.ts';
import { CLEAN, join } from './kinds.ts';
import { givesParts, PART_STOPS } from './one-part.ts';
import type { Here } from './run.ts';
import { pathOf, placeOf, type State, type Target } from './state.ts';
import { summaryOf } from './summaries.ts';
import { ANY, KEYS } from './symbols.ts';
import { setterOf } from './targets.ts';
import { carrying, elements, moved, NOTHING, read, stopped, type Value, whole } from './value.ts';
import { declaredElsewhere, unbound } from './variables.ts';

const isStarred = ({ kind }: Expression): boolean => kind === 'starred';

function assignItems(items: readonly Expression[], value: Value, state: State, here: Here): void {
  const { survivors } = state;
  const starred = items.findIndex(({ kind }) => kind === 'starred');
  items.forEach((item, index) => {
    const known = starred < 0 || index < starred;
    // Of what is known as a whole only, every item may be all of it.
    const part =
      value.parts || value.is !== undefined
        ? known
          ? read(value, `[${index}]`, survivors)
          : elements(value, survivors)
        : carrying(value.taint);
    if (item.kind === 'starred') {
      if (item.value) assign(item.value, value, undefined, state, here);
    } else assign(item, part, undefined, state, here);
  });
}

/**
 * Makes a variable of the module or of a function around known in `state`, before what it holds is changed; what became
 * of it is told at the end of the run.
 */
export function reach(node: Expression, state: State, here: Here): void {
  let root = node;
  while (root.kind === 'attribute' || root.kind === 'subscript') root = root.value;
  if (root.kind !== 'name' || here.code === undefined || state.get(root.id) !== undefined) return;
  const value = unbound(root, here.run.file, here.code);
  if (value.is === undefined) return;
  state.hand(root.id, value);
  here.run.reached.set(root.id, value.is);
}

/** Whether assigning to `target` calls a method of its object, which then does what it does to it. */
function setThrough(target: Attribute, place: Target, value: Value, state: State, here: Here): boolean {
  const object = evaluate(target.value, state, here);
  const setter = setterOf(object, target.attr, here.run.file);
  const effect = setter && summaryOf(setter.file, setter.code).effects.get(0);
  if (!setter) return false;
  const behind = (root: string): Value => (root === '0' ? object : root === '1' ? value : NOTHING);
  if (effect) {
    const changed = instantiated(effect, { survivors: state.survivors, behind });
    state.write({ ...place, path: place.path.slice(0, -1) }, changed);
  }
  return true;
}

/** Assigns `value`, which `from` gave, to `target`. Changes `state`. */
export function assign(
  target: Expression,
  value: Value,
  from: Expression | undefined,
  state: State,
  here: Here,
): void {
  if (target.kind === 'tuple' || target.kind === 'list') {
    const apart = from && givesParts(from, here.run.file) && !target.items.some(isStarred);
    assignItems(target.items, apart ? stopped(value, PART_STOPS) : value, state, here);
    return;
  }
  if (target.kind === 'starred') {
    if (target.value) assign(target.value, value, from, state, here);
    return;
  }
  const place = placeOf(target);
  if (!place) return;
  const path = pathOf(target);
  const arrived = moved(value, { node: target, note: path === undefined ? '' : `goes into \`${path}\`` });
  if (target.kind === 'name') {
    const symbol = declaredElsewhere(target);
    if (symbol !== undefined) {
      if (value !== NOTHING) writeTo(symbol, arrived, state, here);
      return;
    }
    if (from?.kind === 'name' && state.get(from.id) !== undefined && from.id !== target.id) {
      state.alias(target.id, from.id);
      return;
    }
    state.bind(target.id, arrived);
    return;
  }
  reach(target, state, here);
  if (target.kind === 'attribute' && setThrough(target, place, arrived, state, here)) return;
  if (target.kind === 'subscript' && place.path.at(-1) === ANY) {
    const keys = target.index.reduce((all, index) => join(all, whole(evaluate(index, state, here))), CLEAN);
    if (keys.size > 0)
      state.write({ ...place, path: [...place.path.slice(0, -1), KEYS] }, carrying(keys), true);
  }
  state.write(place, arrived);
}
