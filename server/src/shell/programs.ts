/**
 * What a command really runs: `sudo -E env A=b /usr/bin/curl x` is curl, `python3 -m pip` is pip. Knows the words of
 * a command only.
 */
import type { Program, Word } from './model.ts';

interface Wrapper {
  /** Options that take the next word as their value. */
  readonly valued: readonly string[];
  /** Words of its own before the command, e.g. the user of `gosu user command`. */
  readonly operands?: number;
  /** `NAME=value` words may stand before the command. */
  readonly assigns?: boolean;
  /** Must follow the name, e.g. the `run` of `conda run`. */
  readonly verb?: string;
  /** Options that make it something else, e.g. `command -v`. */
  readonly not?: readonly string[];
}

const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map(
  Object.entries<Wrapper>({
    sudo: {
      valued: ['-u', '-g', '-h', '-p', '-C', '-D', '-R', '-T', '-U', '-r', '-t', '--user', '--group'],
      assigns: true,
      not: ['-l', '-v'],
    },
    doas: { valued: ['-u', '-C'] },
    env: { valued: ['-u', '-C', '--unset', '--chdir'], assigns: true },
    exec: { valued: ['-a'] },
    command: { valued: [], not: ['-v', '-V'] },
    builtin: { valued: [] },
    nohup: { valued: [] },
    time: { valued: ['-f', '-o'] },
    nice: { valued: ['-n'] },
    ionice: { valued: ['-c', '-n'] },
    setsid: { valued: [] },
    stdbuf: { valued: ['-i', '-o', '-e'] },
    timeout: { valued: ['-s', '-k'], operands: 1 },
    chroot: { valued: [], operands: 1 },
    gosu: { valued: [], operands: 1 },
    'su-exec': { valued: [], operands: 1 },
    's6-setuidgid': { valued: [], operands: 1 },
    setpriv: { valued: ['--reuid', '--regid', '--groups', '--inh-caps', '--bounding-set'] },
    tini: { valued: ['-p', '-e'] },
    'dumb-init': { valued: ['-r'] },
    xargs: {
      valued: [
        '-n',
        '-I',
        '-P',
        '-L',
        '-d',
        '-a',
        '-s',
        '-E',
        '--max-args',
        '--max-procs',
        '--delimiter',
        '--arg-file',
      ],
    },
    conda: { valued: ['-n', '-p', '--name', '--prefix', '--cwd'], verb: 'run' },
    mamba: { valued: ['-n', '-p', '--name', '--prefix', '--cwd'], verb: 'run' },
    micromamba: { valued: ['-n', '-p', '--name', '--prefix', '--cwd'], verb: 'run' },
    uv: {
      valued: ['--with', '--python', '-p', '--directory', '--project', '--extra', '--group', '--env-file'],
      verb: 'run',
    },
    poetry: { valued: [], verb: 'run' },
    pipenv: { valued: [], verb: 'run' },
  }),
);

const ASSIGNMENT = /^[A-Za-z_]\w*=/;
const PYTHON = /^(python|pypy)[\d.]*$/;
/** Wrappers around wrappers end somewhere. */
const MOST = 8;

function text(word: Word | undefined): string | undefined {
  return word?.state === 'known' ? word.value.text : undefined;
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).replace(/\.exe$/i, '');
}

/** Index of the wrapped command's name, or undefined when the wrapper wraps nothing here. */
function wrapped(wrapper: Wrapper, words: readonly Word[]): number | undefined {
  let at = 1;
  if (wrapper.verb !== undefined) {
    if (text(words[at]) !== wrapper.verb) return undefined;
    at++;
  }
  for (; at < words.length; at++) {
    const word = text(words[at]) ?? '';
    if (word === '--') {
      at++;
      break;
    }
    if (wrapper.not?.includes(word)) return undefined;
    if (wrapper.assigns && ASSIGNMENT.test(words[at]?.value.text ?? '')) continue;
    if (!word.startsWith('-')) break;
    if (wrapper.valued.includes(word)) at++;
  }
  at += wrapper.operands ?? 0;
  return at < words.length ? at : undefined;
}

/** The program of a command's words, or undefined when its name is not known. */
export function programOf(words: readonly Word[]): Program | undefined {
  const wrappers: string[] = [];
  let rest = words;
  for (let i = 0; i < MOST; i++) {
    const path = text(rest[0]);
    if (path === undefined || path === '') return undefined;
    const name = baseName(path);
    const wrapper = WRAPPERS.get(name);
    const next = wrapper ? wrapped(wrapper, rest) : undefined;
    if (next === undefined) return named(name, rest, wrappers);
    wrappers.push(name);
    rest = rest.slice(next);
  }
  return undefined;
}

function named(name: string, words: readonly Word[], wrappers: readonly string[]): Program | undefined {
  const [first, ...rest] = words;
  if (!first) return undefined;
  const module = PYTHON.test(name) ? rest.findIndex((word) => word.value.text === '-m') : -1;
  const owner = module < 0 ? undefined : rest[module + 1];
  const before = rest.slice(0, Math.max(module, 0));
  if (owner && text(owner) !== undefined && before.every((word) => /^-[a-zA-Z]*$/.test(word.value.text))) {
    return {
      name: owner.value.text,
      nameSpan: owner.span,
      arguments: rest.slice(module + 2),
      wrappers: [...wrappers, name],
    };
  }
  return { name, nameSpan: first.span, arguments: rest, wrappers };
}
