/**
 * Sentences that give a model orders behind a person's back: to forget what it was told, to keep something secret, tags
 * that pretend to be the system, text that is encoded. What quotes such sentences, or speaks about them, is left alone.
 */
import type { Span } from '../engine/types.ts';

export interface Order {
  readonly span: Span;
  readonly what: 'override' | 'secrecy' | 'tag' | 'encoded';
}

const OVERRIDE =
  /\b(?:ignore|disregard|forget|override)\s(?:all\s|any\s|the\s|your\s|of\s)*(?:previous|prior|above|earlier|preceding|existing|original|system)\s(?:\w+\s)?(?:instructions?|prompts?|rules|messages?|guidelines|directives)\b/gi;

const SECRECY =
  /\b(?:do\snot|don't|never|must\snot|without)\s(?:ever\s)?(?:tell(?:ing)?|inform(?:ing)?|notify(?:ing)?|mention(?:ing)?|reveal(?:ing)?|show(?:ing)?|alert(?:ing)?)\s(?:(?:this|it|that|any\sof\sthis|these\sinstructions)\s(?:to\s)?)?the\s(?:user|human|person)\b(?!['’]s|\s(?:to|how|what|which|whether|if|that\s(?:you|it|they)\s(?:can|should|need)))/gi;

/** Tags around which poisoned tools have hidden their orders. */
const TAG = /<(?:IMPORTANT|SYSTEM|SECRET|HIDDEN|INSTRUCTIONS?|ADMIN|OVERRIDE)>/g;

const ENCODED = /(?<![\w+/=-])[A-Za-z0-9+/]{60,4000}={0,2}(?![\w+/=])/g;

/** What a line says that speaks of such sentences. */
const ABOUT =
  /\b(?:inject(?:ion|ed|s)?|attack(?:er|s)?|malicious|jailbreaks?|adversarial|phish\w*|untrusted|detect\w*|e\.g\.|for example|such as|says?|phrases?|attempts?|tries|refuse|flag(?:ged|s)?|resist|example of)\b/i;

const QUOTES = /["'`“‘«(]\s*(?:please\s)?$/i;

function lineAround(text: string, { start, end }: Span): string {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const to = text.indexOf('\n', end);
  return text.slice(from, to < 0 ? text.length : to);
}

function isQuoted(text: string, span: Span): boolean {
  return (
    QUOTES.test(text.slice(Math.max(0, span.start - 12), span.start)) || ABOUT.test(lineAround(text, span))
  );
}

function decoded(text: string): string | undefined {
  try {
    return atob(text.replace(/=+$/, ''));
  } catch {
    return undefined;
  }
}

/** Whether what is encoded is prose: words with spaces between them, and nothing else. */
function hidesProse(text: string): boolean {
  const hidden = decoded(text);
  return (
    hidden !== undefined &&
    /^[\x20-\x7E\s]+$/.test(hidden) &&
    (hidden.match(/[A-Za-z]{2,} /g)?.length ?? 0) >= 4
  );
}

function matches(text: string, pattern: RegExp, what: Order['what']): Order[] {
  return [...text.matchAll(pattern)].map(({ 0: found, index }) => ({
    span: { start: index, end: index + found.length },
    what,
  }));
}

/** The orders in `text`; `tags`: in a place where nobody writes tags for good reasons. */
export function ordersIn(text: string, tags: boolean): readonly Order[] {
  return [
    ...matches(text, OVERRIDE, 'override').filter(({ span }) => !isQuoted(text, span)),
    ...matches(text, SECRECY, 'secrecy').filter(({ span }) => !isQuoted(text, span)),
    ...(tags ? matches(text, TAG, 'tag') : []),
    ...matches(text, ENCODED, 'encoded').filter(({ span }) => hidesProse(text.slice(span.start, span.end))),
  ].sort((a, b) => a.span.start - b.span.start);
}
