/**
 * Logins that write a token into a file of the machine, where it stays: `hf auth login`, `wandb login`. Knows the
 * command model only.
 */
import type { Span } from '../engine/types.ts';
import type { Program, Script, SimpleCommand, Word } from './model.ts';
import { commandsOf } from './walk.ts';

export interface StoredLogin {
  readonly command: SimpleCommand;
  /** The verb. */
  readonly span: Span;
  readonly token: Word;
  /** The variable that the tool reads by itself, so that no login is needed. */
  readonly variable: string;
}

function optionValue(words: readonly Word[], option: string): Word | undefined {
  const at = words.findIndex(({ value }) => value.text === option);
  return at < 0 ? undefined : words[at + 1];
}

function login(program: Program): Omit<StoredLogin, 'command'> | undefined {
  const { name, arguments: words } = program;
  const verb = words[words[0]?.value.text === 'auth' ? 1 : 0];
  if (verb?.value.text !== 'login') return undefined;
  if (name === 'hf' || name === 'huggingface-cli') {
    const token = optionValue(words, '--token');
    return token && { span: verb.span, token, variable: 'HF_TOKEN' };
  }
  const key = name === 'wandb' ? words.slice(1).find(({ value }) => !value.text.startsWith('-')) : undefined;
  return key && { span: verb.span, token: key, variable: 'WANDB_API_KEY' };
}

/** Whether the script takes away again what a login has written. */
function cleansUp(script: Script): boolean {
  return commandsOf(script).some(({ program }) => {
    const texts = program?.arguments.map(({ value }) => value.text) ?? [];
    return (
      texts.includes('logout') ||
      (program?.name === 'rm' && texts.some((text) => /token|netrc|huggingface|\.cache/.test(text)))
    );
  });
}

/** The logins of `script` whose token stays behind. */
export function storedLogins(script: Script): StoredLogin[] {
  if (cleansUp(script)) return [];
  return commandsOf(script).flatMap((command) => {
    const found = command.program && login(command.program);
    return found ? [{ command, ...found }] : [];
  });
}
