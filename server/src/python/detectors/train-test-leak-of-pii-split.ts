/** DATA-010: rows of one person on both sides of the split between training and test. */

import type { Edit, Rule } from '../../engine/types.ts';
import { labelOf } from '../../personal/vocabulary.ts';
import { wordsOf } from '../../personal/words.ts';
import { argumentOf } from '../arguments.ts';
import { spanOf } from '../ast.ts';
import { writtenEdits } from '../call-fix.ts';
import { meaning } from '../constants.ts';
import type { PythonDetector } from '../detector.ts';
import { insert } from '../edit.ts';
import { calleeSpan, type PythonFile, textOf } from '../file.ts';
import { framesOf } from '../personal/frames.ts';
import { isHarmless } from '../personal/safeguards.ts';
import { hasFrames } from '../personal-data.ts';
import { quoteAt } from '../quotes.ts';
import type { BoundCall } from '../scopes.ts';

/** Columns that number people: several rows may be about one. */
const NUMBER = /^(user|customer|client|patient|member|employee|student|person|subject|participant)$/;

function isPersonNumber(column: string): boolean {
  const words = wordsOf(column);
  return /^(id|number|no)$/.test(words.at(-1) ?? '') && words.some((word) => NUMBER.test(word));
}

/** Two tables of the whole one, by a function that keeps people apart; `person` is a column of the table for sure. */
function byPerson(
  { call, statement }: BoundCall,
  person: string,
  file: PythonFile,
  rule: Rule,
): readonly Edit[] | undefined {
  const [target, ...more] = statement.kind === 'assign' ? statement.targets : [];
  const table = call.args[0]?.value;
  const meant = table && meaning(table, file.names);
  const whole = meant?.kind === 'call' ? framesOf(file).origins.at(meant) : undefined;
  if (target?.kind !== 'tuple' || target.items.length !== 2 || more.length > 0 || !table || !whole)
    return undefined;
  const edits = writtenEdits(file, rule, call)['by-person'];
  const quote = quoteAt(call, call, file);
  if (!edits || !/^[\w .-]+$/.test(person)) return undefined;
  return [...edits, insert(spanOf(table).end, `, ${quote}${person}${quote}`)];
}

export const detector: PythonDetector = {
  calls: ['sklearn.model_selection.train_test_split'],
  *call(bound, _name, file, rule) {
    const { call } = bound;
    if (!hasFrames(file)) return;
    if (argumentOf(call, 'stratify', file.names).state !== 'absent') return;
    const [first] = call.args;
    if (!first || first.star) return;
    const frames = framesOf(file);
    const origins = frames.origins.of(first.value);
    const columns = origins.flatMap((origin) => frames.loaded(origin).columns);
    const label = labelOf(columns, frames.origins.table.vocabulary);
    const person = columns.find(isPersonNumber);
    if (person === undefined || (label && isHarmless(label, origins, file))) return;
    yield {
      span: calleeSpan(file, call),
      values: { person, callee: textOf(file, call.func) },
      edits: { 'by-person': byPerson(bound, person, file, rule) },
    };
  },
};
