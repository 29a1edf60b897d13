/** Values that belong to nobody: addresses of domains that are kept for examples, masks. */

/** Domains of RFC 2606 and its like, and what people write instead of a value. */
const NOBODY =
  /@(?:[\w-]+\.)*(?:example\.(?:com|org|net)|test|invalid)$|^(?:test|foo|bar|dummy|fake)@|^xxx|^\*+$/i;

/** Whether a text is a value of nobody. */
export function isOfNobody(text: string): boolean {
  return NOBODY.test(text);
}
