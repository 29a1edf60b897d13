/** Fixes applied again and again, each round to the text of the one before, and told as edits of the first text. */
import { applyEdits, combine } from '../../engine/edits.ts';
import type { Edit, Finding, Fix } from '../../engine/types.ts';
import type { Checked, Checker } from '../checker.ts';
import { Pieces } from './pieces.ts';

/** Fixes that make each other necessary must not go on for ever. */
const MOST_ROUNDS = 12;

/** The edits of the checked text that apply what `choose` takes of the findings of each `text`, until it takes none. */
export function roundsOf(
  checked: Checked,
  checker: Checker,
  choose: (findings: readonly Finding[], text: string) => readonly Fix[],
): Edit[] {
  const pieces = new Pieces(checked.source.text);
  const seen = new Set([checked.source.text]);
  let { findings } = checked;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { edits } = combine(choose(findings, pieces.text));
    if (edits.length === 0) break;
    const text = applyEdits(pieces.text, edits);
    if (seen.has(text)) break;
    seen.add(text);
    pieces.apply(edits);
    findings = checker.recheck(checked, text).findings;
  }
  return pieces.edits();
}
