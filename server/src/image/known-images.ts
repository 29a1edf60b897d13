/**
 * What the table of public images (`rules/models/container-images.yaml`) says about a reference. Knows references and
 * the table's form only.
 */
import type { RuleSet } from '../engine/types.ts';
import { canonicalName, type ImageReference } from './reference.ts';

/** A row: `*` in the patterns stands for any characters. */
export interface KnownImage {
  readonly image: string;
  readonly tag?: string;
  /** This image is no member of the list, though a later row would match it. */
  readonly never?: boolean;
  readonly user?: string;
  readonly way?: 'useradd' | 'adduser' | 'none' | 'own';
}

export type ImageList = 'non-root' | 'drop-root' | 'root' | 'users';

function fits(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const [index, piece] of rest.entries()) {
    const last = index === rest.length - 1;
    const found = last ? text.length - piece.length : text.indexOf(piece, at);
    if (found < at || !text.startsWith(piece, found)) return false;
    at = found + piece.length;
  }
  return rest.length > 0 || text.length === first.length;
}

/** The first row of `list` that `reference` fits, or undefined. */
export function knownImage(
  models: RuleSet['models'],
  list: ImageList,
  reference: ImageReference,
): KnownImage | undefined {
  const table = models['container-images'] as Partial<Record<ImageList, readonly KnownImage[]>> | undefined;
  const name = canonicalName(reference);
  const row = table?.[list]?.find(
    ({ image, tag }) => fits(image, name) && (tag === undefined || fits(tag, reference.tag ?? '')),
  );
  return row?.never ? undefined : row;
}
