/** LLM-009: rows about people in prompts of models that others run. */
import type { Edit, Rule } from '../../engine/types.ts';
import { labelOf } from '../../personal/vocabulary.ts';
import type { Expression } from '../ast.ts';
import { writtenEdits } from '../call-fix.ts';
import { meaning } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import type { PythonFile } from '../file.ts';
import { endpointOf } from '../llm/endpoints.ts';
import { PROMPTS } from '../llm/prompts.ts';
import { dropEdits } from '../personal/dropped-columns.ts';
import { indexedColumns, namedColumns, REMOVING } from '../personal/evidence.ts';
import { framesOf } from '../personal/frames.ts';
import { labelAt } from '../personal-data.ts';
import { editsAt, oncePerCall, struck } from '../struck.ts';
import { carriersIn } from '../supplied-fix.ts';
import { hitsIn, taintOf } from '../taint/flow.ts';
import type { Hit } from '../taint/run.ts';
import { inside } from '../walk.ts';

const KIND = 'personal-data';

/** Longer chains of variables are not followed. */
const DEEPEST = 12;

/** Methods of tables that are given the names of the columns which stay, or go. */
const SELECTING = new Set(['filter', 'select', 'reindex', ...REMOVING]);

/** Whether somewhere in a chain of methods and brackets columns are chosen by their names. */
function selectsColumns(node: Expression, file: PythonFile): boolean {
  if (node.kind === 'subscript')
    return indexedColumns(node, file).length > 0 || selectsColumns(node.value, file);
  if (node.kind === 'attribute') return selectsColumns(node.value, file);
  if (node.kind === 'name') {
    const meant = meaning(node, file.names);
    return meant !== node && selectsColumns(meant, file);
  }
  if (node.kind !== 'call' || node.func.kind !== 'attribute') return false;
  return (
    (SELECTING.has(node.func.attr) && namedColumns(node, file).length > 0) ||
    selectsColumns(node.func.value, file)
  );
}

/**
 * Whether what is left of a table still tells of people: `people[["visits"]]` is a part of personal data, and nobody in
 * it can be told. What cannot be taken apart may.
 */
function tellsOfPeople(node: Expression, file: PythonFile, depth = 0): boolean {
  const meant = meaning(node, file.names);
  const frames = framesOf(file);
  if (selectsColumns(meant, file) && frames.origins.of(meant).some(({ row }) => row.kind !== 'connection'))
    return labelOf(frames.columnsOf(meant), frames.origins.table.vocabulary) !== undefined;
  const parts = depth < DEEPEST ? inside(meant).filter((part) => taintOf(file, part).has(KIND)) : [];
  return parts.length === 0 || parts.some((part) => tellsOfPeople(part, file, depth + 1));
}

/** `df.to_json()` becomes `df.drop(columns=[…]).to_json()`, where nothing else tells of people. */
function dropped({ call, argument }: Hit, file: PythonFile): readonly Edit[] | undefined {
  const carriers = carriersIn(file, argument, [KIND]);
  const [rows, ...others] = carriers;
  const label = rows && labelAt(rows, file);
  return label && others.length === 0 ? dropEdits(rows, call, label, file, framesOf(file)) : undefined;
}

function seen(hit: Hit, file: PythonFile, rule: Rule): Seen | undefined {
  const { call, sink, taint, argument } = hit;
  const carried = PROMPTS.has(sink) ? taint.get(KIND) : undefined;
  if (!carried || !tellsOfPeople(argument, file)) return undefined;
  const endpoint = endpointOf(call, file);
  if (endpoint === 'local') return undefined;
  const told = struck(hit, carried.steps, file);
  const data = told.values.source.replace(/^has the /, '');
  return {
    case: endpoint,
    ...told,
    values: { ...told.values, data },
    edits: editsAt(hit, () => ({
      ...writtenEdits(file, rule, call, { subject: argument }),
      drop: dropped(hit, file),
    })),
  };
}

export const detector: PythonDetector = {
  chunk: (chunk, file, rule) => oncePerCall(hitsIn(file, chunk), (hit) => seen(hit, file, rule)),
};
