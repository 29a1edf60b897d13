/**
 * A credential that only its name gives away: `DB_PASSWORD=…`, `"client_secret": "…"`. Knows how names and values stand
 * beside each other in most notations, and no syntax of any.
 */
import { isAuthorization, isPassword, isToken, promises } from './chosen.ts';

/** Where names are looked at. `key` says too little by itself. */
export const NAME_WORDS: readonly string[] = [
  'password',
  'passwd',
  'passphrase',
  'passcode',
  '_pass',
  'secret',
  'token',
  'credential',
  'creds',
  '_auth',
  '"auth',
  'authorization',
  'apikey',
  ...[
    'api',
    'access',
    'private',
    'auth',
    'encryption',
    'signing',
    'account',
    'subscription',
    'service',
    'license',
    'master',
    'storage',
    'shared',
  ].flatMap((word) => [`${word}_key`, `${word}-key`, `${word}key`]),
];

/** A value under a telling name. */
export interface Named {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** In quotes, so that it is a text in every notation. */
  readonly quoted: boolean;
  readonly token: boolean;
}

const LONGEST_NAME = 60;
const PART_OF_NAME = /[\w-]/;
const REST_OF_NAME = /[\w-]{1,60}/y;

/** From the end of a name to its value: closing quotes, a type, an assignment or the end of a tag, an opening quote. */
const ASSIGNED =
  /(?:\\?["'`]|\]){0,3}(?:[ \t]{0,4}:?[ \t]{0,4}[Ss]tr(?:ing)?(?=[ \t=]))?[ \t]{0,16}(?:[.?+]?=>?|:{0,3}=|:-|:|>)[ \t]{0,16}(\\?["'`])?/y;

/** The second argument of a call whose first is the name: `getenv("TOKEN", "…")`. */
const SECOND = /\\?["'`][ \t]{0,4},[ \t]{0,4}(\\?["'`])/y;

/** What a scheme puts before a token in a header. */
const SCHEME = /(?:Bearer|Basic|Token|token|ApiKey)[ \t]{1,4}/y;

const BARE = /[^\s"'`,;()[\]{}<>\\]{8,512}/y;
const QUOTED = /[^\s"'`\\]{8,512}/y;

function after(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

/** Where the name begins whose word stands at `at`. */
function startOf(text: string, at: number): number {
  let from = at;
  while (from > 0 && at - from < LONGEST_NAME && PART_OF_NAME.test(text.charAt(from - 1))) from--;
  return from;
}

/** The credential under the name that has `word` at `at`; undefined where there is none. */
export function namedAt(text: string, at: number, word: string): Named | undefined {
  const begun = at + word.length;
  const to = begun + (after(REST_OF_NAME, text, begun)?.[0].length ?? 0);
  const assigned = after(ASSIGNED, text, to) ?? after(SECOND, text, to);
  if (!assigned) return undefined;
  const name = text.slice(startOf(text, at), to).replace(/^[-_]+/, '');
  const promise = isAuthorization(name) ? 'token' : promises(name);
  if (promise === undefined) return undefined;
  const quote = assigned[1];
  const begin = to + assigned[0].length;
  const start = begin + (after(SCHEME, text, begin)?.[0].length ?? 0);
  const value = after(quote === undefined ? BARE : QUOTED, text, start)?.[0];
  if (value === undefined) return undefined;
  const end = start + value.length;
  // A text that goes on is a sentence, or something built.
  if (
    quote !== undefined
      ? !text.startsWith(quote, end)
      : PART_OF_NAME.test(text.charAt(end)) || text[end] === '('
  )
    return undefined;
  const token = isToken(value);
  if (!token && !(promise === 'password' && isPassword(value) && /\d/.test(value))) return undefined;
  return { name, start, end, quoted: quote !== undefined, token };
}
