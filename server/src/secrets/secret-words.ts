/**
 * Which names speak of a secret, which values can be one, which files hold one, as files of deployment write them. Judges words
 * only; where they stand is the business of the languages.
 */
import { entropy, isPlaceholder } from './plausible.ts';

const NOUNS = new Set([
  'password',
  'passwd',
  'passphrase',
  'secret',
  'token',
  'credential',
  'credentials',
  'apikey',
  'pat',
]);
/** Only behind another word: `PWD` is the working directory. */
const SHORT_NOUNS = new Set(['pass', 'pwd']);
/** What makes a key a secret one: `API_KEY`, `SSH_KEY`. */
const KEY_KINDS = new Set([
  'api',
  'access',
  'secret',
  'private',
  'auth',
  'ssh',
  'deploy',
  'encryption',
  'account',
  'master',
  'service',
  'app',
  'subscription',
  'openai',
  'anthropic',
  'hf',
  'huggingface',
  'wandb',
  'cohere',
  'groq',
  'mistral',
  'gemini',
  'azure',
  'aws',
  'gcp',
  'google',
]);
/** Keys that are published, or that unlock nothing. */
const OPEN_KEYS = new Set([
  'gpg',
  'pgp',
  'apt',
  'rpm',
  'public',
  'pub',
  'cache',
  'primary',
  'foreign',
  'partition',
  'sort',
  'host',
  'index',
  'object',
  'registry',
]);
/** Tokens of language models, and what is published by its name. */
const NO_SECRET = new Set(['public', 'pub', 'eos', 'bos', 'pad', 'unk', 'sep', 'cls', 'mask', 'special']);
/** The last word of a name says that the value is about a secret, and is none. */
const ABOUT =
  /^(files?|paths?|dir|directory|folder|ur[li]|endpoint|host|port|names?|ids?|type|kind|mode|length|len|size|count|limit|max|min|num|number|expiry|expires|expiration|ttl|timeout|seconds|minutes|hours|days|algorithm|alg|header|prefix|suffix|format|version|enabled?|disabled?|required|optional|stores?|server|ring|location|arn|region|env|var|variable|parallelism|policy|rotation|provider|class|manager|backend|engine|driver|source|ref|template|user|username|fingerprint|checksum|issuer|audience|scopes?|stdin)$/;
const SWITCH =
  /^(disabled?|enabled?|use|skip|require|allow|no|max|min|num|has|is|with|without|validate|check)$/;

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** How surely a name is that of a secret: `yes`, `key` for a key of unknown kind, or undefined. */
export function secretName(name: string): 'yes' | 'key' | undefined {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  if (words.length === 0 || ABOUT.test(last) || SWITCH.test(words[0] ?? '')) return undefined;
  if (words.some((word) => NO_SECRET.has(word))) return undefined;
  if (words.some((word) => NOUNS.has(word)) || (words.length > 1 && SHORT_NOUNS.has(last))) return 'yes';
  const key = words.lastIndexOf('key');
  if (key < 0 || words.some((word) => OPEN_KEYS.has(word))) return undefined;
  return KEY_KINDS.has(words[key - 1] ?? '') ? 'yes' : last === 'key' ? 'key' : undefined;
}

const NO_VALUE =
  /^(true|false|yes|no|on|off|none|null|nil|undefined|unset|empty|auto|default|n\/?a|-+|\*+|x+|\d{1,3})$/i;
const STAND_IN =
  /^(pass(word|wd)?|secret|token|key|api-?key|changeit|test(ing)?|foo(bar)?|bar|demo|tbd|any(thing)?|fake|not[-_ ]?\w+)$|^(my|your|some|the|a)[-_ ]?(super)?[-_ ]?(secret|pass|token|api|key)|[-_ ]here$|x{3}|\*{3}/i;
const ELSEWHERE = /^(id=|\.{1,2}\/|~\/|\/[\w.-]+\/|[A-Za-z]:\\|arn:|projects\/|\/run\/|file:)/;
const FINGERPRINT = /^(0x)?[0-9A-F]{8,40}$/;
const LEAST_KEY_BITS = 3;

const LONGEST_URL = 4096;

/** The password inside a URL (`https://user:password@host`), or undefined. */
export function passwordInUrl(
  text: string,
): { readonly user: string; readonly password: string; readonly index: number } | undefined {
  if (text.length > LONGEST_URL || !text.includes('://')) return undefined;
  const found = /\b[a-z][a-z0-9+.-]*:\/\/([^\s/:@]*):([^\s/@]+)@/i.exec(text);
  const [, user = '', password] = found ?? [];
  if (!found || password === undefined || /[$<{]/.test(password) || !possible(password)) return undefined;
  return { user, password, index: found.index + found[0].length - password.length - 1 };
}

function possible(value: string): boolean {
  return !NO_VALUE.test(value) && !STAND_IN.test(value) && !isPlaceholder(value);
}

/** Whether `value` can be the secret that `name` promises. Values with variables or templates never are. */
export function isSecret(name: string, value: string): boolean {
  const kind = secretName(name);
  if (
    kind === undefined ||
    /[\s$<]|\{\{/.test(value) ||
    ELSEWHERE.test(value) ||
    /^[a-z][\w+.-]*:\/\//i.test(value)
  )
    return false;
  if (!possible(value)) return false;
  if (/pass|pwd/i.test(name)) return value.length >= 3;
  if (wordsOf(name).includes(value.toLowerCase())) return false;
  if (/^\d+$/.test(value) || FINGERPRINT.test(value) || value.length < 6) return false;
  return (
    kind === 'yes' ||
    (value.length >= 16 && /\d/.test(value) && /[a-z]/i.test(value) && entropy(value) >= LEAST_KEY_BITS)
  );
}

const SAMPLE = /\.(example|sample|template|tmpl|dist|defaults?|tpl)$|^\.env\.(test|ci|schema)$/i;
const PUBLIC_KEY = /gpg|pgp|apt|rpm|pub|repo|archive|signing|release/i;
const SECRET_FILES: readonly RegExp[] = [
  /^\.env(\..+)?$/,
  /^[\w-]+\.env$/,
  /^\.env\*/,
  /^id_(rsa|dsa|ecdsa|ed25519)$/,
  /^\.(netrc|pypirc|git-credentials|pgpass|htpasswd|vault-token|vault_pass)$/,
  /(^|[-_.])(priv(ate)?[-_]?key|privkey|secret[-_]?key)(\.(pem|key|der|json))?$/i,
  /(^|[-_.])key\.pem$/i,
  /\.(key|p12|pfx|jks|ppk|kdbx)$/i,
  /^service[-_]?account[\w.-]*\.json$/i,
  /^(gcp|gcloud|google|firebase)[\w.-]*(key|credentials?|account|adminsdk)[\w.-]*\.json$/i,
  /^(credentials|client_secrets?|secrets)\.(json|ya?ml|toml|ini)$/i,
  /^kaggle\.json$/,
  /^kubeconfig$/,
];
const SECRET_PLACES =
  /(^|\/)(\.aws\/credentials|\.ssh|\.kube\/config|\.docker\/config\.json|\.gnupg|\.streamlit\/secrets\.toml)\/?$/;

/** Whether a path, relative to the build context, is that of a file that holds secrets by its name. */
export function isSecretFile(path: string): boolean {
  const name = path.replace(/\/+$/, '').split('/').at(-1) ?? '';
  if (SAMPLE.test(name) || (/key/i.test(name) && PUBLIC_KEY.test(name)) || /^[a-z][\w+.-]*:\/\//i.test(path))
    return false;
  return SECRET_PLACES.test(path) || SECRET_FILES.some((pattern) => pattern.test(name));
}

/** What a message may say of a secret: its length, and the start of one that is long enough to keep the rest hidden. */
export function shown(value: string): string {
  return value.length >= 16
    ? `${value.slice(0, 4)}…, ${value.length} characters`
    : `${value.length} characters`;
}
