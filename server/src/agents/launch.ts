/**
 * What a server's command line downloads and runs: `npx -y pkg`, `uvx pkg`, `docker run image`. Which programs do that,
 * and which of their options take a value, stands in `rules/models/package-runners.yaml`.
 */
import type { Word } from './settings.ts';

export type Registry = 'npm' | 'pypi' | 'image';

export interface Launch {
  readonly registry: Registry;
  /** The word that names what is run, with its version. */
  readonly word: Word;
}

/** A row: a program with the words that must follow it. */
export interface Runner {
  readonly command: string;
  readonly registry: Registry;
  /** Options that are followed by a value. */
  readonly values?: readonly string[];
  /** Options whose value is the package. */
  readonly package?: readonly string[];
}

/** `C:\Tools\npx.cmd` -> `npx`. */
function programOf(text: string): string {
  return (text.split(/[\\/]/).at(-1) ?? '').replace(/\.(?:exe|cmd|bat|ps1)$/i, '').toLowerCase();
}

/** The words behind a shell that only runs them: `cmd /c npx …`, `env A=b npx …`. */
function unwrapped(words: readonly Word[]): readonly Word[] {
  const [first, second] = words;
  if (!first) return words;
  const program = programOf(first.text);
  if (program === 'cmd' && /^\/[ck]$/i.test(second?.text ?? '')) return words.slice(2);
  if (program !== 'env') return words;
  const at = words.findIndex(({ text }, index) => index > 0 && !/^-|=/.test(text));
  return at < 0 ? [] : words.slice(at);
}

/** The words behind the program and what belongs to it, where `command` is what `words` run. */
function behind(words: readonly Word[], command: string): readonly Word[] | undefined {
  const parts = command.split(' ');
  const fits = parts.every((part, index) => {
    const text = words[index]?.text ?? '';
    return part === (index === 0 ? programOf(text) : text);
  });
  return fits ? words.slice(parts.length) : undefined;
}

/** The part behind `=` of an option that is written with its value. */
function valueIn({ text, span, plain }: Word): Word {
  const at = text.indexOf('=') + 1;
  return { text: text.slice(at), span: { start: span.start + at, end: span.end }, plain };
}

function packageIn(words: readonly Word[], { values = [], package: named = [] }: Runner): Word | undefined {
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (!word) return undefined;
    const { text } = word;
    if (text === '--') return words[index + 1];
    if (!text.startsWith('-')) return word;
    const option = text.split('=', 1)[0] ?? '';
    const joined = text.includes('=');
    if (named.includes(option)) return joined ? valueIn(word) : words[index + 1];
    if (values.includes(option) && !joined) index++;
  }
  return undefined;
}

/** What `words` download and run; undefined where that is nothing, or cannot be told. */
export function launchOf(words: readonly Word[], runners: readonly Runner[]): Launch | undefined {
  const plain = unwrapped(words);
  for (const runner of runners) {
    const rest = behind(plain, runner.command);
    const word = rest && packageIn(rest, runner);
    if (word) return { registry: runner.registry, word };
  }
  return undefined;
}
