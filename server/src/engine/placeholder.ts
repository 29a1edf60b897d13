/**
 * The one form of what fixes insert where only a person can know the value: `PARAPET-FILL-IN:commit`. It is no commit,
 * version or digest, so that whatever reads it refuses it, and no word that anybody else writes, so that the rule
 * `placeholder-left` finds exactly what is still to be filled in. Knows no syntax.
 */
import type { Language, Span } from './types.ts';

/** Files that fixes write into, and so may hold a placeholder. Other texts only speak of them. */
export const FIXED_LANGUAGES: ReadonlySet<Language> = new Set<Language>([
  'python',
  'dockerfile',
  'kubernetes',
  'compose',
  'yaml',
  'dependencies',
  'agent-settings',
]);

/** How every placeholder begins. */
const MARK = 'PARAPET-FILL-IN:';

/** What is to be filled in, in words for a message. */
const WANTED = {
  commit: 'the full commit that you looked at',
  version: 'the version that you tested',
  digest: 'the digest of the image that you tested',
  rows: 'the file with some rows that the model was trained on',
  folder: 'the folder with the files that are meant',
  secret: 'the new value, in a copy of this document that stays out of the repository',
  sha256: 'the SHA-256 of the file that you looked at (`sha256sum FILE` prints it)',
} as const;

export type Wanted = keyof typeof WANTED;

const FORM = new RegExp(
  `${MARK}(${Object.keys(WANTED).join('|')})(?::(https://[\\w./-]*\\w))?(?![\\w-])`,
  'y',
);

const WANTED_IN_BRACES = new RegExp(`\\{(${Object.keys(WANTED).join('|')})\\}`, 'g');

/** A placeholder for `wanted`; `where`: the address of a page that shows it, without query and fragment. */
export function placeholder(wanted: Wanted, where?: string): string {
  return `${MARK}${wanted}${where === undefined ? '' : `:${where}`}`;
}

/** `text` with placeholders for what stands in braces: `v{version}`. */
export function fillIn(text: string): string {
  return text.replace(WANTED_IN_BRACES, (_, wanted: string) => placeholder(wanted as Wanted));
}

/** Whether `text` is, or ends with, a placeholder that waits to be filled in. */
export function isPlaceholder(text: string): boolean {
  const at = text.lastIndexOf(MARK);
  const [found] = at < 0 ? [] : placeholdersIn(text.slice(at));
  return found !== undefined && at + found.span.end === text.length;
}

/** A placeholder where it stands. */
export interface Placeholder {
  readonly span: Span;
  /** In words: what to put there. */
  readonly what: string;
  /** The address of a page that shows it. */
  readonly where?: string;
}

/** The placeholders in `text`, in its order. In time proportional to the text. */
export function placeholdersIn(text: string): Placeholder[] {
  const found: Placeholder[] = [];
  for (let at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + MARK.length)) {
    FORM.lastIndex = at;
    const [whole, wanted, where] = FORM.exec(text) ?? [];
    if (whole === undefined) continue;
    found.push({
      span: { start: at, end: at + whole.length },
      what: WANTED[wanted as Wanted],
      ...(where === undefined ? {} : { where }),
    });
  }
  return found;
}
