/** What rules and detectors get to see of one Python file. */
import type { Project, RuleSet, Source, Span } from '../engine/types.ts';
import { type Chunk, type Node, spanOf, withParts } from './ast.ts';
import { boundOf } from './bind.ts';
import { Names } from './names.ts';
import { type Parsed, parse } from './parse.ts';
import type { BoundCall } from './scopes.ts';
import { surround } from './surroundings.ts';
import type { TaintModels } from './taint/models.ts';

export interface PythonFile {
  readonly source: Source;
  readonly project: Project;
  readonly chunks: readonly Chunk[];
  readonly names: Names;
  readonly models: TaintModels;
  /** The tables under `rules/models/`, for detectors that read one. */
  readonly tables: RuleSet['models'];
  /** All calls, in the order of the text, outer before inner. */
  readonly calls: readonly BoundCall[];
  /** What the parser could not read, absolute. Nothing is reported there. */
  readonly broken: readonly Span[];
}

/** What is known of a Python text by itself, without rules and project. */
export interface PythonFacts {
  readonly source: Source;
  readonly parsed: Parsed;
  readonly names: Names;
}

/** Reads `source`; `previous` is used up. */
export function readFacts(source: Source, previous?: PythonFacts): PythonFacts {
  const parsed = parse(source.text, previous?.parsed);
  const names = new Names(parsed.chunks);
  surround(parsed.chunks, names, source.text);
  names.settle();
  return { source, parsed, names };
}

/** The parts of `chunks` that the parser could not read, as offsets of the file. */
export function brokenSpans(chunks: readonly Chunk[]): Span[] {
  return withParts(chunks).flatMap((chunk) =>
    chunk.errors.map(({ start, end }) => ({ start: start + chunk.offset, end: end + chunk.offset })),
  );
}

/** The file as rules see it. */
export function fileOf(
  { source, parsed, names }: PythonFacts,
  project: Project,
  models: TaintModels,
): PythonFile {
  const { chunks } = parsed;
  return {
    source,
    project,
    chunks,
    names,
    models,
    tables: models.tables,
    calls: chunks.flatMap((chunk) => boundOf(chunk).calls),
    broken: brokenSpans(chunks),
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
