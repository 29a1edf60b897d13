/** ROB-002: a model that the project calls critical, trained on clean examples alone. */
import { writtenEdits } from '../call-fix.ts';
import type { PythonDetector } from '../detector.ts';
import { calleeSpan } from '../file.ts';
import { occurs } from '../occurrence.ts';
import { classificationOf } from '../personal/classification.ts';
import { isMissing } from '../practice.ts';
import { firstTraining } from '../training.ts';

/** Augmentation that comes with the libraries for training, or is the file's own. */
const varies = occurs((text) =>
  /augment|adversar|Random(Crop|Flip|Rotation|Horizontal|Erasing|Resized)|mixup|cutmix|fgsm|\bpgd\b/i.test(
    text,
  ),
);

export const detector: PythonDetector = {
  *chunk(chunk, file, rule) {
    const training = firstTraining(file, chunk, ({ classifier }) => classifier);
    if (!training || classificationOf(file.source, file.project).criticality !== 'high') return;
    if (!varies(file) && isMissing('hardening', file))
      yield { span: calleeSpan(file, training.call), edits: writtenEdits(file, rule, training.call) };
  },
};
