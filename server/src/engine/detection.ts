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
  /** Overrides for what only the code at hand decides. */
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  readonly steps?: readonly Step[];
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
      const edits = sighting.edits?.[template.id];
      if (!edits || edits.length === 0) return [];
      return [
        { id: template.id, title: fill(template.title, sighting.values), class: template.class, edits },
      ];
    })
    .sort((a, b) => ORDER[a.class] - ORDER[b.class]);
}

/** The fixes of `rule` that fit `match`. */
export function fixesOf(rule: Rule, match: MatchCase): readonly FixTemplate[] {
  return match.fixes ? rule.fixes.filter((fix) => match.fixes?.includes(fix.id)) : rule.fixes;
}

/** Joins rule, case and sighting; the more specific of them wins for severity, confidence and message. */
export function detection(rule: Rule, match: MatchCase, sighting: Sighting): Detection {
  return {
    rule,
    span: sighting.span,
    message: fill(match.message ?? rule.message, sighting.values),
    severity: rule.severityFixed ? rule.severity : (sighting.severity ?? match.severity ?? rule.severity),
    confidence: sighting.confidence ?? match.confidence ?? rule.confidence,
    fixes: offered(fixesOf(rule, match), sighting),
    ...(sighting.steps ? { steps: sighting.steps } : {}),
  };
}

/** The case that a detector means by `name`; its first case when it names none. */
export function caseOf(rule: Rule, kind: string, name?: string): MatchCase {
  const found = rule.match.find(
    (c) => c.kind === 'detector' && c.query === kind && (name === undefined || c.name === name),
  );
  if (!found) throw new Error(`rule ${rule.id} has no ${kind} detector case ${name ?? ''}`);
  return found;
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
