/**
 * What of one file can be pinned, and with what: from the fixes of the rules that find unpinned things, from lock files
 * for lists of packages. Decides from texts; reads and writes nothing.
 */

import { versionPins } from '../../dependencies/pins.ts';
import { placeOf } from '../../dependencies/place.ts';
import type { Analysis } from '../../engine/analyze.ts';
import type { Edit, Finding, Fix, Project, RuleSet, Source, Span } from '../../engine/types.ts';
import { canonicalName, parseImageReference } from '../../image/reference.ts';
import { dependencyFile } from '../../versions/dependency-file.ts';

/** Something that names no commit, version or digest. */
export interface Unpinned {
  readonly span: Span;
  /** What is wrong with it, in words for the user. */
  readonly message: string;
  /** The repair, where what it needs is known. */
  readonly pin?: Fix;
  /** What keeps the place of it. */
  readonly placeholder?: Fix;
}

/** By these ids rules offer the repairs that take over what is known; the first that is offered counts. */
const PINNING: readonly string[] = ['pin', 'pin-downloaded'];
const PLACEHOLDER = 'placeholder';

/** The rules of `rules` that look for unpinned things. */
export function pinningRules(rules: RuleSet): RuleSet {
  const offers = ({ id }: { readonly id: string }): boolean => PINNING.includes(id);
  return { ...rules, rules: rules.rules.filter(({ fixes }) => fixes.some(offers)) };
}

function bare(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, '$2');
}

/** Of an image only the digest may be new: the tag of another file is another image. */
function keepsTag(source: Source, { span, text }: Edit): boolean {
  const before = parseImageReference(bare(source.text.slice(span.start, span.end)));
  const after = parseImageReference(bare(text));
  if (!before || !after || canonicalName(before) !== canonicalName(after)) return true;
  return before.tag === after.tag && after.digest !== undefined;
}

function byRule({ source, span, message, fixes }: Finding): Unpinned {
  const known = PINNING.flatMap((id) => fixes.filter((fix) => fix.id === id));
  const pin = known.find(({ edits }) => edits.every((edit) => keepsTag(source, edit)));
  const placeholder = fixes.find(({ id }) => id === PLACEHOLDER);
  return { span, message, ...(pin ? { pin } : {}), ...(placeholder ? { placeholder } : {}) };
}

/** A finding about the version of a package: `versionPins` knows better, from locks that the rule accepts as they are. */
function isAboutVersion({ source, span }: Finding): boolean {
  return dependencyFile(source).requirements.some((requirement) => {
    const place = requirement.origin ? undefined : placeOf(requirement, source.text);
    return place !== undefined && place.start < span.end && span.start < place.end;
  });
}

function fix(id: string, title: string, edits: readonly Edit[]): Fix {
  return { id, title, class: 'review', edits };
}

function ofPackages(source: Source, project: Project, models: RuleSet['models']): Unpinned[] {
  return versionPins(source, project, models).map(({ span, written, known, reason, placeholder }) => ({
    span,
    message: `\`${written}\` leaves the version open, and ${reason ?? 'its lock file knows it'}.`,
    ...(known ? { pin: fix('pin', `Pin the version in ${known.lock}`, known.edits) } : {}),
    ...(placeholder ? { placeholder: fix(PLACEHOLDER, 'Put a placeholder', placeholder) } : {}),
  }));
}

/** All that is unpinned in `source`, in the order of the text. `analysis`: of the rules that `pinningRules` picks. */
export function unpinnedIn(
  source: Source,
  analysis: Analysis,
  project: Project,
  models: RuleSet['models'],
): Unpinned[] {
  const isList = source.language === 'dependencies';
  const found = analysis.findings.filter((finding) => !isList || !isAboutVersion(finding)).map(byRule);
  if (isList) found.push(...ofPackages(source, project, models));
  return found.sort((a, b) => a.span.start - b.span.start);
}
