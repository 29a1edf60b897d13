/**
 * The one function that every door calls. Pure: no file system, no clock, no protocol. Languages are known only
 * through `LanguageSupport`.
 */
import { inContext } from './context.ts';
import { detection } from './detection.ts';
import type { LanguageSupport } from './language.ts';
import { LANGUAGES } from './languages.ts';
import type { Memory } from './memory.ts';
import { FIXED_LANGUAGES, placeholdersIn } from './placeholder.ts';
import { undisputed } from './precedence.ts';
import { readSuppressions, SPOKEN, suppress } from './suppression.ts';
import { removal, ruleSpan } from './suppression-removal.ts';
import type { Comment, Edit, Finding, Gap, Language, Project, Rule, RuleSet, Source, Span } from './types.ts';
import { unitsOf } from './units.ts';

/** Sources longer than this many UTF-16 units are not analysed. */
export const LONGEST = 3_000_000;

/** Files that are data: that one of them cannot be read is nothing to repair. */
const DATA: ReadonlySet<Language> = new Set<Language>(['text', 'data', 'notebook']);

export interface Analysis {
  /** In the order of the text. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  readonly gaps: readonly Gap[];
}

export interface Options {
  /** Facts of open files between their versions; without it every source is read afresh. */
  readonly memory?: Memory;
  /** ISO date for `until=` of suppressions. */
  readonly today?: string;
}

const programs = new WeakMap<RuleSet, Map<LanguageSupport<unknown, unknown>, unknown>>();

function programOf(support: LanguageSupport<unknown, unknown>, rules: RuleSet): unknown {
  const compiled = programs.get(rules) ?? new Map<LanguageSupport<unknown, unknown>, unknown>();
  programs.set(rules, compiled);
  if (!compiled.has(support)) compiled.set(support, support.compile(rules));
  return compiled.get(support);
}

/** Why a text is not analysed at all, or undefined. */
function unreadable(text: string): Gap | undefined {
  if (text.length > LONGEST)
    return { reason: `not analysed: longer than ${LONGEST / 1_000_000} million characters` };
  const zero = text.indexOf('\0');
  if (zero < 0) return undefined;
  return { reason: 'not analysed: it is a binary file', span: { start: zero, end: zero + 1 } };
}

/** Whether `other`, at the same place, knows how the data came there and `known` does not. */
function knowsMore(other: Finding, known: Finding): boolean {
  const { start, end } = known.span;
  return other.steps !== undefined && !known.steps && other.span.start === start && other.span.end === end;
}

/**
 * One cause, one finding: of findings of the same rule that overlap, the one that knows where the data comes from, or
 * else the first (languages come before text rules).
 */
function unique(findings: readonly Finding[]): Finding[] {
  const byRule = new Map<string, { readonly findings: Finding[]; end: number }>();
  for (const finding of findings) {
    const apart = byRule.get(finding.rule.id) ?? { findings: [], end: 0 };
    const { start, end } = finding.span;
    // Nearly all come in the order of the text; only another one may overlap with any.
    const at =
      start >= apart.end ? -1 : apart.findings.findIndex(({ span }) => span.start < end && start < span.end);
    const known = apart.findings[at];
    if (!known) apart.findings.push(finding);
    else if (knowsMore(finding, known)) apart.findings[at] = finding;
    apart.end = Math.max(apart.end, end);
    byRule.set(finding.rule.id, apart);
  }
  return [...byRule.values()]
    .flatMap((apart) => apart.findings)
    .sort(
      (a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (a.rule.id < b.rule.id ? -1 : 1),
    );
}

function engineFinding(
  rules: RuleSet,
  id: string,
  source: Source,
  span: Span,
  values: Record<string, string>,
  edits: Record<string, readonly Edit[]> = {},
): Finding[] {
  const rule: Rule | undefined = rules.rules.find((r) => r.id === id);
  const match = rule?.match[0];
  return rule && match ? [{ source, ...detection(rule, match, { span, values, edits }) }] : [];
}

/** The placeholders of our own fixes that nobody has filled in. */
function leftPlaceholders(rules: RuleSet, source: Source): Finding[] {
  if (!FIXED_LANGUAGES.has(source.language)) return [];
  return placeholdersIn(source.text).flatMap(({ span, what, where }) =>
    engineFinding(rules, 'placeholder-left', source, span, {
      what,
      where: where === undefined ? '' : `, to be found at ${where}`,
    }).map(inContext),
  );
}

/** The rules whose findings are about suppressions; a suppression of them is never called unused. */
const ABOUT_SUPPRESSIONS: ReadonlySet<string> = new Set(['unused-suppression', 'suppression-without-reason']);

/** What is wrong with the suppressions themselves. */
function aboutSuppressions(rules: RuleSet, source: Source, outcome: ReturnType<typeof suppress>): Finding[] {
  return [
    ...outcome.unused.flatMap(({ suppression, rule }) => {
      const span = ruleSpan(source.text, suppression, rule);
      const remove = removal(source.text, suppression, rule);
      return engineFinding(rules, 'unused-suppression', source, span, { rule }, { remove });
    }),
    ...outcome.unreasoned.flatMap(({ span }) =>
      engineFinding(rules, 'suppression-without-reason', source, span, {
        problem: 'hides an error and gives no reason; add `-- why it is fine here`',
      }),
    ),
    ...outcome.expired.flatMap(({ span, until = '' }) =>
      engineFinding(rules, 'suppression-without-reason', source, span, {
        problem: `ended on ${until}; repair what it hid, or give it a new date and reason`,
      }),
    ),
  ];
}

/**
 * All findings of `source` under `rules`. Never throws: what could not be analysed is in `gaps`, and reported by the
 * rule `analysis-incomplete` where that rule is among `rules` and the file is more than data.
 */
export function analyze(source: Source, project: Project, rules: RuleSet, options: Options = {}): Analysis {
  const found: Finding[] = [];
  const gaps: Gap[] = [];
  const comments: Comment[] = [];
  const whole = unreadable(source.text);
  if (whole) gaps.push(whole);
  else {
    const speaking = LANGUAGES.filter((support) => support.languages.includes(source.language));
    for (const support of speaking) {
      try {
        const facts = support.read(source, options.memory?.take(support, source.uri), project);
        const { detections, gaps: failed } = support.detect(
          facts,
          programOf(support, rules),
          project,
          !options.memory,
        );
        found.push(...detections.map((d) => inContext({ ...d, source })));
        gaps.push(...support.gaps(facts), ...failed);
        // The first language of a source knows its comments; those after it only look for texts.
        if (support === speaking[0] && source.text.includes(SPOKEN))
          comments.push(...support.comments(facts));
        if (options.memory) options.memory.keep(support, source.uri, facts);
      } catch (error) {
        gaps.push({ reason: `not analysed: ${error instanceof Error ? error.message : String(error)}` });
      }
    }
    found.push(...leftPlaceholders(rules, source));
  }
  // Of data, where only keys are looked for, nobody can do anything: it stays a gap, which every report names.
  const incomplete = gaps
    .filter((gap) => !gap.syntax && !(gap === whole && DATA.has(source.language)))
    .flatMap((gap) =>
      engineFinding(rules, 'analysis-incomplete', source, gap.span ?? { start: 0, end: 0 }, {
        reason: gap.reason,
      }),
    );
  const reported = undisputed(unique([...found, ...incomplete]));
  const suppressions = readSuppressions(source.text, comments, () => unitsOf(source));
  if (suppressions.length === 0) return { findings: reported, suppressed: [], gaps };
  const ran = new Set(
    rules.rules.filter(({ id, leftOut }) => !ABOUT_SUPPRESSIONS.has(id) && !leftOut).map(({ id }) => id),
  );
  const outcome = suppress(source.text, reported, suppressions, ran, options.today);
  const about = suppress(
    source.text,
    aboutSuppressions(rules, source, outcome),
    suppressions,
    new Set(),
    options.today,
  );
  const findings = unique([...outcome.kept, ...about.kept]);
  return { findings, suppressed: outcome.suppressed, gaps };
}
