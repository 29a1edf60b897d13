/** Servers started for developers: they reload, show their insides, or run what a visitor types. Knows commands only. */
import type { Program, Word } from './model.ts';

export interface DevServer {
  readonly word: Word;
  /** What to write in its place, so that the same server starts as it should; '' without the word, undefined: unknown. */
  readonly instead?: string;
}

function known(words: readonly Word[], pattern: RegExp): Word | undefined {
  return words.find(({ state, value }) => state === 'known' && pattern.test(value.text));
}

const RELOADING = new Set(['uvicorn', 'gunicorn', 'hypercorn', 'granian', 'daphne', 'litestar']);

/** What of this kind `program` is started with. */
export function devServer({ name, arguments: words }: Program): DevServer | undefined {
  if (RELOADING.has(name)) {
    const word = known(words, /^--(?:reload|debug)$/);
    return word && { word, instead: '' };
  }
  if (name === 'flask') {
    const word = known(words, /^--(?:debug|reload|debugger)$/);
    return word && { word, instead: '' };
  }
  if (name === 'fastapi' || name === 'langgraph') {
    const [word] = words;
    if (word?.value.text !== 'dev') return undefined;
    return name === 'fastapi' ? { word, instead: 'run' } : { word };
  }
  const script = /^python[\d.]*$/.test(name) ? words[0]?.value.text : name;
  if (script !== undefined && /(^|\/)manage\.py$/.test(script)) {
    const word = known(words, /^runserver$/);
    return word && { word };
  }
  return undefined;
}

/** Whether a variable turns the mode for developers on. */
export function developsByVariable(name: string, value: string): boolean {
  if (name === 'FLASK_ENV') return value === 'development';
  return (
    /^(?:FLASK_DEBUG|DJANGO_DEBUG|WERKZEUG_DEBUG|UVICORN_RELOAD|GRADIO_DEBUG)$/.test(name) &&
    /^(?:1|true|yes|on)$/i.test(value)
  );
}
