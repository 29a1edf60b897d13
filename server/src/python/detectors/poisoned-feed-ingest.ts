/** MDL-011: what users wrote is read from a database and trained on as it is. */

import { wordsOf } from '../../personal/words.ts';
import { rootOf } from '../ast.ts';
import type { PythonDetector } from '../detector.ts';
import { calleeSpan, textOf } from '../file.ts';
import { occurs } from '../occurrence.ts';
import { framesOf } from '../personal/frames.ts';
import { hasFrames } from '../personal-data.ts';
import { trainingsOf } from '../training.ts';

/** Tables that strangers fill. */
const STRANGERS =
  /^(feedbacks?|reviews?|comments?|ratings?|votes?|reports?|submissions?|annotations?|messages?|tickets?)$/;

const filters = occurs((text) =>
  /pandera|great_expectations|validate|outlier|anomal|IsolationForest|filter_|moderat|trusted|dedup/i.test(
    text,
  ),
);

export const detector: PythonDetector = {
  *chunk(chunk, file) {
    if (!hasFrames(file) || filters(file)) return;
    const frames = framesOf(file);
    for (const { call, data } of trainingsOf(file)) {
      if (!data || rootOf(call.chunk) !== chunk) continue;
      const tables = frames.origins.of(data).flatMap((origin) => frames.loaded(origin).tables);
      const table = tables.find((name) => wordsOf(name).some((word) => STRANGERS.test(word)));
      if (table !== undefined)
        yield {
          case: 'table',
          span: calleeSpan(file, call),
          values: { table, callee: textOf(file, call.func) },
        };
    }
  },
};
