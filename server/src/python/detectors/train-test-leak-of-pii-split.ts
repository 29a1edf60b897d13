/** DATA-010: rows of one person on both sides of the split between training and test. */

import { labelOf } from '../../personal/vocabulary.ts';
import { wordsOf } from '../../personal/words.ts';
import { argumentOf } from '../arguments.ts';
import type { PythonDetector } from '../detector.ts';
import { calleeSpan, textOf } from '../file.ts';
import { framesOf } from '../personal/frames.ts';
import { isHarmless } from '../personal/safeguards.ts';
import { hasFrames } from '../personal-data.ts';

/** Columns that number people: several rows may be about one. */
const NUMBER = /^(user|customer|client|patient|member|employee|student|person|subject|participant)$/;

function isPersonNumber(column: string): boolean {
  const words = wordsOf(column);
  return /^(id|number|no)$/.test(words.at(-1) ?? '') && words.some((word) => NUMBER.test(word));
}

export const detector: PythonDetector = {
  calls: ['sklearn.model_selection.train_test_split'],
  *call({ call }, _name, file) {
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
    yield { span: calleeSpan(file, call), values: { person, callee: textOf(file, call.func) } };
  },
};
