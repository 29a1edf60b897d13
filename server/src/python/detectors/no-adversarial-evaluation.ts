/** ROB-001: a classifier that nothing in the project tests with inputs made to deceive it. */
import { writtenEdits } from '../call-fix.ts';
import type { PythonDetector } from '../detector.ts';
import { calleeSpan } from '../file.ts';
import { isMissing } from '../practice.ts';
import { firstTraining } from '../training.ts';

export const detector: PythonDetector = {
  *chunk(chunk, file, rule) {
    const training = firstTraining(file, chunk, ({ classifier }) => classifier);
    if (training && isMissing('robustness-test', file))
      yield { span: calleeSpan(file, training.call), edits: writtenEdits(file, rule, training.call) };
  },
};
