/**
 * What one fix did to one text: everything that an applied fix promises, checked from outside. What Python itself says
 * of the result is in `python-statements.ts`. Must not know a rule.
 */

import type { Analysis } from '../../server/src/engine/analyze.ts';
import { applyEdits } from '../../server/src/engine/edits.ts';
import { LANGUAGES } from '../../server/src/engine/languages.ts';
import { placeholdersIn } from '../../server/src/engine/placeholder.ts';
import type { Comment, Edit, Finding, Fix, Source, Span } from '../../server/src/engine/types.ts';
import { brokenSpans } from '../../server/src/python/file.ts';
import { parse } from '../../server/src/python/parse.ts';
import { lostPieces, piecesOf } from './pieces.ts';

/** What can be wrong with an applied fix. */
export type Kind = 'syntax' | 'not gone' | 'new finding' | 'lost' | 'comment' | 'second run';

export interface Failure {
  readonly kind: Kind;
  readonly words: string;
}

/** A text, what the analysis says of it, and what is counted in it. */
export interface Version {
  readonly source: Source;
  readonly analysis: Analysis;
}

/** `edit` without what it leaves as it is at its ends: an insertion may repeat the character before it. */
export function trimmed(text: string, { span, text: put }: Edit): Edit {
  const old = text.slice(span.start, span.end);
  const most = Math.min(old.length, put.length);
  let before = 0;
  while (before < most && old[before] === put[before]) before++;
  let behind = 0;
  while (behind < most - before && old.at(-1 - behind) === put.at(-1 - behind)) behind++;
  return {
    span: { start: span.start + before, end: span.end - behind },
    text: put.slice(before, put.length - behind),
  };
}

/** Where `span` lies after `edits`; what they put at either end of it, or around it, counts as its own. */
export function carried(span: Span, edits: readonly Edit[]): Span {
  let start = span.start;
  let end = span.end;
  for (const edit of edits) {
    const grown = edit.text.length - (edit.span.end - edit.span.start);
    if (edit.span.end < span.start || (edit.span.end === span.start && edit.span.start < edit.span.end))
      start += grown;
    else if (edit.span.start < span.start) start -= span.start - edit.span.start;
    if (edit.span.end <= span.end) end += grown;
    else if (edit.span.start <= span.end) end += grown + edit.span.end - span.end;
  }
  return { start: Math.max(0, start), end: Math.max(start, end) };
}

function meet(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/**
 * Takes out of `left` the findings that `known` stand for: first at their places, then by their words, but nothing of
 * the repaired finding's rule in its `place`.
 */
function withoutKnown(
  known: readonly Finding[],
  edits: readonly Edit[],
  left: Set<Finding>,
  repaired: { readonly id: string; readonly place: Span },
): void {
  const unplaced: Finding[] = [];
  for (const finding of known) {
    const place = carried(finding.span, edits);
    const same = [...left].filter(({ rule, span }) => rule.id === finding.rule.id && meet(span, place));
    const exact = same.find(({ span }) => span.start === place.start) ?? same[0];
    if (exact) left.delete(exact);
    else unplaced.push(finding);
  }
  for (const finding of unplaced) {
    const moved = [...left].find(
      ({ rule, message, span }) =>
        rule.id === finding.rule.id &&
        message === finding.message &&
        !(rule.id === repaired.id && meet(span, repaired.place)),
    );
    if (moved) left.delete(moved);
  }
}

function commentsOf(source: Source): readonly Comment[] {
  const support = LANGUAGES.find(({ languages }) => languages.includes(source.language));
  return support ? support.comments(support.read(source)) : [];
}

/** How many places nobody can read. */
function brokenPlaces({ source, analysis }: Version): number {
  const gaps = analysis.gaps.length;
  return source.language === 'python' ? gaps + brokenSpans(parse(source.text).chunks).length : gaps;
}

/** Whether a comment goes with the code before it on its line: what it explained is no more. */
function goesWithCode({ text }: Source, { span }: Comment, edits: readonly Edit[]): boolean {
  const line = text.lastIndexOf('\n', span.start - 1) + 1;
  const code = line + text.slice(line).search(/\S/);
  return edits.some((edit) => edit.span.start <= code && code < span.start && span.end <= edit.span.end);
}

function lostComments(before: Source, after: Source, edits: readonly Edit[]): string[] {
  const left = commentsOf(after).map(({ text }) => text.trim());
  return commentsOf(before).flatMap((comment) => {
    const at = left.indexOf(comment.text.trim());
    if (at >= 0) left.splice(at, 1);
    return at >= 0 || goesWithCode(before, comment, edits) ? [] : [comment.text];
  });
}

/** What `fix` of `finding` did wrong when `after` is `before` with the fix applied. */
export function failuresOf(before: Version, after: Version, finding: Finding, fix: Fix): Failure[] {
  const failures: Failure[] = [];
  const fail = (kind: Kind, words: string): number => failures.push({ kind, words });
  const edits = fix.edits.map((edit) => trimmed(before.source.text, edit));
  const old = piecesOf(before.source);
  const now = piecesOf(after.source);
  if (now.errors > old.errors) fail('syntax', `${now.errors - old.errors} more errors`);
  if (brokenPlaces(after) > brokenPlaces(before))
    fail(
      'syntax',
      after.analysis.gaps.map(({ reason }) => reason).join('; ') || 'more places not understood',
    );
  for (const { key } of lostPieces(old, now, edits, finding.span)) fail('lost', key);
  for (const comment of lostComments(before.source, after.source, edits)) fail('comment', comment);
  const left = new Set(after.analysis.findings);
  const others = before.analysis.findings.filter((one) => one !== finding);
  const place = carried(finding.span, edits);
  withoutKnown(others, edits, left, { id: finding.rule.id, place });
  const filledIn = fix.edits.some(({ text }) => placeholdersIn(text).length > 0);
  for (const one of left) {
    if (filledIn && one.rule.id === 'placeholder-left') continue;
    const own = one.rule.id === finding.rule.id;
    if (own && (meet(one.span, place) || one.message === finding.message)) fail('not gone', one.message);
    else fail('new finding', `${one.rule.id}: ${one.message}`);
    const again = one.fixes.some(({ edits }) => applyEdits(after.source.text, edits) !== after.source.text);
    if (own && again) fail('second run', one.message);
  }
  return failures;
}
