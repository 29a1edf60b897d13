/** DATA-002: rows of tables with personal columns shown on a console or in a log. */
import type { Edit } from '../../engine/types.ts';
import type { Label } from '../../personal/vocabulary.ts';
import { type Call, type Expression, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { replace } from '../edit.ts';
import { type PythonFile, textOf } from '../file.ts';
import { dropEdits, shownTable } from '../personal/dropped-columns.ts';
import { type Frames, framesOf } from '../personal/frames.ts';
import { isHarmless } from '../personal/safeguards.ts';
import { labelAt, named } from '../personal-data.ts';
import { inside } from '../walk.ts';

/** The outermost expressions in `node` that show personal rows, with what makes them so. */
function shownRows(node: Expression, file: PythonFile): { node: Expression; label: Label }[] {
  const label =
    node.kind === 'list' || node.kind === 'dict' || node.kind === 'tuple' ? undefined : labelAt(node, file);
  if (label) return [{ node, label }];
  if (node.kind === 'call' && node.func.kind === 'attribute' && node.func.attr === 'format')
    return node.args.flatMap(({ value }) => shownRows(value, file));
  const passing =
    node.kind === 'fstring' || node.kind === 'binary' || node.kind === 'tuple' || node.kind === 'conditional';
  return passing ? inside(node).flatMap((child) => shownRows(child, file)) : [];
}

function shapeEdits(node: Expression, file: PythonFile): Edit[] | undefined {
  const table = shownTable(node);
  return table && [replace(node, `${textOf(file, table)}.shape`)];
}

function isOutput(call: Call, file: PythonFile): boolean {
  return file.names
    .resolve(call.func)
    .some((name) => file.models.sinks.find(name).some(({ kind }) => kind === 'console' || kind === 'log'));
}

/** One output, one finding: at the first thing that shows rows, for all of them. */
function look(call: Call, file: PythonFile, frames: Frames): Seen | undefined {
  const shown = call.args
    .flatMap(({ value }) => shownRows(value, file))
    .filter(({ node, label }) => !isHarmless(label, frames.origins.of(node), file));
  const [first, ...others] = shown;
  if (!first) return undefined;
  const { node, label } = first;
  const columns = [...new Set(shown.flatMap((one) => one.label.columns))];
  const edits =
    others.length === 0
      ? { shape: shapeEdits(node, file), drop: dropEdits(node, call, label, file, frames) }
      : {};
  return {
    span: spanOf(node),
    confidence: shown.some((one) => one.label.strong) ? 'medium' : 'low',
    values: { callee: textOf(file, call.func), data: named(columns) },
    edits,
  };
}

export const detector: PythonDetector = {
  *chunk(chunk, file) {
    const frames = framesOf(file);
    for (const { call } of boundOf(chunk).calls) {
      const seen = isOutput(call, file) ? look(call, file, frames) : undefined;
      if (seen) yield seen;
    }
  },
};
