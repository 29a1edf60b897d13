/**
 * Conditions on a value that may be known, unknown or absent: the arguments of a call, the fields of a manifest.
 * One small vocabulary for all languages. Absent is never guessed: where an unknown `**kwargs` or template may
 * supply the value the state is `maybe`, and only the predicate `maybe` matches it.
 */

export type Scalar = string | number | boolean | null;

/** What is known of a value. */
export type Value =
  | { readonly state: 'absent' | 'maybe' }
  /** `true`: whatever it is, the language takes it for true. */
  | { readonly state: 'unknown'; readonly truth?: true }
  | { readonly state: 'known'; readonly value: Scalar };

export type Predicate =
  | 'absent'
  | 'present'
  | 'maybe'
  | 'unknown'
  | 'truthy'
  | { readonly is: Scalar }
  | { readonly not: Scalar }
  | { readonly in: readonly Scalar[] }
  | { readonly 'not-in': readonly Scalar[] }
  | { readonly matches: string }
  | { readonly 'not-matches': string }
  | readonly Predicate[];

const patterns = new Map<string, RegExp>();

/** The compiled pattern; patterns come from rule files, which are few and fixed. */
function pattern(text: string): RegExp {
  const known = patterns.get(text);
  if (known) return known;
  const compiled = new RegExp(text, 'u');
  patterns.set(text, compiled);
  return compiled;
}

/**
 * Whether `value` satisfies `predicate`. A list means any of its members. `is`, `not`, `in`, `matches` and their
 * negations need a known value: an unknown one satisfies none of them.
 */
export function satisfies(value: Value, predicate: Predicate): boolean {
  if (Array.isArray(predicate)) return predicate.some((p: Predicate) => satisfies(value, p));
  if (predicate === 'present') return value.state === 'known' || value.state === 'unknown';
  if (predicate === 'truthy')
    return value.state === 'known' ? Boolean(value.value) : value.state === 'unknown' && value.truth === true;
  if (typeof predicate === 'string') return value.state === predicate;
  if (value.state !== 'known') return false;
  const { value: known } = value;
  if ('is' in predicate) return known === predicate.is;
  if ('not' in predicate) return known !== predicate.not;
  if ('in' in predicate) return predicate.in.includes(known);
  if ('not-in' in predicate) return !predicate['not-in'].includes(known);
  if ('matches' in predicate) return typeof known === 'string' && pattern(predicate.matches).test(known);
  if ('not-matches' in predicate)
    return typeof known === 'string' && !pattern(predicate['not-matches']).test(known);
  return false;
}
