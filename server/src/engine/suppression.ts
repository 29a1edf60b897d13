/**
 * `# parapet: ignore[rule-id, other-id] until=2027-03-01 -- reason`, on the line of the finding or the line above,
 * and `# parapet: ignore-file[rule-id]` anywhere. Works on the comments that a language hands over; knows no syntax.
 */
import { indexLines, type Lines } from './lines.ts';
import type { Comment, Finding, Span } from './types.ts';

export interface Suppression {
  /** Of the comment. */
  readonly span: Span;
  readonly rules: readonly string[];
  readonly wholeFile: boolean;
  readonly reason: string | undefined;
  /** ISO date; from this day on the suppression no longer holds. */
  readonly until: string | undefined;
  /** 0-based lines whose findings it hides; empty for a whole file. */
  readonly lines: readonly number[];
}

/** What every suppression contains: where a text does not, nobody needs its comments. */
export const SPOKEN = 'parapet:';

/** The form itself; everything after `--` is the reason. */
export const FORM =
  /parapet:\s*ignore(-file)?\s*\[([^\]]*)\](?:\s+until=(\d{4}-\d{2}-\d{2}))?(?:\s+--\s*(.*\S))?/;

/** A comment alone on its line speaks for the next line that is not a comment alone on its line. */
function linesOf(comment: Comment, text: string, lines: Lines, alone: ReadonlySet<number>): number[] {
  const { line } = lines.at(comment.span.start);
  if (!alone.has(line)) return [line];
  let next = line + 1;
  while (alone.has(next)) next++;
  const { start, end } = lines.range(next);
  return text.slice(start, end).trim() === '' ? [line] : [line, next];
}

/** `spoken`, and all lines of the units that it touches: no comment could stand at those lines themselves. */
function withUnits(spoken: readonly number[], units: readonly Span[], lines: Lines): number[] {
  const all = new Set(spoken);
  for (const unit of units) {
    const first = lines.at(unit.start).line;
    const last = lines.at(Math.max(unit.start, unit.end - 1)).line;
    if (!spoken.some((line) => line >= first && line <= last)) continue;
    for (let line = first; line <= last; line++) all.add(line);
  }
  return [...all];
}

/** Reads the suppressions among `comments` of `text`. `units`: what no comment can interrupt, asked for if needed. */
export function readSuppressions(
  text: string,
  comments: readonly Comment[],
  units: () => readonly Span[] = () => [],
): Suppression[] {
  const marked = comments.filter((comment) => comment.text.includes(SPOKEN));
  if (marked.length === 0) return [];
  const lines = indexLines(text);
  const alone = new Set<number>();
  for (const comment of comments) {
    const { line } = lines.at(comment.span.start);
    if (text.slice(lines.range(line).start, comment.span.start).trim() === '') alone.add(line);
  }
  const solid = units();
  return marked.flatMap((comment): Suppression[] => {
    const found = FORM.exec(comment.text);
    if (!found) return [];
    const [, file, list = '', until, reason] = found;
    return [
      {
        // Some parsers count the \r of a line end to the comment.
        span: { start: comment.span.start, end: comment.span.start + comment.text.trimEnd().length },
        rules: list
          .split(',')
          .map((id) => id.trim())
          .filter((id) => id !== ''),
        wholeFile: file !== undefined,
        reason,
        until,
        lines: file === undefined ? withUnits(linesOf(comment, text, lines, alone), solid, lines) : [],
      },
    ];
  });
}

/** What suppression did to the findings of one file. */
export interface Outcome {
  readonly kept: Finding[];
  readonly suppressed: Finding[];
  /** Rule ids named by a suppression that hid nothing, though the rule ran. */
  readonly unused: readonly { readonly suppression: Suppression; readonly rule: string }[];
  /** Suppressions of an error that state no reason, or that are out of date. */
  readonly unreasoned: readonly Suppression[];
  readonly expired: readonly Suppression[];
}

/**
 * Applies suppressions to the findings of one text. `ran`: ids of the rules that ran whole, so that a suppression of
 * what is off, or of a case that is left out, is not called unused. `today`: ISO date, or undefined where time does not matter.
 */
export function suppress(
  text: string,
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  ran: ReadonlySet<string>,
  today: string | undefined,
): Outcome {
  if (suppressions.length === 0)
    return { kept: [...findings], suppressed: [], unused: [], unreasoned: [], expired: [] };
  const lines = indexLines(text);
  const expired = suppressions.filter(
    (s) => s.until !== undefined && today !== undefined && s.until <= today,
  );
  const live = suppressions.filter((s) => !expired.includes(s));
  const used = new Map<Suppression, Set<string>>();
  const unreasoned = new Set<Suppression>();
  const kept: Finding[] = [];
  const suppressed: Finding[] = [];
  for (const finding of findings) {
    const { line } = lines.at(finding.span.start);
    const by = live.find((s) => s.rules.includes(finding.rule.id) && (s.wholeFile || s.lines.includes(line)));
    if (!by) {
      kept.push(finding);
      continue;
    }
    suppressed.push(finding);
    used.set(by, (used.get(by) ?? new Set()).add(finding.rule.id));
    if (finding.severity === 'error' && by.reason === undefined) unreasoned.add(by);
  }
  const unused = live.flatMap((suppression) =>
    suppression.rules
      .filter((rule) => ran.has(rule) && !used.get(suppression)?.has(rule))
      .map((rule) => ({ suppression, rule })),
  );
  return { kept, suppressed, unused, unreasoned: [...unreasoned], expired };
}
