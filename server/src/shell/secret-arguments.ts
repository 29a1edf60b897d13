/**
 * Where a command line carries a secret: assignments, options, logins, headers, addresses. Says where and under which
 * name; whether the value can be a secret is judged by the caller.
 */
import type { Span } from '../engine/types.ts';
import { type MappedText, slice, spanIn } from './mapped.ts';
import type { Program, SimpleCommand, Word } from './model.ts';

export interface Carried {
  /** What the value is called: the variable, the option, the kind of login. */
  readonly name: string;
  readonly value: MappedText;
  readonly span: Span;
  /** The word that is the secret, when it is nothing else: it can be replaced as a whole. */
  readonly word?: Word;
}

/** Logins whose secret is a positional argument or has a short option: what comes before it. */
const LOGINS: readonly { readonly program: RegExp; readonly before: RegExp; readonly name: string }[] = [
  {
    program: /^(docker|podman|nerdctl|buildah|skopeo|crane|oras|helm)$/,
    before: /(^| )(auth )?login .*-p$/,
    name: 'password',
  },
  { program: /^sshpass$/, before: /^-p$/, name: 'password' },
  { program: /^wandb$/, before: /^login( --\S+)*$/, name: 'api_key' },
  { program: /^az$/, before: /^(login|acr login) .*-p$/, name: 'password' },
  {
    program: /^aws$/,
    before: /^configure set (\S+\.)?aws_(secret_access_key|session_token)$/,
    name: 'secret_key',
  },
  { program: /^(npm|yarn|pnpm)$/, before: /^config set .*_(authToken|password|auth)$/, name: 'auth_token' },
  { program: /^(curl|wget|http)$/, before: /(^| )(-u|--user|--proxy-user)$/, name: 'user_password' },
];
/** Words of a login that are looked at. */
const LONGEST_LOGIN = 40;

const HUGGING_FACE = /^(hf|huggingface-cli)$/;
const HEADER =
  /^(?:authorization|x-api-key|private-token|x-auth-token):\s*(?:(?:bearer|basic|token)\s+)?(\S+)$/i;

function part(name: string, word: Word, start: number): Carried[] {
  const value = slice(word.value, start, word.value.text.length);
  return value.text === '' ? [] : [{ name, value, span: spanIn(value, 0, value.text.length) }];
}

function whole(name: string, word: Word): Carried {
  return { name, value: word.value, span: word.span, word };
}

function ofWord(program: string, word: Word, next: Word | undefined): Carried[] {
  const { text } = word.value;
  const [, option, equals] = /^--?([A-Za-z][\w.-]*)(=?)/.exec(text) ?? [];
  if (option !== undefined && text.startsWith('--')) {
    const name = option === 'token' && HUGGING_FACE.test(program) ? 'hf_token' : option;
    if (equals === '=') return part(name, word, option.length + 3);
    return next && !next.value.text.startsWith('-') ? [whole(name, next)] : [];
  }
  const header = HEADER.exec(text);
  return header?.[1] === undefined ? [] : part('auth_token', word, text.length - header[1].length);
}

function ofLogin({ name, arguments: words }: Program): Carried[] {
  const logins = LOGINS.filter(({ program }) => program.test(name));
  if (logins.length === 0) return [];
  return words.slice(0, LONGEST_LOGIN).flatMap((word, index) => {
    const before = words
      .slice(0, index)
      .map(({ value }) => value.text)
      .join(' ');
    const login = index === 0 ? undefined : logins.find((entry) => entry.before.test(before));
    if (!login || word.value.text.startsWith('-')) return [];
    const colon = login.name === 'user_password' ? word.value.text.indexOf(':') + 1 : 0;
    if (login.name === 'user_password' && colon === 0) return [];
    return colon > 0 ? part(login.name, word, colon) : [whole(login.name, word)];
  });
}

/** The values that `command` carries under a name. A value may be anything, also a variable. */
export function carriedBy(command: SimpleCommand): Carried[] {
  const { assignments, program } = command;
  const words = program?.arguments ?? [];
  return [
    ...assignments.flatMap(({ name, value }) => (value ? [whole(name, value)] : [])),
    ...(program ? ofLogin(program) : []),
    ...words.flatMap((word, index) => ofWord(program?.name ?? '', word, words[index + 1])),
  ];
}
