/** DATA-005: a table from outside that a model is trained on, and nothing looks at it in between. */
import type { Edit } from '../../engine/types.ts';
import { argumentOf } from '../arguments.ts';
import { rootOf, spanOf } from '../ast.ts';
import { boundCall } from '../call-index.ts';
import { template } from '../constants.ts';
import type { PythonDetector } from '../detector.ts';
import { importModule, insert, lineEnd } from '../edit.ts';
import { calleeSpan, type PythonFile, textFrom, textOf } from '../file.ts';
import { occurs } from '../occurrence.ts';
import { type Frames, framesOf } from '../personal/frames.ts';
import type { Origin } from '../personal/origins.ts';
import { placeOf } from '../personal/storage.ts';
import { hasFrames } from '../personal-data.ts';
import { quoteAt } from '../quotes.ts';
import { trainingsOf } from '../training.ts';

/** Code that asks what is in a table, or says what has to be. */
const looks = occurs((text) =>
  /pandera|great_expectations|tensorflow_data_validation|pydantic|deepchecks|evidently|\bsoda\b|validat|schema|\bassert\b|isna\(|isnull\(|notna\(|notnull\(|dropna\(|between\(|dtypes?\b|clip\(|raise ValueError|isfinite|check_/i.test(
    text,
  ),
);

/** From where a table comes that somebody else fills; undefined for files of this machine and public data. */
function outside({ call, row }: Origin, file: PythonFile, frames: Frames): string | undefined {
  if (row.kind !== 'reader') return undefined;
  if (row.sql !== undefined) return 'a database';
  const filled = row.path === undefined ? undefined : argumentOf(call, row.path, file.names);
  if (filled?.state !== 'given') return undefined;
  const { kind } = placeOf(filled.value, file, frames.origins.table.vocabulary);
  if (kind === 'bucket') return 'a bucket';
  if (kind === 'http' || kind === 'ftp') return 'the network';
  const [start = ''] = template(filled.value, file.names);
  return kind === 'elsewhere' && start.startsWith('https://') ? 'the network' : undefined;
}

/** `x = pd.read_csv(…)` gets a line below that checks the columns that the file uses. */
function schemaEdits({ call }: Origin, columns: readonly string[], file: PythonFile): Edit[] | undefined {
  const statement = boundCall(call)?.statement;
  if (statement?.kind !== 'assign' || statement.value !== call || statement.targets.length !== 1)
    return undefined;
  const [target] = statement.targets;
  const pandas = file.names.resolve(call.func).some((name) => name.startsWith('pandas.'));
  if (target?.kind !== 'name' || !pandas || columns.length === 0) return undefined;
  const text = textFrom(file, statement);
  const { start, end } = spanOf(statement);
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start).replace('\uFEFF', '');
  const rest = /^[^\r\n]*/.exec(text.slice(end))?.[0] ?? '';
  const quote = quoteAt(call, call, file);
  const imports = importModule(file, 'pandera');
  if (!imports || !/^[ \t]*$/.test(indent) || !/^[ \t]*(#.*)?$/.test(rest)) return undefined;
  if (columns.some((column) => !/^[\w .-]+$/.test(column))) return undefined;
  const wanted = columns.map((column) => `${quote}${column}${quote}: pandera.Column()`).join(', ');
  const check = `${target.id} = pandera.DataFrameSchema({${wanted}}).validate(${target.id})`;
  return [...imports, insert(end + rest.length, `${lineEnd(file)}${indent}${check}`)];
}

export const detector: PythonDetector = {
  *chunk(chunk, file) {
    if (!hasFrames(file) || trainingsOf(file).length === 0 || looks(file)) return;
    const frames = framesOf(file);
    const trained = new Set(trainingsOf(file).flatMap(({ data }) => (data ? frames.origins.of(data) : [])));
    for (const origin of trained) {
      if (rootOf(origin.call.chunk) !== chunk) continue;
      const from = outside(origin, file, frames);
      if (from === undefined) continue;
      const { columns } = frames.loaded(origin);
      yield {
        span: calleeSpan(file, origin.call),
        values: { from, callee: textOf(file, origin.call.func) },
        edits: { schema: schemaEdits(origin, columns, file) },
      };
    }
  },
};
