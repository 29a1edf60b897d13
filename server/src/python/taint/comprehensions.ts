/** What comprehensions give, and what their conditions let through. */
import type { Comprehension, Expression } from '../ast.ts';
import { walk } from '../walk.ts';
import { assign } from './assignment.ts';
import { keyed, listOf } from './containers.ts';
import { evaluate, iterated } from './evaluate.ts';
import { refine } from './guards.ts';
import type { Here } from './run.ts';
import type { State } from './state.ts';
import { KEYS } from './symbols.ts';
import { NOTHING, read, type Value, whole } from './value.ts';

function mentionsName(node: Expression, id: string): boolean {
  let found = false;
  walk(node, (inner) => {
    found ||= inner.kind === 'name' && inner.id === id;
    return !found;
  });
  return found;
}

/** The entries of a dictionary that a comprehension keeps: their keys are those that its conditions let through. */
function filteredCopy(node: Comprehension, from: Expression, state: State, here: Here): Value {
  const base = evaluate(from, state, here);
  const [key] = node.element;
  if (node.conditions.length === 0 || key?.kind !== 'name') return base;
  const inner = state.copy();
  inner.bind(key.id, read(base, KEYS, state.survivors));
  for (const condition of node.conditions) {
    evaluate(condition, inner, here);
    refine(condition, true, inner, here);
  }
  return { ...base, parts: new Map([...(base.parts ?? []), [KEYS, inner.get(key.id) ?? NOTHING]]) };
}

/** The dictionary that `{k: v for k, v in d.items() if …}` takes its entries from as they are. */
function filteredFrom(node: Comprehension): Expression | undefined {
  const { clauses, element } = node;
  const [clause, ...more] = clauses;
  const [key, value] = element;
  if (!clause || more.length > 0 || key?.kind !== 'name' || value?.kind !== 'name') return undefined;
  const { target, iterable } = clause;
  if (target.kind !== 'tuple' || iterable.kind !== 'call' || iterable.args.length > 0) return undefined;
  const [first, second] = target.items;
  const same =
    first?.kind === 'name' && first.id === key.id && second?.kind === 'name' && second.id === value.id;
  const { func } = iterable;
  // What is asked of the values says something of them.
  if (node.conditions.some((condition) => mentionsName(condition, value.id))) return undefined;
  return same && func.kind === 'attribute' && func.attr === 'items' ? func.value : undefined;
}

/** The value of a list, set, dictionary or generator that is written as a loop. */
export function evaluateComprehension(node: Comprehension, state: State, here: Here): Value {
  const inner = state.copy();
  const filtered = filteredFrom(node);
  if (filtered) return filteredCopy(node, filtered, state, here);
  for (const { target, iterable } of node.clauses) {
    const value = iterated(iterable, evaluate(iterable, inner, here), inner, here);
    assign(target, value, undefined, inner, here);
  }
  for (const condition of node.conditions) {
    evaluate(condition, inner, here);
    refine(condition, true, inner, here);
  }
  const made = node.element.map((e) => evaluate(e, inner, here));
  const [first = NOTHING, second] = made;
  return second ? keyed(listOf(second), whole(first)) : listOf(first);
}
