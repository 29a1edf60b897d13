/**
 * Whether the examples of a rule notice that the rule was changed: `bad` reported at its marks with its severity,
 * `fixed` made and silent, `good` silent. As the test of all rules asks it, but of one rule, fast and without words.
 */
import { type Analysis, analyze } from '../../server/src/engine/analyze.ts';
import { applyEdits, chosen, combine } from '../../server/src/engine/edits.ts';
import type { Example, Finding, Project, Rule, RuleSet, Source } from '../../server/src/engine/types.ts';
import { rulesUnder, usualExample, usualRules } from '../support/usual.ts';
import { projectOf, sourceOf } from '../support/workspace.ts';
import type { Program } from './code.ts';

/** A text in an imaginary workspace of its own, made once and looked at under many rule sets. */
interface Place {
  readonly source: Source;
  readonly project: Project;
}

const places = new Map<string, Place>();

function placeOf(path: string, text: string, files: Readonly<Record<string, string>>): Place {
  const key = JSON.stringify([path, text, files]);
  const known = places.get(key);
  if (known) return known;
  const source = sourceOf(path, text);
  const others = Object.entries(files).map(([other, content]) => sourceOf(other, content));
  const made = { source, project: projectOf([source, ...others]) };
  places.set(key, made);
  return made;
}

/** The analysis of a text under `set`. */
function look(
  set: RuleSet,
  path: string,
  text: string,
  files: Readonly<Record<string, string>> = {},
): Analysis {
  const { source, project } = placeOf(path, text, files);
  return analyze(source, project, set);
}

function spans(list: readonly { readonly start: number; readonly end: number }[]): string {
  return list.map(({ start, end }) => `${start}-${end}`).join(' ');
}

function faultOf(set: RuleSet, rule: Rule, example: Example): string | undefined {
  const found = (text: string): Finding[] =>
    look(rulesUnder(set, example), example.path, text, example.files).findings.filter(
      (finding) => finding.rule.id === rule.id,
    );
  const findings = found(example.text);
  if (spans(findings.map(({ span }) => span)) !== spans(example.marks)) return 'marks';
  const { severity } = example;
  if (severity !== undefined && findings.some((finding) => finding.severity !== severity)) return 'severity';
  const { says = '' } = example;
  if (findings.some(({ message }) => !message.includes(says))) return 'message';
  const offers = example.offers?.join();
  if (offers !== undefined && findings.some(({ fixes }) => fixes.map(({ id }) => id).join() !== offers))
    return 'offers';
  if (example.fixed === undefined) return undefined;
  const fixed = applyEdits(example.text, combine(chosen(findings, example.fix)).edits);
  if (fixed !== example.fixed) return 'fix';
  return found(fixed).length > 0 ? 'not silent' : undefined;
}

/**
 * What is wrong with `example` under `set`, in a word; undefined when all is as it should be: with all cases, and where
 * somebody did not ask for those that are for reports only.
 */
export function fault(set: RuleSet, rule: Rule, example: Example): string | undefined {
  const usual = usualRules(set);
  const found = faultOf(set, rule, example);
  if (found !== undefined || (usual === set && example.default === undefined)) return found;
  return faultOf(usual, rule, usualExample(example)) && 'by default';
}

/** All that is reported of `program`, as one text to compare. */
export function report(set: RuleSet, { path, text, files }: Program): string {
  return look(set, path, text, files)
    .findings.map(({ rule, severity, span, message, fixes }) =>
      JSON.stringify([rule.id, severity, span, message, fixes.map(({ id }) => id)]),
    )
    .join('\n');
}

/**
 * Looks for an example that notices a change, the one that noticed the last change first.
 * `throws` counts as noticed: a rule set that cannot be compiled is no rule set.
 */
export function noticer(rule: Rule): (set: RuleSet) => boolean {
  const order = [...rule.examples];
  return (set) => {
    for (const [index, example] of order.entries()) {
      let noticed: boolean;
      try {
        noticed = fault(set, rule, example) !== undefined;
      } catch {
        noticed = true;
      }
      if (!noticed) continue;
      order.unshift(...order.splice(index, 1));
      return true;
    }
    return false;
  };
}
