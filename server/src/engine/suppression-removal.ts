/**
 * Taking a suppression out of a text, whole or one rule of it, and nothing else: other words of the comment (a
 * `# type: ignore` before it) stay.
 */
import { indexLines } from './lines.ts';
import { FORM, type Suppression } from './suppression.ts';
import type { Edit, Span } from './types.ts';

/** The place of `rule` in the list of `suppression`, for a message about it; the whole comment when it is not there. */
export function ruleSpan(text: string, { span }: Suppression, rule: string): Span {
  const list = text.slice(span.start, span.end);
  const inList = new RegExp(`[[,\\s](${rule.replace(/[^\w-]/g, '\\$&')})(?=[\\],\\s])`).exec(list);
  if (!inList) return span;
  const end = span.start + inList.index + inList[0].length;
  return { start: end - rule.length, end };
}

/** Removes one of several rules together with the comma that it no longer needs. */
function withoutRule(text: string, suppression: Suppression, rule: string): Edit[] {
  const index = suppression.rules.indexOf(rule);
  const neighbour = suppression.rules[index === 0 ? 1 : index - 1];
  if (index < 0 || neighbour === undefined) return [];
  const own = ruleSpan(text, suppression, rule);
  const other = ruleSpan(text, suppression, neighbour);
  const span = index === 0 ? { start: own.start, end: other.start } : { start: other.end, end: own.end };
  return span.start < span.end ? [{ span, text: '' }] : [];
}

/** Removes the suppression with its comment sign; with its line where nothing else stands there. */
function withoutAll(text: string, { span }: Suppression): Edit[] {
  const comment = text.slice(span.start, span.end);
  const found = FORM.exec(comment);
  if (!found) return [];
  const before = comment.slice(0, found.index).replace(/[#\s]*$/, '');
  const after = comment.slice(found.index + found[0].length);
  const rest = after.trimStart();
  if (rest.startsWith('#') && before === '') {
    return [{ span: { start: span.start, end: span.end - rest.length }, text: '' }];
  }
  if (rest !== '') return [];
  const lines = indexLines(text);
  const { line } = lines.at(span.start);
  const { start: lineStart, end: lineEnd } = lines.range(line);
  const start = span.start + before.length;
  const kept = text.slice(lineStart, start).trimEnd();
  if (kept === '' && text.slice(span.end, lineEnd).trim() === '') {
    return [{ span: { start: lineStart, end: lines.starts[line + 1] ?? text.length }, text: '' }];
  }
  return [{ span: { start: lineStart + kept.length, end: span.end }, text: '' }];
}

/** The edits that take `rule` out of `suppression`; none where other words of the comment could not stand alone. */
export function removal(text: string, suppression: Suppression, rule: string): Edit[] {
  return suppression.rules.length > 1 ? withoutRule(text, suppression, rule) : withoutAll(text, suppression);
}
