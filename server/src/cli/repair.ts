/**
 * Applies fixes to a source until nothing changes. Works on texts: writing them is somebody else's business.
 */
import { type Analysis, analyze } from '../engine/analyze.ts';
import { applyEdits, combine } from '../engine/edits.ts';
import type { Finding, Fix, FixClass, Project, RuleSet, Source } from '../engine/types.ts';

/** Rounds after which a source counts as repaired: fixes that bring each other back must not run for ever. */
const ROUNDS = 10;

export interface Repair {
  readonly source: Source;
  readonly analysis: Analysis;
  /** How many fixes were applied. */
  readonly applied: number;
  /** Why repairing stopped early, or undefined. */
  readonly refused?: string;
}

/** How much of a text could not be read, to compare it before and after a repair. */
export function broken({ gaps }: Analysis): number {
  return gaps.filter((gap) => gap.syntax === true || gap.reason.includes('failed')).length;
}

/** The first fix of each finding whose class is among `classes`. */
function fixesOf(findings: readonly Finding[], classes: readonly FixClass[]): Fix[] {
  return findings.flatMap((finding) => finding.fixes.find((fix) => classes.includes(fix.class)) ?? []);
}

/**
 * Repairs `source`, starting from its `analysis`: fixes of `classes` for the findings that `wanted` lets through, as
 * many at once as go together, again and again. A round that leaves the source harder to read than before is taken
 * back. `analyse` gets each new version.
 */
export function repair(
  source: Source,
  analysis: Analysis,
  classes: readonly FixClass[],
  wanted: (finding: Finding) => boolean,
  analyse: (source: Source) => Analysis,
): Repair {
  let now: Repair = { source, analysis, applied: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const { edits, applied } = combine(fixesOf(now.analysis.findings.filter(wanted), classes));
    const text = applyEdits(now.source.text, edits);
    if (text === now.source.text) break;
    const next = { ...source, text };
    const after = analyse(next);
    if (broken(after) > broken(now.analysis)) {
      return { ...now, refused: 'a fix would have left text that does not parse, please report this' };
    }
    now = { source: next, analysis: after, applied: now.applied + applied.length };
  }
  return now;
}

/** Analyses every version of a source under `rules`. */
export function analyser(project: Project, rules: RuleSet, today: string): (source: Source) => Analysis {
  return (source) => analyze(source, project, rules, { today });
}
