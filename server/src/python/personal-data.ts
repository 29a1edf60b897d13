/**
 * Which values of a program are data about people: tables and records with personal columns, by what the code says of
 * them. Joins the tables of a file with the names that mean people; what may be done with such data is up to rules.
 */

import { named } from '../personal/naming.ts';
import { type Label, labelOf } from '../personal/vocabulary.ts';
import type { Attribute, Expression } from './ast.ts';
import { meaning } from './constants.ts';
import type { PythonFile } from './file.ts';
import { occurs } from './occurrence.ts';
import { frameTable } from './personal/frame-table.ts';
import { framesOf } from './personal/frames.ts';
import { literalColumns } from './personal/literals.ts';
import type { Origin, SourceProvider } from './taint/sources.ts';

export { named };

/** Whether a file may touch tables at all; cheap, for all the files that do not. */
export const hasFrames: (file: PythonFile) => boolean = occurs((text, file) =>
  [...frameTable(file.models.tables).modules].some((module) => text.includes(module)),
);

/** What makes the table at `node` personal where it stands, or undefined. */
export function labelAt(node: Expression, file: PythonFile): Label | undefined {
  const frames = framesOf(file);
  // A file that makes no tables may hold those of others.
  const columns = frames.columnsOf(node);
  const records =
    !hasFrames(file) || meaning(node, file.names).kind === 'dict'
      ? []
      : literalColumns(node, file).map(({ name }) => name);
  return labelOf([...columns, ...records], frames.origins.table.vocabulary);
}

/** `row.iban` of `for row in people.itertuples()`: a column that is read by its name, which no table of methods knows. */
function columnRead(node: Attribute, file: PythonFile): readonly Origin[] {
  if (!hasFrames(file)) return [];
  const label = labelOf([node.attr], frameTable(file.models.tables).vocabulary);
  if (!label) return [];
  const tables = framesOf(file).origins.of(node.value);
  if (!tables.some(({ row }) => row.kind !== 'connection')) return [];
  return [{ kind: 'personal-data', note: `has the columns ${named(label.columns)}` }];
}

/**
 * Tables with personal columns, where they are loaded or made. Flows are kept with a function while it stays as it is,
 * so that only what the same top-level statement says of a table counts here.
 */
export const personalData: SourceProvider = {
  expression(node, file) {
    if (node.kind === 'attribute') return columnRead(node, file);
    if (node.kind !== 'call' || !hasFrames(file)) return [];
    const frames = framesOf(file);
    const origin = frames.origins.at(node);
    if (!origin || origin.row.kind === 'connection') return [];
    const label = labelOf(frames.columnsInChunk(origin), frames.origins.table.vocabulary);
    return label ? [{ kind: 'personal-data', note: `has the columns ${named(label.columns)}` }] : [];
  },
};
