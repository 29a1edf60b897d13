/**
 * Versions of Kubernetes as rules compare them: by their minor number, for there is only one major one. Knows no rule.
 */

/** The minor version that manifests are for; infinite for the newest. */
export type Minor = number;

/** The minor number of a version such as `1.34`; infinite where there is none, which stands for the newest. */
export function minorOf(version: string | undefined): Minor {
  const minor = version === undefined ? undefined : /^1\.(\d+)$/.exec(version)?.[1];
  return minor === undefined ? Number.POSITIVE_INFINITY : Number(minor);
}

/** The versions in which something counts. */
export interface Range {
  /** The first one. */
  readonly from?: string;
  /** The first one in which it counts no more. */
  readonly before?: string;
}

/** Whether `minor` is one of the versions of `range`. */
export function counts({ from, before }: Range, minor: Minor): boolean {
  return (from === undefined || minor >= minorOf(from)) && (before === undefined || minor < minorOf(before));
}
