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

/** What offsets are counted from. The beginning of a span and the end of another may be at the same offset. */
interface Anchors {
  readonly starts: ReadonlyMap<number, Chunk | undefined>;
  readonly ends: ReadonlyMap<number, Chunk | undefined>;
}

/** A detection, and the statements that its offsets are counted from. */
export interface Anchored extends Anchors {
  readonly detection: Detection;
  /** Where the statements stood. */
  readonly places: ReadonlyMap<Chunk, number>;
}

function spansOf({ span, fixes, steps }: Detection): Span[] {
  return [
    span,
    ...fixes.flatMap(({ edits }) => edits.map((edit) => edit.span)),
    ...(steps ?? []).map((step) => step.span),
  ];
}

export function anchored(detection: Detection, chunks: readonly Chunk[]): Anchored {
  const starts = new Map<number, Chunk | undefined>();
  const ends = new Map<number, Chunk | undefined>();
  for (const { start, end } of spansOf(detection)) {
    const first = chunkBefore(chunks, start);
    starts.set(start, first);
    // What ends where the next statement begins does not move with that one.
    ends.set(end, end > start ? chunkBefore(chunks, end - 1) : first);
  }
  const places = new Map<Chunk, number>();
  for (const chunk of [...starts.values(), ...ends.values()]) if (chunk) places.set(chunk, chunk.offset);
  return { detection, starts, ends, places };
}

/** Whether every statement that offsets are counted from is still there. */
export function isAnchored({ places }: Anchored, has: (chunk: Chunk) => boolean): boolean {
  for (const chunk of places.keys()) if (!has(chunk)) return false;
  return true;
}

/** The same with offsets as of now. */
export function moved(old: Anchored): Anchored {
  let still = true;
  for (const [chunk, place] of old.places) still &&= chunk.offset === place;
  if (still) return old;
  const { detection, places } = old;
  const starts = new Map<number, Chunk | undefined>();
  const ends = new Map<number, Chunk | undefined>();
  const offsetNow = (offset: number, chunk: Chunk | undefined): number =>
    chunk ? offset - (places.get(chunk) ?? 0) + chunk.offset : offset;
  const spanNow = (span: Span): Span => {
    const first = old.starts.get(span.start);
    const last = span.end > span.start ? old.ends.get(span.end) : first;
    const start = offsetNow(span.start, first);
    const end = offsetNow(span.end, last);
    starts.set(start, first);
    ends.set(end, last);
    return { start, end };
  };
  return {
    detection: {
      ...detection,
      span: spanNow(detection.span),
      fixes: detection.fixes.map((fix) => ({
        ...fix,
        edits: fix.edits.map((edit) => ({ ...edit, span: spanNow(edit.span) })),
      })),
      ...(detection.steps
        ? { steps: detection.steps.map((step) => ({ ...step, span: spanNow(step.span) })) }
        : {}),
    },
    starts,
    ends,
    places: new Map([...places.keys()].map((chunk) => [chunk, chunk.offset])),
  };
}
