/**
 * What makes a finding the same finding when lines move: its rule, the text of its line without its blanks, and which
 * of several alike in its file it is. Not its path, so that a moved file keeps what was known of it.
 */
import { createHash } from 'node:crypto';
import type { Finding } from '../../engine/types.ts';
import { lineText } from '../report.ts';

export interface Fingerprint {
  /** 32 hexadecimal digits. */
  readonly hash: string;
  /** 1 for the first finding of this kind in the file. */
  readonly occurrence: number;
}

/** The fingerprints of the findings of one file, which are in the order of the text. */
export function fingerprints(findings: readonly Finding[]): Fingerprint[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, source, span }) => {
    const line = lineText(source, span).trim().replace(/\s+/g, ' ');
    const hash = createHash('sha256').update(`${rule.id}\n${line}`).digest('hex').slice(0, 32);
    const occurrence = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, occurrence);
    return { hash, occurrence };
  });
}
