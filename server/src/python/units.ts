/**
 * The places of a Python text that no comment can interrupt: strings over several lines, and lines that a backslash
 * joins. A scan of the text, because it must also hold for code that is half typed.
 */
import type { Span } from '../engine/types.ts';

const OPENING = /[rbuft]{0,2}("""|'''|"|')/iy;

/** The end of the string whose quotes were just opened, as an offset behind its closing quotes. */
function stringEnd(text: string, start: number, quotes: string): number {
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at += text[at + 1] === '\r' && text[at + 2] === '\n' ? 2 : 1;
    else if (text.startsWith(quotes, at)) return at + quotes.length;
    else if (quotes.length === 1 && (char === '\n' || char === '\r')) return at;
  }
  return text.length;
}

function lineEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++;
  return at;
}

/** The spans of such places, in the order of the text; neighbours that touch are one. */
export function pythonUnits(text: string): Span[] {
  const units: Span[] = [];
  const add = (start: number, end: number): void => {
    const last = units.at(-1);
    if (last && start < last.end)
      units[units.length - 1] = { start: last.start, end: Math.max(end, last.end) };
    else units.push({ start, end });
  };
  let lineStart = 0;
  let at = 0;
  while (at < text.length) {
    const char = text[at];
    if (char === '#') at = lineEnd(text, at);
    else if (char === '\n' || char === '\r') lineStart = ++at;
    else if (char === '\\' && /[\r\n]/.test(text[at + 1] ?? '')) {
      const next = at + (text.startsWith('\r\n', at + 1) ? 3 : 2);
      // Up to the first character of the next line: behind that line a comment may stand again.
      add(lineStart, next + 1);
      lineStart = next;
      at = next;
    } else {
      OPENING.lastIndex = at;
      const opened = /\w/.test(text[at - 1] ?? '') ? undefined : OPENING.exec(text)?.[1];
      const quotes = opened ?? (char === '"' || char === "'" ? char : undefined);
      if (quotes === undefined) {
        at++;
        continue;
      }
      const start = at;
      at = stringEnd(text, text.indexOf(quotes, at) + quotes.length, quotes);
      const breaks = /\r\n?|\n/.exec(text.slice(start, at));
      if (!breaks) continue;
      add(start, at);
      lineStart = Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
    }
  }
  return units;
}
