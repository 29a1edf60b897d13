/**
 * `source.fixAll.parapet`: applies safe fixes, and those that become possible by them, until none is left. The only
 * code action that analyses, because each round must see the text of the one before.
 */
import { applyEdits, combine } from '../../engine/edits.ts';
import type { Edit, Finding, Fix } from '../../engine/types.ts';
import type { Checked, Checker } from '../checker.ts';
import { Pieces } from './pieces.ts';

/** Fixes that make each other necessary must not go on for ever. */
const MOST_ROUNDS = 10;

function safeFixes(findings: readonly Finding[]): Fix[] {
  return findings.flatMap((finding) => finding.fixes.find((fix) => fix.class === 'safe') ?? []);
}

/** The edits of the checked text that apply every safe fix. */
export function fixAllEdits(checked: Checked, checker: Checker): Edit[] {
  const pieces = new Pieces(checked.source.text);
  const seen = new Set([checked.source.text]);
  let findings = checked.findings;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { edits } = combine(safeFixes(findings));
    if (edits.length === 0) break;
    const text = applyEdits(pieces.text, edits);
    if (seen.has(text)) break;
    seen.add(text);
    pieces.apply(edits);
    findings = checker.recheck(checked, text).findings;
  }
  return pieces.edits();
}
