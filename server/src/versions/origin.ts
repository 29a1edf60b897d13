/**
 * Where a requirement comes from when it names a place instead of asking an index: a repository, a file behind a URL,
 * something on this disk. Knows no file format.
 */
import type { Span } from '../engine/types.ts';

export interface Origin {
  readonly kind: 'repository' | 'archive' | 'local' | 'unknown';
  /** Without user, revision and fragment. */
  readonly url: string;
  /** Of a repository: what is checked out. Absent: whatever its default branch is at. */
  readonly revision?: string;
  /** What the file says the revision is, where it says so. */
  readonly as?: 'branch' | 'tag';
  /** Of an archive: a digest that installers check. */
  readonly digest?: string;
  /** The URL as it is written. */
  readonly span?: Span;
  /** The revision as it is written; where none is, the empty place to put `@revision`. */
  readonly revisionSpan?: Span;
}

const TEMPLATED = /\$\{?[A-Za-z_]|\{\{|\{%|%\(|<[a-z_-]+>/;
const DIGEST = /(?:^|&)(?:sha224|sha256|sha384|sha512)=([0-9a-f]{56,128})(?:&|$)/i;

/** A full commit hash (SHA-1 or SHA-256). */
export function isCommit(revision: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(revision);
}

function local(text: string): boolean {
  return /^(?:git\+)?file:|^\.{0,2}[/\\]|^\.+$|^~|^[A-Za-z]:[\\/]/.test(text);
}

/** Reads a URL or path as pip and PEP 508 write it. `at`: where it starts in its file, if it stands there as it is. */
export function readOrigin(text: string, at?: number): Origin {
  const span = at === undefined ? {} : { span: { start: at, end: at + text.length } };
  if (local(text)) return { kind: 'local', url: text, ...span };
  const hash = text.indexOf('#');
  const fragment = hash < 0 ? '' : text.slice(hash + 1);
  const whole = hash < 0 ? text : text.slice(0, hash);
  const url = whole.replace(/^((?:\w+\+)?\w+:\/\/)[^/@]*@/, '$1');
  const cut = whole.length - url.length;
  const version = /^(?:git|hg|svn|bzr)\+\w+:\/\//.exec(url) ?? /^(?:git|ssh):\/\//.exec(url);
  if (!version) {
    if (TEMPLATED.test(url) || !/^(?:https?|s3|gs|ftp):\/\//i.test(url))
      return { kind: 'unknown', url, ...span };
    const digest = DIGEST.exec(fragment)?.[1];
    return { kind: 'archive', url, ...(digest ? { digest } : {}), ...span };
  }
  // `git+ssh://git@host:owner/x.git` was cut above; a revision is behind the last `@` of the path.
  const slash = url.indexOf('/', version[0].length);
  const sign = url.lastIndexOf('@');
  const bare = sign > slash && slash > 0 ? url.slice(0, sign) : url;
  const revision = bare === url ? undefined : url.slice(sign + 1);
  if (TEMPLATED.test(url)) return { kind: 'unknown', url: bare, ...span };
  const start = at === undefined ? undefined : at + cut + bare.length;
  return {
    kind: 'repository',
    url: bare,
    ...(revision ? { revision } : {}),
    ...span,
    ...(start === undefined
      ? {}
      : { revisionSpan: { start: revision ? start + 1 : start, end: start + url.length - bare.length } }),
  };
}

/** What two ways to write one repository or file have in common. */
export function sameOrigin(a: Origin, b: Origin): boolean {
  const plain = ({ url }: Origin): string =>
    url
      .replace(/^\w+\+/, '')
      .replace(/^(?:https?|ssh|git):\/\//, '')
      .replace(/\.git\/?$|\/$/, '')
      .toLowerCase();
  return a.kind === b.kind && plain(a) === plain(b);
}

/** The project and version that a wheel's file name gives (PEP 427); undefined for any other file. */
export function wheelOf(url: string): { readonly name: string; readonly version: string } | undefined {
  const file = /([^/\\]+)\.whl$/.exec(url)?.[1];
  const [, name, version] = /^([A-Za-z0-9_.]+)-([^-]+)(?:-[^-]+){3,4}$/.exec(file ?? '') ?? [];
  return name && version ? { name, version: version.replaceAll('%2B', '+') } : undefined;
}
