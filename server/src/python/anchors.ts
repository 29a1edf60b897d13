/**
 * Moves what was found once to where its code stands now. Every offset is remembered as a distance from the top-level
 * statement before it; while that statement is the same, so is the text up to the next one (see `parse.ts`).
 */
import type { Detection, Span } from '../engine/types.ts';
import type { Chunk } from './ast.ts';

/** The last of `chunks` that begins at or before `offset`; undefined before the first. */
export function chunkBefore(chunks: readonly Chunk[], offset: number): Chunk | undefined {
  let low = 0;
  let high = chunks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((chunks[middle]?.offset ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return chunks[low - 1];
}

/** A detection, and the statements that its offsets are counted from. */
export interface Anchored {
  /** The file; steps in others stand where they stood. */
  readonly uri: string;
  /** As it was found, with the statements before its beginnings and ends. One may begin where another ends. */
  readonly found: Detection;
  readonly starts: ReadonlyMap<number, Chunk | undefined>;
  readonly ends: ReadonlyMap<number, Chunk | undefined>;
  /** Where the statements stood then. */
  readonly places: ReadonlyMap<Chunk, number>;
  /** With offsets as of the last time that it was asked for, and where the statements stood that time. */
  readonly detection: Detection;
  readonly offsets: readonly number[];
}

function spansOf({ span, fixes, steps }: Detection, uri: string): Span[] {
  return [
    span,
    ...fixes.flatMap(({ edits }) => edits.map((edit) => edit.span)),
    ...(steps ?? []).filter((step) => step.uri === uri).map((step) => step.span),
  ];
}

export function anchored(detection: Detection, chunks: readonly Chunk[], uri: string): Anchored {
  const starts = new Map<number, Chunk | undefined>();
  const ends = new Map<number, Chunk | undefined>();
  for (const { start, end } of spansOf(detection, uri)) {
    const first = chunkBefore(chunks, start);
    starts.set(start, first);
    // What ends where the next statement begins does not move with that one.
    ends.set(end, end > start ? chunkBefore(chunks, end - 1) : first);
  }
  const places = new Map<Chunk, number>();
  for (const chunk of [...starts.values(), ...ends.values()]) if (chunk) places.set(chunk, chunk.offset);
  return { uri, found: detection, starts, ends, places, detection, offsets: [...places.values()] };
}

/** The same with offsets as of now. */
export function moved(old: Anchored): Anchored {
  const { uri, found, starts, ends, places } = old;
  let still = true;
  let next = 0;
  for (const { offset } of places.keys()) still &&= offset === old.offsets[next++];
  if (still) return old;
  const offsetNow = (offset: number, chunk: Chunk | undefined): number =>
    chunk ? offset - (places.get(chunk) ?? 0) + chunk.offset : offset;
  const spanNow = ({ start, end }: Span): Span => {
    const first = starts.get(start);
    return { start: offsetNow(start, first), end: offsetNow(end, end > start ? ends.get(end) : first) };
  };
  const detection = {
    ...found,
    span: spanNow(found.span),
    fixes: found.fixes.map((fix) => ({
      ...fix,
      edits: fix.edits.map((edit) => ({ ...edit, span: spanNow(edit.span) })),
    })),
    ...(found.steps
      ? {
          steps: found.steps.map((step) => (step.uri === uri ? { ...step, span: spanNow(step.span) } : step)),
        }
      : {}),
  };
  return {
    uri,
    found,
    starts,
    ends,
    places,
    detection,
    offsets: Array.from(places.keys(), ({ offset }) => offset),
  };
}
