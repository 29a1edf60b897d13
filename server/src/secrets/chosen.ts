/**
 * Whether a text under a telling name can be a credential: a token that was drawn, or a password that someone chose.
 * Knows names and texts, no language.
 */
import { entropy, isPlaceholder, spelled } from './plausible.ts';

const LONGEST = 512;
const SHORTEST_TOKEN = 16;
const SHORTEST_PASSWORD = 8;

/** Bits per character; hexadecimal digits of 16 characters have about 3.2. */
const TOKEN_ENTROPY = 3;

/** Addresses, paths, places in programs (`package.module:function`), templates, prose and markup. */
const NO_SECRET =
  /[\s{}]|^[$<[(%]|:\/\/|^[~./\\]|^[A-Za-z_]\w*(?:\.\w+)+:[A-Za-z_]\w*$|\.(?:json|ya?ml|txt|pem|key|crt|env|py|cfg|ini|toml|csv|bin|pt)$/i;

/** A run of letters and digits that nobody would call a word: `gpt2`, `v12` and `Model7` are words. */
function isDrawn(part: string): boolean {
  const digits = part.match(/\d/g)?.length ?? 0;
  const switches = part.match(/[a-z][A-Z0-9]|[A-Z][a-z0-9]|\d[A-Za-z]/g)?.length ?? 0;
  if (part.length < 8) return false;
  return (
    (digits >= 2 && switches >= 3) ||
    (digits === 0 && part.length >= SHORTEST_TOKEN && switches >= part.length / 3)
  );
}

/** Names of things, drawn as well, which open nothing by themselves. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What `text` says in base64, where that is something to read; the part behind a user and a colon. */
function behindBase64(text: string): string | undefined {
  if (text.length % 4 === 1 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  try {
    const plain = atob(text);
    return /^[ -~]+$/.test(plain) ? plain.slice(plain.lastIndexOf(':') + 1) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether `text` looks like a key or token: long enough, and at least one part of it is no word. */
export function isToken(text: string): boolean {
  if (!looksDrawn(text) || UUID.test(text)) return false;
  const plain = behindBase64(text);
  return plain === undefined || isPassword(plain) || looksDrawn(plain) || UUID.test(plain);
}

function looksDrawn(text: string): boolean {
  if (
    text.length < SHORTEST_TOKEN ||
    text.length > LONGEST ||
    !/^[\w\-./+=:~]+$/.test(text) ||
    NO_SECRET.test(text)
  )
    return false;
  return text.split(/[^A-Za-z0-9]+/).some(isDrawn) && entropy(text) >= TOKEN_ENTROPY && !isPlaceholder(text);
}

/** What people write where a password will stand, in lower case and without digits and signs around. */
const COMMON = new Set(
  (
    'password passwd pass pwd passphrase secret token key apikey user username admin administrator root guest test testing ' +
    'tester demo default changeme letmein welcome login qwerty foo bar foobar baz abc xyz hello world none null empty ' +
    'postgres mysql redis mongo minio minioadmin docker airflow jupyter nvidia hunter mypassword mysecret yourpassword ' +
    'secure strong safe super your here mine some my the of db app prod dev local new old ' +
    'somepassword secretpassword testpassword dummypassword notasecret supersecret topsecret correcthorsebatterystaple'
  ).split(' '),
);

/** Small and capital letters, digits, signs: words with a number behind are what examples and defaults look like. */
const SORTS = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/];
const FEWEST_SORTS = 3;

/** Whether `text` looks like a password that someone uses: of several sorts of characters, and no common word. */
export function isPassword(text: string): boolean {
  if (SORTS.filter((sort) => sort.test(text)).length < FEWEST_SORTS) return false;
  if (text.length < SHORTEST_PASSWORD || text.length > LONGEST || NO_SECRET.test(text)) return false;
  if (!/[A-Za-z]/.test(text) || !/[^A-Za-z_.\-\s]/.test(text) || /^[A-Z][A-Z0-9_]*$/.test(text)) return false;
  const isCommon = (written: string): boolean =>
    written
      .split(/[^a-z]+/)
      .filter((word) => word !== '')
      .every((word) => COMMON.has(word));
  const lower = text.toLowerCase();
  return !isCommon(lower) && !isCommon(spelled(lower)) && entropy(text) >= 2.5 && !isPlaceholder(text);
}

const SCHEMED = /^(?:Bearer|Basic|Token|token|ApiKey) /;

/** What a scheme puts before a token in a header: `Bearer `; empty where there is none. */
export function schemeOf(text: string): string {
  return SCHEMED.exec(text)?.[0] ?? '';
}

/** The header that carries a token, whatever it is called. */
export function isAuthorization(name: string): boolean {
  return /^(?:proxy-)?authorization$/i.test(name);
}

/** `apiKey`, `API_KEY`, `api-key` -> `['api', 'key']`. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

const PASSWORDS = new Set(['password', 'passwd', 'pwd', 'passphrase', 'passcode']);
const TOKENS = new Set([
  'token',
  'secret',
  'apikey',
  'apitoken',
  'accesskey',
  'secretkey',
  'authtoken',
  'privatekey',
  'credential',
  'credentials',
  'creds',
  'auth',
]);
/** Accounts: `pass` is a password only behind one of these, and else a round or a ticket. */
const ACCOUNTS = new Set(
  'db database user root admin smtp ftp mail email redis mongo pg postgres mysql'.split(' '),
);
/** Words behind the one that counts that say nothing more. */
const FORMS = /_?(?:string|value|str)$/i;
/** `key` says something only behind one of these. */
const KEYS = new Set(
  'api access secret private auth authentication encryption signing account subscription service license fernet jwt master storage shared crypto'.split(
    ' ',
  ),
);
/** Words before `token` or `secret` that make it something else: of texts and models, of pages, meant for everyone. */
const TEXT_TOKENS = new Set(
  'pad eos bos unk sep cls mask image audio video speech start end stop next prev previous special new max min num per input output first last begin bot text prompt prefix suffix separator delimiter eot additional csrf page continuation sync cancellation public publishable anon website site widget'.split(
    ' ',
  ),
);

/**
 * What a name says of its value. The last word decides: `token_type_ids` and `secret_name` are no secrets. Numbers
 * behind it do not count.
 */
export function promises(name: string): 'password' | 'token' | undefined {
  const words = wordsOf(name.replace(/[\d_]+$/, '').replace(FORMS, ''));
  const last = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  if (PASSWORDS.has(last) || (last === 'pass' && ACCOUNTS.has(before))) return 'password';
  if (TOKENS.has(last)) return TEXT_TOKENS.has(before) ? undefined : 'token';
  return last === 'key' && KEYS.has(before) ? 'token' : undefined;
}
