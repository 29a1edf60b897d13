/**
 * Puts what was handed in for what stands in its place: a summary speaks of symbols, a call says what they are.
 */
import {
  type Carried,
  CLEAN,
  composed,
  join,
  type Kind,
  MOST_SYMBOLS,
  type Taint,
  type Trail,
} from './kinds.ts';
import { ANY, isSymbol, symbolOf } from './symbols.ts';
import {
  bounded,
  type Callable,
  carrying,
  either,
  NOTHING,
  read,
  type Survivors,
  stopped,
  type Value,
  whole,
  withParts,
} from './value.ts';

/** What stands for the symbols of a function where it is called. */
export interface Binding {
  /** The value behind the root of a symbol: `0`, `g:name`, `n:name`. */
  readonly behind: (root: string) => Value;
  /** The call, as a step of the way; absent where nobody calls. */
  readonly call?: Trail;
  readonly survivors: Survivors;
  /** Steps inside of a function of another file, whose nodes are not of this one, as they are told here. */
  readonly told?: (trail: Trail) => Trail;
  /** What symbols were found to stand for, while nothing changes. */
  readonly found?: Map<Kind, Value>;
}

/** The value that a symbol stands for. */
export function valueBehind(symbol: Kind, { behind, survivors, found }: Binding): Value {
  const known = found?.get(symbol);
  if (known) return known;
  const { root, path } = symbolOf(symbol);
  let value = behind(root);
  for (const segment of path) value = read(value, segment, survivors);
  found?.set(symbol, value);
  return value;
}

/** What a sum of symbols and kinds comes to; `of`: what counts of the values that the symbols stand for. */
export function instantiatedTaint(
  taint: Taint,
  binding: Binding,
  of: (value: Value) => Taint = whole,
): Taint {
  if (taint.size === 0) return taint;
  const found = new Map<Kind, Carried>();
  const add = (kind: Kind, carried: Carried): void => {
    const old = found.get(kind);
    if (!old && found.size >= MOST_SYMBOLS && isSymbol(kind)) return;
    found.set(
      kind,
      old ? (join(new Map([[kind, old]]), new Map([[kind, carried]])).get(kind) ?? carried) : carried,
    );
  };
  for (const [kind, own] of taint) {
    const { told } = binding;
    const inner: Carried = told && own.steps.length > 0 ? { ...own, steps: own.steps.map(told) } : own;
    if (!isSymbol(kind)) {
      add(kind, inner);
      continue;
    }
    for (const [outerKind, outer] of of(valueBehind(kind, binding))) {
      if (!isSymbol(outerKind) && inner.reach && !inner.reach.has(outerKind)) continue;
      const carried = composed(outer, inner, binding.call);
      if (carried.reach?.size === 0) continue;
      add(outerKind, carried);
    }
  }
  return found.size === 0 ? CLEAN : found;
}

function instantiatedCallable(callable: Callable, binding: Binding): Callable {
  const { code, self, captured, bound, bare } = callable;
  const one = (value: Value): Value => bounded(instantiated(value, binding));
  return {
    code,
    ...(bare ? { bare } : {}),
    ...(bound
      ? {
          bound: {
            plain: bound.plain.map(one),
            named: new Map([...bound.named].map(([name, value]) => [name, one(value)])),
          },
        }
      : {}),
    ...(self ? { self: bounded(instantiated(self, binding)) } : {}),
    ...(captured
      ? {
          captured: new Map(
            [...captured].map(([name, value]) => [name, bounded(instantiated(value, binding))]),
          ),
        }
      : {}),
  };
}

/** What a value of the function comes to outside of it. */
export function instantiated(value: Value, binding: Binding): Value {
  if (value === NOTHING) return value;
  const { survivors } = binding;
  let made: Value;
  const own = value.is === undefined ? undefined : value.taint.get(value.is);
  if (value.is !== undefined && own) {
    const others = new Map([...value.taint].filter(([kind]) => kind !== value.is));
    made = stopped(valueBehind(value.is, binding), [...own.stopped]);
    if (others.size > 0) made = either(made, carrying(instantiatedTaint(others, binding)), survivors);
  } else {
    made = carrying(instantiatedTaint(value.taint, binding));
  }
  if (value.parts) {
    const parts = new Map(made.parts);
    for (const [segment, part] of value.parts) {
      const inner = instantiated(part, binding);
      // What was added to a container stands beside what was in it.
      parts.set(segment, segment === ANY ? either(parts.get(ANY) ?? NOTHING, inner, survivors) : inner);
    }
    made = withParts(made, parts);
  }
  if (value.of) made = { ...made, of: value.of };
  if (value.names) made = { ...made, names: value.names };
  if (!value.callables) return made;
  return { ...made, callables: value.callables.map((one) => instantiatedCallable(one, binding)) };
}
