/**
 * `source.fixAll.parapet`: applies safe fixes, and those that become possible by them, until none is left. It
 * analyses, because each round must see the text of the one before.
 */
import type { Edit, Finding, Fix } from '../../engine/types.ts';
import type { Checked, Checker } from '../checker.ts';
import { roundsOf } from './rounds.ts';

function safeFixes(findings: readonly Finding[]): Fix[] {
  return findings.flatMap((finding) => finding.fixes.find((fix) => fix.class === 'safe') ?? []);
}

/** The edits of the checked text that apply every safe fix. */
export function fixAllEdits(checked: Checked, checker: Checker): Edit[] {
  return roundsOf(checked, checker, safeFixes);
}
