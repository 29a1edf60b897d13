/** The arguments of a call by name and position, through `*args` and `**kwargs`. */
import type { Value } from '../engine/predicates.ts';
import type { Argument, Call, Expression } from './ast.ts';
import { constantOf } from './constants.ts';
import { entriesOf } from './entries.ts';
import type { Names } from './names.ts';

/** What fills a parameter: an expression, nothing, or perhaps something (`*args`, unknown `**kwargs`). */
export type Filled =
  | { readonly state: 'given'; readonly value: Expression; readonly argument: Argument }
  | { readonly state: 'absent' | 'maybe' };

/** `weights_only`, `0`, or `0|f`: a keyword, a position, or either. */
export function argumentOf(call: Call, key: string, names: Names): Filled {
  const alternatives = key.split('|');
  let uncertain = false;
  for (const argument of call.args) {
    if (argument.name !== undefined && alternatives.includes(argument.name))
      return { state: 'given', value: argument.value, argument };
    if (argument.star !== '**') continue;
    const { known, open } = entriesOf(argument.value, names);
    if (open) uncertain = true;
    for (const alternative of alternatives) {
      if (!known.has(alternative)) continue;
      const value = known.get(alternative);
      if (value) return { state: 'given', value, argument };
      uncertain = true;
    }
  }
  const position = alternatives.map(Number).find((n) => Number.isInteger(n));
  if (position !== undefined) {
    const plain = call.args.filter((a) => a.name === undefined && a.star !== '**');
    const starred = plain.findIndex((a) => a.star === '*');
    if (starred >= 0 && starred <= position) return { state: 'maybe' };
    const argument = plain[position];
    if (argument) return { state: 'given', value: argument.value, argument };
  }
  return { state: uncertain ? 'maybe' : 'absent' };
}

/** The value of an argument, for predicates. */
export function argumentValue(call: Call, key: string, names: Names): Value {
  const filled = argumentOf(call, key, names);
  return filled.state === 'given' ? constantOf(filled.value, names) : { state: filled.state };
}
