/** Commands by which a process becomes root, or lets others in as somebody. Knows the command model only. */
import type { Span } from '../engine/types.ts';
import type { Program, SimpleCommand, Word } from './model.ts';

export interface Opening {
  /** `use`: the command runs as root through it; `tool`: it is installed; `password`: one is set or taken away. */
  readonly kind: 'use' | 'tool' | 'login' | 'password';
  readonly span: Span;
  readonly what: string;
  /** From the wrapper to the command behind it: taken out, the command runs as it is. */
  readonly cut?: Span;
  /** Of a package: another one that brings the client only, or '' where others are installed without it. */
  readonly instead?: string;
}

const INSTALLERS = /^(apt|apt-get|apk|yum|dnf|microdnf|tdnf|zypper|aptitude)$/;
const INSTALL = new Set(['install', 'add', 'in']);
const SERVERS = /^(openssh-server|openssh|dropbear|telnetd)(=.*)?$/;
/** Packages of client and server, by installer. */
const BOTH: Readonly<Record<string, string>> = {
  apt: 'ssh',
  'apt-get': 'ssh',
  aptitude: 'ssh',
  apk: 'openssh',
};

function word(words: readonly Word[], text: string): Word | undefined {
  return words.find(({ state, value }) => state === 'known' && value.text === text);
}

function installed({ name, arguments: words }: Program): readonly Word[] {
  if (!INSTALLERS.test(name)) return [];
  const at = words.findIndex(({ value }) => INSTALL.has(value.text));
  return at < 0 ? [] : words.slice(at + 1);
}

/** Programs and servers among the packages that `program` installs. */
function brought(program: Program): Opening[] {
  const packages = installed(program);
  const isServer = ({ value }: Word): boolean =>
    SERVERS.test(value.text) || value.text === BOTH[program.name];
  const others = packages.some((each) => /^[a-z0-9]/i.test(each.value.text) && !isServer(each));
  return packages.flatMap((each): Opening[] => {
    const { text } = each.value;
    if (/^sudo(=.*)?$/.test(text)) return [{ kind: 'tool', span: each.span, what: text }];
    if (!isServer(each)) return [];
    const login = { kind: 'login', span: each.span, what: text } as const;
    if (text === BOTH[program.name]) return [{ ...login, instead: 'openssh-client' }];
    // What `openssh` brings is another thing to every other installer.
    return [others && !text.startsWith('openssh=') && text !== 'openssh' ? { ...login, instead: '' } : login];
  });
}

/** `sudo` without options before the command, whose place is known. */
function used(command: SimpleCommand, program: Program): Opening[] {
  if (!program.wrappers.includes('sudo')) return [];
  const [first, second] = command.words;
  if (first?.value.text !== 'sudo' || !second)
    return [{ kind: 'use', span: first?.span ?? program.nameSpan, what: 'sudo' }];
  const plain = second.state === 'known' && /^[a-z]/.test(second.value.text);
  const cut = plain ? { start: first.span.start, end: second.span.start } : undefined;
  return [{ kind: 'use', span: first.span, what: 'sudo', ...(cut ? { cut } : {}) }];
}

/** What of this kind `command` does. */
export function openings(command: SimpleCommand): Opening[] {
  const { program } = command;
  if (!program) return [];
  const { name, nameSpan, arguments: words } = program;
  const passwords: Opening[] = [];
  if (name === 'chpasswd') passwords.push({ kind: 'password', span: nameSpan, what: name });
  const removed = name === 'passwd' && (word(words, '-d') ?? word(words, '--delete'));
  if (removed) passwords.push({ kind: 'password', span: nameSpan, what: 'passwd -d' });
  return [...used(command, program), ...brought(program), ...passwords];
}
