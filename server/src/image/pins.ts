/**
 * Which image references the files of a workspace write down, so that one file can take over what another has pinned.
 * Reads text, whatever its format; every text is read once.
 */
import type { Project, Source } from '../engine/types.ts';
import { canonicalName, type ImageReference, parseImageReference } from './reference.ts';

const DIGEST = /@sha256:[0-9a-f]{64}\b/g;
const NAME_BEFORE = /[\w.:/-]+$/;
/** No name with tag is longer. */
const LONGEST_NAME = 400;
const NAMED = /^[ \t]*(?:FROM[ \t]+(?:--\S+[ \t]+)*|(?:-[ \t]+)?image:[ \t]*["']?)([\w.:/-]{1,400})/gim;
const LANGUAGES = ['dockerfile', 'compose', 'kubernetes'] as const;

/** By canonical name. */
type References = ReadonlyMap<string, readonly ImageReference[]>;

const read = new WeakMap<Source, References>();

/** The references in `source` that have a digest, and those with a tag behind FROM or `image:`. */
function written(source: Source): References {
  const known = read.get(source);
  if (known) return known;
  const { text } = source;
  const texts = [...text.matchAll(DIGEST)].map(({ 0: digest, index }) => {
    const name = NAME_BEFORE.exec(text.slice(Math.max(0, index - LONGEST_NAME), index));
    return (name?.[0] ?? '') + digest;
  });
  for (const [, named = ''] of text.matchAll(NAMED)) texts.push(named);
  const references = new Map<string, ImageReference[]>();
  for (const one of new Set(texts)) {
    const reference = parseImageReference(one);
    if (!reference) continue;
    const name = canonicalName(reference);
    references.set(name, [...(references.get(name) ?? []), reference]);
  }
  read.set(source, references);
  return references;
}

function isFloating(tag: string | undefined): boolean {
  return tag === undefined || /^latest(-|$)/.test(tag);
}

/** The one element, or undefined when there are several different ones. */
function single(list: readonly string[]): string | undefined {
  const [first, ...rest] = new Set(list);
  return rest.length === 0 ? first : undefined;
}

/**
 * What to write behind the name of `wanted` (`:3.12@sha256:…`, `:3.12`) because some file of the workspace does, or
 * undefined when none does or they disagree. A tag is taken over only where `wanted` has none that says anything.
 */
export function pinFor(wanted: ImageReference, project: Project): string | undefined {
  const name = canonicalName(wanted);
  const same = LANGUAGES.flatMap((language) => [...project.files(language)]).flatMap(
    (source) => written(source).get(name) ?? [],
  );
  const tag = wanted.tag === undefined ? '' : `:${wanted.tag}`;
  const exact = same.filter(({ tag: other, digest }) => digest !== undefined && other === wanted.tag);
  const digest = single(exact.map((reference) => `@${reference.digest ?? ''}`));
  if (digest !== undefined) return tag + digest;
  if (!isFloating(wanted.tag) || exact.length > 0) return undefined;
  const fixed = same.filter(({ tag: other }) => !isFloating(other));
  const pinned = fixed.filter((reference) => reference.digest !== undefined);
  return single(
    (pinned.length > 0 ? pinned : fixed).map(
      ({ tag: other, digest: d }) => `:${other ?? ''}${d === undefined ? '' : `@${d}`}`,
    ),
  );
}
