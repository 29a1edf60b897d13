/** What rules and detectors get to see of one Python file. */
import type { Project, Source, Span } from '../engine/types.ts';
import { type Chunk, type Node, spanOf } from './ast.ts';
import { boundOf } from './bind.ts';
import { Names } from './names.ts';
import type { BoundCall } from './scopes.ts';
import type { TaintModels } from './taint/models.ts';

export interface PythonFile {
  readonly source: Source;
  readonly project: Project;
  readonly chunks: readonly Chunk[];
  readonly names: Names;
  readonly models: TaintModels;
  /** All calls, in the order of the text, outer before inner. */
  readonly calls: readonly BoundCall[];
  /** What the parser could not read, absolute. Nothing is reported there. */
  readonly broken: readonly Span[];
}

/** Joins chunks to a file. */
export function fileOf(
  source: Source,
  project: Project,
  chunks: readonly Chunk[],
  models: TaintModels,
): PythonFile {
  const broken = chunks.flatMap((chunk) =>
    chunk.errors.map(({ start, end }) => ({ start: start + chunk.offset, end: end + chunk.offset })),
  );
  const names = new Names(chunks);
  return {
    source,
    project,
    chunks,
    names,
    models,
    calls: chunks.flatMap((chunk) => boundOf(chunk).calls),
    broken,
  };
}

/** The source text of a node. */
export function textOf(file: PythonFile, node: Node): string {
  const { start, end } = spanOf(node);
  return file.source.text.slice(start, end);
}

/** What to underline of a callee: its last name (`load` of `torch.load`) stands with its owner, on one line at most. */
export function calleeSpan(file: PythonFile, call: BoundCall['call']): Span {
  const span = spanOf(call.func);
  const text = file.source.text.slice(span.start, span.end);
  const lineEnd = text.lastIndexOf('\n');
  if (lineEnd < 0) return span;
  const rest = text.slice(lineEnd + 1);
  return { start: span.end - rest.trimStart().length, end: span.end };
}
