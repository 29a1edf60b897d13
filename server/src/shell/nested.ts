/**
 * Commands whose arguments or input are shell text again: `sh -c '…'`, `eval`, `su -c`, `sh <<EOF`. Says which text;
 * reading it is the caller's business.
 */
import { concat, type MappedText, standIn, verbatim } from './mapped.ts';
import type { Program, Redirect, Word } from './model.ts';

const SHELL = /^(?:ba|da|a|z|k|mk)?sh$/;

/** Whether `name` is a POSIX-like shell. */
export function isShell(name: string): boolean {
  return SHELL.test(name);
}

/** The word as the inner shell gets it; what only the outer shell can work out becomes a variable. */
function inner(word: Word): MappedText {
  return concat(
    word.parts.map((part) =>
      part.kind === 'script' || part.kind === 'other' ? standIn('$_', part.span) : part.value,
    ),
  );
}

/** What stands where in the arguments of a shell. */
export interface ShellArguments {
  /** Of `-c`. */
  readonly code?: Word;
  /** A script file. */
  readonly file?: Word;
}

/** Reads the arguments of `sh [options] [-c code | file] …`; with neither, the shell reads its standard input. */
export function shellArguments(words: readonly Word[]): ShellArguments {
  let code = false;
  let operands = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (!word) break;
    const { text } = word.value;
    if (operands || word.state !== 'known' || !/^[-+]./.test(text)) {
      if (code) return { code: word };
      return text === '-' ? {} : { file: word };
    }
    if (text === '--') operands = true;
    else if (text.startsWith('--')) {
      if (text === '--rcfile' || text === '--init-file') at++;
    } else {
      if (text.startsWith('-') && text.includes('c')) code = true;
      if (text.startsWith('-') && text.includes('s')) return {};
      if (/[oO]$/.test(text)) at++;
    }
  }
  return {};
}

function ofShell(program: Program, redirects: readonly Redirect[]): MappedText[] {
  const { code, file } = shellArguments(program.arguments);
  if (code) return [inner(code)];
  if (file) return [];
  return redirects.flatMap(({ operator, target, heredoc }) => {
    if (heredoc) return [heredoc.body];
    return operator === '<<<' && target ? [inner(target)] : [];
  });
}

function ofSwitchUser(program: Program): MappedText[] {
  const at = program.arguments.findIndex(
    (word) => word.value.text === '-c' || word.value.text === '--command',
  );
  const code = at < 0 ? undefined : program.arguments[at + 1];
  return code ? [inner(code)] : [];
}

/** The shell texts that `program` runs. */
export function nestedTexts(program: Program, redirects: readonly Redirect[]): MappedText[] {
  if (isShell(program.name)) return ofShell(program, redirects);
  if (program.name === 'su' || program.name === 'runuser') return ofSwitchUser(program);
  if (program.name !== 'eval' || program.arguments.length === 0) return [];
  const space = (index: number): MappedText[] =>
    index === 0 ? [] : [verbatim(' ', program.arguments[index - 1]?.span.end ?? 0)];
  return [concat(program.arguments.flatMap((word, index) => [...space(index), inner(word)]))];
}

/** The words of the commands that `find … -exec` runs. */
export function executedByFind(program: Program): Word[][] {
  if (program.name !== 'find') return [];
  const found: Word[][] = [];
  let current: Word[] | undefined;
  for (const word of program.arguments) {
    const { text } = word.value;
    if (/^-(exec|ok)(dir)?$/.test(text)) {
      current = [];
      found.push(current);
    } else if (text === ';' || text === '+') current = undefined;
    else current?.push(word);
  }
  return found.filter((words) => words.length > 0);
}
