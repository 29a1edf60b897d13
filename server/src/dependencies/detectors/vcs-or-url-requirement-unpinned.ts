/** `vcs-or-url-requirement-unpinned`: code from a repository or URL that may be other code tomorrow. */
import { isPlaceholder, placeholder } from '../../engine/placeholder.ts';
import type { Edit, Project, Source } from '../../engine/types.ts';
import { dependencyFile } from '../../versions/dependency-file.ts';
import { forgeAddress } from '../../versions/forge-address.ts';
import { isCommit, type Origin, sameOrigin } from '../../versions/origin.ts';
import type { DependencyDetector, Seen, View } from '../detector.ts';

/** `v1.2`, `release-2024.1`, `0.3.0rc1`: a tag by its looks. */
const VERSION =
  /^(?:[A-Za-z]+[-_/])?v?\d+(?:[._]\d+)*(?:[-._]?(?:a|b|rc|alpha|beta|post|dev|stable)[-._]?\d*)?$/i;
const SHORT = /^[0-9a-f]{7,39}$/i;
/** The commit stands in the URL of the archive. */
const FIXED = /\/[0-9a-f]{40}(?:[./]|$)/i;

/** What is wrong with `origin`, as a case of the rule file; undefined when nothing is. */
function caseOf(origin: Origin, hashed: boolean): string | undefined {
  const { kind, revision, as, digest, url } = origin;
  if (kind === 'archive') {
    if (digest || hashed || FIXED.test(url)) return undefined;
    return forgeAddress(url)?.kind === 'branch' ? 'archive-branch' : 'archive';
  }
  if (kind !== 'repository') return undefined;
  if (revision !== undefined && (isCommit(revision) || isPlaceholder(revision))) return undefined;
  if (revision === undefined) return 'default';
  if (as === 'tag' || (as === undefined && VERSION.test(revision))) return 'tag';
  return as === undefined && SHORT.test(revision) ? 'short' : 'branch';
}

/** All that the workspace says of the same repository or file. */
function* others(origin: Origin, project: Project): Generator<Origin> {
  for (const source of project.files('dependencies')) {
    for (const requirement of dependencyFile(source).requirements) {
      if (requirement.origin && sameOrigin(requirement.origin, origin)) yield requirement.origin;
    }
  }
}

/** The commit or digest that another file of the workspace names, where all that name one agree. */
function pinEdit({ source, project }: View, origin: Origin): Edit[] | undefined {
  const { kind } = origin;
  const known = new Set(
    [...others(origin, project)].flatMap(({ revision = '', digest }) =>
      kind === 'archive' ? (digest ?? []) : isCommit(revision) ? revision : [],
    ),
  );
  const [pin] = known;
  if (pin === undefined || known.size > 1) return undefined;
  if (kind !== 'archive') return revisionEdit(origin, pin);
  return pin.length === 64 ? digestEdit(source, origin, pin) : undefined;
}

/** `#sha256=` behind the address of a file. */
function digestEdit({ text }: Source, { span }: Origin, digest: string): Edit[] | undefined {
  if (!span) return undefined;
  const mark = text.slice(span.start, span.end).includes('#') ? '&' : '#';
  return [{ span: { start: span.end, end: span.end }, text: `${mark}sha256=${digest}` }];
}

/** `commit` in the place of a revision; a tag or branch under its own key would have to be renamed as well. */
function revisionEdit({ revisionSpan, revision }: Origin, commit: string): Edit[] | undefined {
  return revisionSpan && [{ span: revisionSpan, text: revision === undefined ? `@${commit}` : commit }];
}

export const detector: DependencyDetector = {
  *detect(view): Generator<Seen> {
    const { file, around } = view;
    if (file.kind === 'lock' || file.kind === 'settings') return;
    for (const { name, origin, hashed } of file.requirements) {
      if (!origin?.span) continue;
      const written = view.source.text.slice(origin.span.start, origin.span.end);
      const which = caseOf(origin, hashed === true || isPlaceholder(written));
      if (!which) continue;
      // The lock of a project holds the commit; pip reads lists without one.
      if (file.kind === 'project' && around.lockOf(name)) continue;
      const pin = pinEdit(view, origin);
      yield {
        span: origin.span,
        case: which,
        values: { package: name, revision: origin.revision ?? forgeAddress(origin.url)?.revision ?? '' },
        edits: {
          pin,
          placeholder:
            pin || origin.kind !== 'repository' ? undefined : revisionEdit(origin, placeholder('commit')),
          'placeholder-digest':
            pin || origin.kind !== 'archive'
              ? undefined
              : digestEdit(view.source, origin, placeholder('sha256')),
        },
      };
    }
  },
};
