/** DATA-012: a model trained on rows about people with nothing that keeps it from remembering one of them. */

import type { Rule } from '../../engine/types.ts';
import { labelOf } from '../../personal/vocabulary.ts';
import { writtenEdits } from '../call-fix.ts';
import { meaning } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import type { PythonFile } from '../file.ts';
import { calleeSpan } from '../file.ts';
import { isConfidential } from '../personal/classification.ts';
import { framesOf } from '../personal/frames.ts';
import { isHarmless } from '../personal/safeguards.ts';
import { hasFrames, named } from '../personal-data.ts';
import { isMissing } from '../practice.ts';
import { firstTraining, type Training } from '../training.ts';

/** The columns about people of the tables that the data of a training come from. */
function aboutPeople({ data }: Training, file: PythonFile): string | undefined {
  if (!data || !hasFrames(file)) return undefined;
  const frames = framesOf(file);
  const origins = frames.origins.of(data);
  const columns = origins.flatMap((origin) => frames.loaded(origin).columns);
  const label = labelOf([...new Set(columns)], frames.origins.table.vocabulary);
  return label && !isHarmless(label, origins, file) ? named(label.columns) : undefined;
}

/** The model is made by a library that adds noise while it learns; the rule file says which. */
function privateEdits({ call }: Training, file: PythonFile, rule: Rule): NonNullable<Seen['edits']> {
  const made = call.func.kind === 'attribute' ? meaning(call.func.value, file.names) : undefined;
  return made?.kind === 'call' && file.contains(made) ? writtenEdits(file, rule, made) : {};
}

export const detector: PythonDetector = {
  *chunk(chunk, file, rule) {
    const training = firstTraining(
      file,
      chunk,
      (one) => isConfidential(file.source, file.project) || aboutPeople(one, file) !== undefined,
    );
    if (!training || !isMissing('private-training', file)) return;
    const data = aboutPeople(training, file) ?? 'what `parapet.yaml` calls confidential';
    yield {
      span: calleeSpan(file, training.call),
      values: { data },
      edits: privateEdits(training, file, rule),
    };
  },
};
