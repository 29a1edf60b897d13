/**
 * Code from the network that runs as it arrives: `curl … | sh`, `bash <(curl …)`, `sh -c "$(curl …)"`. Knows the
 * command model only, so that Dockerfiles, manifests and notebooks share it.
 */
import type { Span } from '../engine/types.ts';
import { scriptStreams, streams } from './downloads.ts';
import type { Pipeline, Program, Script, SimpleCommand, Statement, Word } from './model.ts';
import { isShell, shellArguments } from './nested.ts';
import { commandsOf, walk } from './walk.ts';

export interface RemoteCode {
  /** The word that runs the code: the name of the interpreter. */
  readonly span: Span;
  readonly interpreter: string;
}

const INTERPRETER = /^(python|pypy|perl|ruby|node|nodejs|php|lua|pwsh)[\d.]*$/;
const STDIN = new Set(['-', '/dev/stdin', '/proc/self/fd/0']);
/** Options that bring the code, or a module, with them. */
const CODE = /^(-[a-zA-Z]*[cemnprE]|--eval|--print|-Command)$/;

/** Whether `program` takes its code from standard input. */
function readsCode({ name, arguments: words }: Program): boolean {
  if (isShell(name)) {
    const { code, file } = shellArguments(words);
    return !code && (!file || STDIN.has(file.value.text));
  }
  if (!INTERPRETER.test(name)) return false;
  const first = words.find(({ value }) => !/^-./.test(value.text) || CODE.test(value.text));
  return !first || STDIN.has(first.value.text);
}

/** Whether the word is, or starts with, what a download prints. */
function isDownload(word: Word | undefined, way: 'output' | 'file'): boolean {
  const first = word?.parts[0];
  return first?.kind === 'script' && first.way === way && scriptStreams(first.script);
}

/** Whether the command runs a download that stands in its own words. */
function takesDownload({ program, redirects }: SimpleCommand): boolean {
  if (!program) return false;
  const { name, arguments: words } = program;
  if (name === 'eval') return isDownload(words[0], 'output');
  if (name === 'source' || name === '.')
    return isDownload(words[0], 'file') || isDownload(words[0], 'output');
  const shell = isShell(name);
  if (!shell && !INTERPRETER.test(name)) return false;
  if (words.some((word) => isDownload(word, 'file'))) return true;
  const code = shell
    ? shellArguments(words).code
    : words[words.findIndex(({ value }) => CODE.test(value.text)) + 1];
  if (isDownload(code, 'output')) return true;
  return (
    readsCode(program) &&
    redirects.some(({ operator, target }) => operator === '<<<' && isDownload(target, 'output'))
  );
}

function commandsIn(statement: Statement): readonly SimpleCommand[] {
  return commandsOf({ statements: [statement], comments: [], errors: [] });
}

/** The interpreters in a pipeline that get a download on their standard input. */
export function piped({ stages }: Pipeline): Program[] {
  const found: Program[] = [];
  let downloading = false;
  for (const stage of stages) {
    if (downloading && stage.kind === 'command' && stage.program && readsCode(stage.program))
      found.push(stage.program);
    downloading ||= commandsIn(stage).some(({ program }) => program !== undefined && streams(program));
  }
  return found;
}

/** Every place in `script` where code from the network runs as it arrives. */
export function remoteCode(script: Script): RemoteCode[] {
  const programs = [...walk(script)].flatMap((met) => {
    if (met.kind === 'pipeline') return piped(met);
    return met.program && takesDownload(met) ? [met.program] : [];
  });
  return programs.map(({ nameSpan, name }) => ({ span: nameSpan, interpreter: name }));
}
