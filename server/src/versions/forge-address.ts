/**
 * What addresses of GitHub, GitLab and Bitbucket say about the revision that they deliver: files and archives of a commit
 * stay what they are, those of a branch change with every push, so that no hash of them would hold. Knows no rule.
 */
import { isCommit } from './origin.ts';

export interface ForgeAddress {
  /** `other` is a tag by its looks, or a branch that nobody can tell from one. */
  readonly kind: 'commit' | 'branch' | 'other';
  readonly revision: string;
}

const ARCHIVE = '\\.(?:zip|tar\\.gz|tar\\.bz2|tar|tgz)';
const HOLDER = '[^/?#]+/[^/?#]+';

/** The group is the revision, where it begins; what ends it depends on the form. */
const FORMS: readonly RegExp[] = [
  new RegExp(`^https?://(?:www\\.)?github\\.com/${HOLDER}/archive/(.+?)${ARCHIVE}(?:[?#]|$)`, 'i'),
  new RegExp(
    `^https?://(?:www\\.)?github\\.com/${HOLDER}/(?:raw|blob)/((?:refs/(?:heads|tags)/)?[^/?#]+)/`,
    'i',
  ),
  new RegExp(`^https?://(?:www\\.|api\\.)?github\\.com/(?:repos/)?${HOLDER}/(?:tar|zip)ball/([^?#]+)`, 'i'),
  new RegExp(`^https?://codeload\\.github\\.com/${HOLDER}/(?:legacy\\.)?(?:zip|tar\\.gz)/([^?#]+)`, 'i'),
  new RegExp(`^https?://raw\\.githubusercontent\\.com/${HOLDER}/((?:refs/(?:heads|tags)/)?[^/?#]+)/`, 'i'),
  /^https?:\/\/[^/?#]*gitlab[^/?#]*\/[^?#]+?\/-\/(?:archive|raw)\/([^/?#]+)\//i,
  new RegExp(`^https?://bitbucket\\.org/${HOLDER}/get/([^/?#]+?)${ARCHIVE}(?:[?#]|$)`, 'i'),
  new RegExp(`^https?://bitbucket\\.org/${HOLDER}/raw/([^/?#]+)/`, 'i'),
];

const BRANCH = /^(?:refs\/heads\/.*|main|master|trunk|head|dev|devel|develop|development|nightly|gh-pages)$/i;

/** The revision that `url` delivers; undefined where it is no such address. */
export function forgeAddress(url: string): ForgeAddress | undefined {
  for (const form of FORMS) {
    const revision = form.exec(url)?.[1];
    if (revision === undefined) continue;
    const kind = isCommit(revision) ? 'commit' : BRANCH.test(revision) ? 'branch' : 'other';
    return { kind, revision: revision.replace(/^refs\/(?:heads|tags)\//, '') };
  }
  return undefined;
}
