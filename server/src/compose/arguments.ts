/**
 * Edits that take a word out of what a service starts: an item of a list, or a word of a text that Compose splits at white
 * space. `undefined`: cannot be done here without harm.
 */

import type { Edit, Span } from '../engine/types.ts';
import { withoutFirstWord, withoutWord } from '../shell/edits.ts';
import { items, spanOf, type View } from '../yaml/access.ts';
import type { Edits } from '../yaml/additions.ts';
import { lineEnd, lineStart, nextLine } from '../yaml/positions.ts';
import { removeField } from '../yaml/removals.ts';
import { isOwn, nodeOf, type Service } from './services.ts';

function holds(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function fromText({ node, tree, via }: View, word: Span): Edit | undefined {
  if (via || node.kind !== 'scalar') return undefined;
  const { text } = tree;
  const { span, style } = node;
  // Between single quotes a quote is written twice, and what the word spans in the file is not sure.
  if (style === 'single' && text.slice(word.start, word.end).includes("'")) return undefined;
  const line = lineStart(text, word.start);
  if (text.slice(Math.max(line, span.start), word.start).trim() !== '')
    return withoutWord(text, word, Math.max(line, span.start));
  const behind = text.slice(word.end, Math.min(lineEnd(text, word.end), span.end)).trim();
  if (behind !== '' && behind !== '\\') return withoutFirstWord(text, word);
  // A line of its own, which goes whole; one that continues nothing would be left behind the `\` above it.
  if (line <= span.start || (behind === '' && /\\\r?\n$/.test(text.slice(span.start, line))))
    return undefined;
  return { span: { start: line, end: nextLine(text, word.end) }, text: '' };
}

/** Removes the word at `word` from the entry point or the command of `service`. */
export function withoutArgument(service: Service, word: Span): Edits {
  for (const name of ['entrypoint', 'command']) {
    const view = nodeOf(service, name);
    if (!view || !holds(spanOf(view), word) || !isOwn(service, [name])) continue;
    if (view.node.kind === 'scalar') {
      const edit = fromText(view, word);
      return edit && [edit];
    }
    const all = items(view);
    const at = all.findIndex((item) => holds(spanOf(item), word));
    const item = all[at];
    if (!item) return undefined;
    const { start, end } = spanOf(item);
    if (start === word.start && end === word.end) return removeField(service.view, [name, at]);
    // The script of a `sh -c`.
    const edit = fromText(item, word);
    return edit && [edit];
  }
  return undefined;
}
