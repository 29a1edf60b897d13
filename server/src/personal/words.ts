/** The words that names are made of, whatever their spelling. */

/** The words of a name in lower case: `CreditScore`, `credit-score` and `CREDIT_SCORE` are `credit`, `score`. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
