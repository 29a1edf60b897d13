/**
 * Text taken out of a file, with the way back: a Dockerfile's joined lines, a JSON string, a YAML block scalar, the
 * inside of `sh -c '…'`. Knows nothing of what the text means.
 */
import type { Span } from '../engine/types.ts';

/** `length` units of the text stand for `width` units of the file from `offset` on; equal lengths map one to one. */
interface Run {
  readonly index: number;
  readonly length: number;
  readonly offset: number;
  readonly width: number;
}

export interface MappedText {
  readonly text: string;
  /** Ascending by `index`, without gaps. */
  readonly runs: readonly Run[];
}

/** `text` as it stands in the file at `offset`. */
export function verbatim(text: string, offset: number): MappedText {
  return { text, runs: text === '' ? [] : [{ index: 0, length: text.length, offset, width: text.length }] };
}

/** `text` in place of what the file has at `span` (an escape for its character). */
export function standIn(text: string, { start, end }: Span): MappedText {
  return {
    text,
    runs: text === '' ? [] : [{ index: 0, length: text.length, offset: start, width: end - start }],
  };
}

/** The pieces in a row. */
export function concat(pieces: readonly MappedText[]): MappedText {
  const [only] = pieces;
  if (only && pieces.length === 1) return only;
  const runs: Run[] = [];
  let text = '';
  for (const piece of pieces) {
    for (const run of piece.runs) runs.push({ ...run, index: run.index + text.length });
    text += piece.text;
  }
  return { text, runs };
}

/** Which of `runs` holds `index`. */
function numberAt(runs: readonly Run[], index: number): number {
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((runs[middle]?.index ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

function runAt(runs: readonly Run[], index: number): Run | undefined {
  return runs[numberAt(runs, index)];
}

function startOf(run: Run, index: number): number {
  return run.length === run.width ? run.offset + index - run.index : run.offset;
}

function endOf(run: Run, index: number): number {
  return run.length === run.width ? run.offset + index - run.index : run.offset + run.width;
}

/**
 * Where the file holds the units from `start` to `end` of the text; what the text leaves out between them is inside.
 * An empty text maps to an empty span at 0: callers that may hold one know its place themselves.
 */
export function spanIn(mapped: MappedText, start: number, end: number): Span {
  const last = mapped.runs.at(-1);
  if (!last) return { start: 0, end: 0 };
  if (start >= end) {
    const at =
      start >= mapped.text.length
        ? endOf(last, mapped.text.length)
        : startOf(runAt(mapped.runs, start) ?? last, start);
    return { start: at, end: at };
  }
  return {
    start: startOf(runAt(mapped.runs, start) ?? last, start),
    end: endOf(runAt(mapped.runs, end - 1) ?? last, end),
  };
}

/** The part from `start` to `end`, still knowing its place. */
export function slice(mapped: MappedText, start: number, end: number): MappedText {
  const runs: Run[] = [];
  for (let i = numberAt(mapped.runs, start); i < mapped.runs.length; i++) {
    const run = mapped.runs[i];
    if (!run || run.index >= end) break;
    const from = Math.max(start, run.index);
    const to = Math.min(end, run.index + run.length);
    if (from >= to) continue;
    const exact = run.length === run.width;
    runs.push({
      index: from - start,
      length: to - from,
      offset: exact ? run.offset + from - run.index : run.offset,
      width: exact ? to - from : run.width,
    });
  }
  return { text: mapped.text.slice(start, end), runs };
}
