/**
 * What a form says of itself beyond its pattern: checksums, and what is encoded in it. A text that fails is not the
 * provider's; one in doubt has the form, and was made up or is known from documentation. Knows no table and no rule.
 */
import { isPassword, isToken } from './chosen.ts';

/** `no`: something else has this form. `doubtful`: the form of the real thing, which it can hardly be. */
export type Verdict = 'yes' | 'doubtful' | 'no';

export type Check = (value: string, whole: string) => Verdict;

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** CRC-32 as zip has it, of an ASCII text. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at) & 0xff;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

/** The checksum at the end of tokens of GitHub and npm: six digits to the base 62. */
export function checksumOf(drawn: string): string {
  let digits = '';
  for (let rest = crc32(drawn), at = 0; at < 6; at++) {
    digits = DIGITS.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/** `ghp_` and its like, `npm_`: what is drawn stands behind the first `_`. */
const crc: Check = (value) => {
  const drawn = value.slice(value.indexOf('_') + 1);
  return checksumOf(drawn.slice(0, -6)) === drawn.slice(-6) ? 'yes' : 'doubtful';
};

function decoded(part: string): string | undefined {
  try {
    return atob(part.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return undefined;
  }
}

function isHeader(text: string): boolean {
  try {
    return 'alg' in (JSON.parse(text) as object);
  } catch {
    return false;
  }
}

/** How the signature of the token begins that jwt.io shows, and others copy. */
const SAMPLE = 'SflKxwRJSMeKKF2QT4f';

/** A token that says how it is signed; those of the documentation are known, and unsigned ones open nothing by themselves. */
const jwt: Check = (value) => {
  const [head = '', body = '', signature = ''] = value.split('.');
  const header = decoded(head);
  if (header === undefined || !isHeader(header)) return 'no';
  const claims = decoded(body);
  if (claims === undefined) return 'no';
  if (/"alg"\s*:\s*"none"/i.test(header) || signature.startsWith(SAMPLE)) return 'doubtful';
  return /"sub"\s*:\s*"1234567890"|"John Doe"|"iss"\s*:\s*"supabase-demo"/.test(claims) ? 'doubtful' : 'yes';
};

/** A password that somebody uses, in an address: no name of a part, and not the user's own name. */
const address: Check = (value, whole) => {
  const user = /:\/\/([^:]*):/.exec(whole)?.[1] ?? '';
  return isPassword(value) && value.toLowerCase() !== user.toLowerCase() ? 'yes' : 'no';
};

const login: Check = (value) => (isPassword(value) || isToken(value) ? 'yes' : 'no');

const CHECKS: Readonly<Record<string, Check>> = { crc, jwt, address, login };

/** The check that a table calls `name`. Throws when there is none. */
export function checkNamed(name: string): Check {
  const check = CHECKS[name];
  if (!check) throw new Error(`there is no check called ${name}`);
  return check;
}
