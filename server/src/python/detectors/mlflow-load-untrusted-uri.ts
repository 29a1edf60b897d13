/** The environment variable by which MLflow unpickles again; what calls show is in the rule file. */
import { type Chunk, spanOf } from '../ast.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { settingsIn } from '../environment-settings.ts';
import type { PythonFile } from '../file.ts';
import { removeStatement } from '../statement-edit.ts';

const VARIABLES = new Set(['MLFLOW_ALLOW_PICKLE_DESERIALIZATION']);

function* detect(chunk: Chunk, file: PythonFile): Iterable<Seen> {
  for (const { literal } of settingsIn(file, chunk, VARIABLES)) {
    const { node, statement, place } = literal;
    if (!/^(?:1|true)$/i.test(node.value)) continue;
    yield { span: spanOf(node), edits: { remove: removeStatement(file, statement, place) } };
  }
}

export const detector: PythonDetector = { chunk: detect };
