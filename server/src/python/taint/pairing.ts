/** Pairs what a call hands over with the parameters of a function: by place, by name, the rest in `*args` and `**options`. */
import type { Target } from './targets.ts';
import { either, NOTHING, type Survivors, type Value, written } from './value.ts';

/** The parameters of one function while they are filled; `plain` and `named` tell which one got a value, if any did. */
export interface Seats {
  readonly values: Map<number, Value>;
  /** The parameter that the next value without a name goes to. */
  next(): number;
  plain(value: Value): number | undefined;
  named(name: string, value: Value): number | undefined;
}

/** The parameters of `target` behind the first `taken` ones, with what `partial` has given it already. */
export function seatsOf({ code: { params }, bound }: Target, taken: number, survivors: Survivors): Seats {
  const values = new Map<number, Value>();
  let next = taken;
  const rest = params.findIndex(({ star }) => star === '*');
  const put = (index: number, value: Value): number => {
    const old = values.get(index);
    values.set(index, old ? either(old, value, survivors) : value);
    return index;
  };
  const options = params.findIndex(({ star }) => star === '**');
  const collect = (index: number, segment: string, value: Value): undefined => {
    if (index >= 0) values.set(index, written(values.get(index) ?? NOTHING, [segment], value, survivors));
  };
  const seats: Seats = {
    values,
    next: () => next,
    plain(value) {
      const at = next++;
      // Behind `*args` stand parameters that are given by name alone.
      return at < params.length && (rest < 0 || at < rest)
        ? put(at, value)
        : collect(rest, `[${at - rest}]`, value);
    },
    named(name, value) {
      const index = params.findIndex((param) => param.name === name && param.star === undefined);
      return index >= 0 ? put(index, value) : collect(options, `[${JSON.stringify(name)}]`, value);
    },
  };
  for (const value of bound?.plain ?? []) seats.plain(value);
  for (const [name, value] of bound?.named ?? []) seats.named(name, value);
  return seats;
}
