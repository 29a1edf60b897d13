/**
 * Turns what a matcher or detector saw into a `Detection` in the words of the rule file.
 * Shared by all languages, so it knows none of them.
 */
import type {
  Confidence,
  Detection,
  Edit,
  Fix,
  FixTemplate,
  Gap,
  MatchCase,
  NewFile,
  Rule,
  Severity,
  Span,
  Step,
} from './types.ts';

/** What was seen at one place. */
export interface Sighting {
  readonly span: Span;
  /** Fills the `{name}`s of the message. */
  readonly values?: Readonly<Record<string, string>>;
  /** Edits by fix id. A fix of the rule without edits here is not offered. */
  readonly edits?: Readonly<Record<string, readonly Edit[] | undefined>>;
  /** Files to be made, by fix id; only for fixes of class `review`, which nobody applies unasked. */
  readonly creates?: Readonly<Record<string, NewFile | undefined>>;
  /** Overrides for what only the code at hand decides. */
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  readonly steps?: readonly Step[];
}

/** What a detector saw; `case` names the match case of the rule file, the first of its kind when absent. */
export interface CaseSighting extends Sighting {
  readonly case?: string;
}

/** `message` with each `{name}` replaced from `values`; an unknown name stays as it is, so that a test can see it. */
export function fill(message: string, values: Readonly<Record<string, string>> = {}): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

const ORDER = { safe: 0, suggested: 0, review: 1 } as const;

/** The fixes that have edits, in the order of the rule file, `review` ones last. */
export function offered(templates: readonly FixTemplate[], sighting: Sighting): Fix[] {
  return templates
    .flatMap((template): Fix[] => {
      const edits = sighting.edits?.[template.id] ?? [];
      const creates = sighting.creates?.[template.id];
      if (edits.length === 0 && !creates) return [];
      const fix = { id: template.id, title: fill(template.title, sighting.values), class: template.class };
      return [creates ? { ...fix, edits, creates } : { ...fix, edits }];
    })
    .sort((a, b) => ORDER[a.class] - ORDER[b.class]);
}

/** The fixes of `rule` that fit `match`. */
export function fixesOf(rule: Rule, match: MatchCase): readonly FixTemplate[] {
  return match.fixes ? rule.fixes.filter((fix) => match.fixes?.includes(fix.id)) : rule.fixes;
}

/** What a user says of a rule's severity is about what it reports by default. */
function isFixed(rule: Rule, match: MatchCase): boolean {
  return rule.severityFixed === true && match.default === undefined;
}

const RANKS: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/** A way through more functions than this, into another file, is too long to be sure of all that happens on it. */
const SURE = 2;

function isFar(steps: readonly Step[]): boolean {
  return steps.at(-1)?.uri !== steps[0]?.uri && steps.filter(({ call }) => call).length > SURE;
}

/**
 * `severity`, or what the rule says of pages: whoever types into one is often the one who started the program. What a
 * library is given may well be its caller's own: a warning at most.
 */
function capped(severity: Severity, { onPage }: Rule, steps: readonly Step[] = []): Severity {
  const [first] = steps;
  if (severity === 'error' && (first?.byCaller || isFar(steps))) return 'warning';
  return first?.onPage && onPage && RANKS.indexOf(severity) < RANKS.indexOf(onPage) ? onPage : severity;
}

/** Joins rule, case and sighting; the more specific of them wins for severity, confidence and message. */
export function detection(rule: Rule, match: MatchCase, sighting: Sighting): Detection {
  return {
    rule,
    span: sighting.span,
    message: fill(match.message ?? rule.message, sighting.values),
    severity: isFixed(rule, match)
      ? rule.severity
      : capped(sighting.severity ?? match.severity ?? rule.severity, rule, sighting.steps),
    confidence: sighting.confidence ?? match.confidence ?? rule.confidence,
    fixes: offered(fixesOf(rule, match), sighting),
    ...(sighting.steps ? { steps: sighting.steps } : {}),
  };
}

/** The case that a detector means by `name`, its first when it names none; undefined where that case is left out. */
function caseOf(rule: Rule, kind: string, name?: string): MatchCase | undefined {
  const isMeant = (match: MatchCase): boolean =>
    match.kind === 'detector' && match.query === kind && (name === undefined || match.name === name);
  const found = rule.match.find(isMeant);
  if (!found && !rule.leftOut?.some(isMeant))
    throw new Error(`rule ${rule.id} has no ${kind} detector case ${name ?? ''}`);
  return found;
}

/** What the detector of `rule` saw, in the words of its cases. */
export function detected(rule: Rule, kind: string, seen: Iterable<CaseSighting>): Detection[] {
  return [...seen].flatMap((sighting) => {
    const match = caseOf(rule, kind, sighting.case);
    return match ? [detection(rule, match, sighting)] : [];
  });
}

/** Runs one rule's code; when it throws, the rule is named in `gaps` and the file's other rules go on. */
export function guarded(rule: Rule, gaps: Gap[], run: () => void): void {
  try {
    run();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    gaps.push({
      reason: `rule ${rule.id} failed here and was switched off for this version of the file: ${reason}`,
    });
  }
}
