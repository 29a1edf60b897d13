/** ROB-001: a classifier that nothing in the project tests with inputs made to deceive it. */
import type { PythonDetector } from '../detector.ts';
import { calleeSpan } from '../file.ts';
import { isMissing } from '../practice.ts';
import { firstTraining } from '../training.ts';

export const detector: PythonDetector = {
  *chunk(chunk, file) {
    const training = firstTraining(file, chunk, ({ classifier }) => classifier);
    if (training && isMissing('robustness-test', file)) yield { span: calleeSpan(file, training.call) };
  },
};
