/**
 * Whether a call is reached only where somebody has said that they trust what it reads: on a name that says so (`trust_remote_code`,
 * `allow_pickle`, `ALLOW_UNSAFE_DESERIALIZATION`), which everybody else is refused for. Knows syntax and words only.
 */
import { wordsOf } from '../personal/words.ts';
import type { Call, Compare, Expression } from './ast.ts';
import { isCallReachedWhere } from './choices.ts';
import { walk } from './walk.ts';

const TRUST = /^(trust|trusts|trusted|unsafe|insecure|danger|dangerous|dangerously)$/;
const PERMISSION = /^(allow|allows|allowed)$/;
/** What somebody agrees to who knows what it does. Files of a kind are allowed to everybody (`allowed_file`). */
const DANGER =
  /^(pickle|pickles|pickled|pickling|pkl|unpickle|remote|code|deserialise|deserialize|deserialisation|deserialization|weights|torch|unsafe|untrusted)$/;
/** What is trusted; the words of trust and danger also stand alone. */
const MATTER =
  /^(load|loading|loads|model|models|checkpoint|checkpoints|source|artifact|artifacts|url|urls|file|files)$/;

function saysConsent(text: string): boolean {
  const words = wordsOf(text);
  const says = (form: RegExp): boolean => words.some((word) => form.test(word));
  if (says(PERMISSION)) return says(DANGER);
  return says(TRUST) && (words.length === 1 || says(DANGER) || says(MATTER));
}

function mentionsConsent(node: Expression): boolean {
  let found = false;
  walk(node, (inner) => {
    if (inner.kind === 'name') found ||= saysConsent(inner.id);
    else if (inner.kind === 'attribute') found ||= saysConsent(inner.attr);
    else if (inner.kind === 'string') found ||= inner.value.length < 80 && saysConsent(inner.value);
    return !found;
  });
  return found;
}

function isOff(node: Expression): boolean {
  if (node.kind === 'constant') return node.value !== true;
  if (node.kind === 'number') return node.value === 0;
  return node.kind === 'string' && /^(|0|no|off|false)$/i.test(node.value);
}

function comparesConsent({ ops, operands }: Compare, holds: boolean): boolean {
  const [op = ''] = ops;
  const [left, right] = operands;
  if (!left || !right || operands.length > 2) return false;
  const equal = ['==', 'is', 'in'].includes(op);
  if (!equal && !['!=', 'is not', 'not in'].includes(op)) return false;
  return (equal === holds) !== isOff(right) && mentionsConsent(left);
}

/** Whether `condition` is as it is (`holds`: true) only with somebody's consent. */
function needsConsent(condition: Expression, holds: boolean): boolean {
  if (condition.kind === 'unary' && condition.op === 'not') return needsConsent(condition.operand, !holds);
  if (condition.kind === 'bool') {
    const sides = [condition.left, condition.right];
    const both = (condition.op === 'and') === holds;
    return both
      ? sides.some((side) => needsConsent(side, holds))
      : sides.every((side) => needsConsent(side, holds));
  }
  if (condition.kind === 'compare') return comparesConsent(condition, holds);
  return holds && mentionsConsent(condition);
}

/** Whether `call` is reached only where somebody has said that they trust what it reads. */
export function isOptedIn(call: Call): boolean {
  return isCallReachedWhere(call, needsConsent);
}
