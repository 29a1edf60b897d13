/**
 * Stars out what looks like a key, so that neither the package nor a page carries one: examples of rules about secrets
 * hold strings that scanners, rightly, take for live keys.
 */

const PREFIXED = /\b(?:sk|pk|hf|gsk|ghp|r8|xai|AKIA|ASIA|AIza|eyJ|nvapi|pcsk|lsv2)[-_A-Za-z0-9]{12,}/g;
const RANDOM = /[A-Za-z0-9_+=]{20,}/g;

/** Letters of both cases and digits, mixed as no name is. */
function isRandom(token: string): boolean {
  return /[a-z]/.test(token) && /[A-Z]/.test(token) && /\d/.test(token);
}

function starred(token: string): string {
  return token.slice(0, 4) + '*'.repeat(token.length - 4);
}

/** `text` with key-shaped parts starred out but for their first letters; every other character stays at its place. */
export function masked(text: string): string {
  return text
    .replace(PREFIXED, starred)
    .replace(RANDOM, (token) => (isRandom(token) ? starred(token) : token));
}
