/** The environment variable by which MLflow unpickles again; what calls show is in the rule file. */
import { spanOf } from '../ast.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { settingsOf } from '../environment-settings.ts';
import type { PythonFile } from '../file.ts';
import { removeStatement } from '../statement-edit.ts';

const VARIABLE = 'MLFLOW_ALLOW_PICKLE_DESERIALIZATION';

function* detect(file: PythonFile): Iterable<Seen> {
  for (const { literal } of settingsOf(file, new Set([VARIABLE]))) {
    const { node, statement, place } = literal;
    if (!/^(?:1|true)$/i.test(node.value)) continue;
    yield { span: spanOf(node), edits: { remove: removeStatement(file, statement, place) } };
  }
}

export const detector: PythonDetector = { module: detect };
