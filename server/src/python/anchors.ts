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
  readonly detection: Detection;
  readonly anchors: ReadonlyMap<number, Chunk | undefined>;
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
  const anchors = new Map<number, Chunk | undefined>();
  const places = new Map<Chunk, number>();
  for (const { start, end } of spansOf(detection)) {
    for (const offset of [start, end]) {
      if (anchors.has(offset)) continue;
      const chunk = chunkBefore(chunks, offset);
      anchors.set(offset, chunk);
      if (chunk) places.set(chunk, chunk.offset);
    }
  }
  return { detection, anchors, places };
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
  const { detection, anchors, places } = old;
  const now = new Map<number, Chunk | undefined>();
  const offsetNow = (offset: number): number => {
    const chunk = anchors.get(offset);
    const to = chunk ? offset - (places.get(chunk) ?? 0) + chunk.offset : offset;
    now.set(to, chunk);
    return to;
  };
  const spanNow = ({ start, end }: Span): Span => ({ start: offsetNow(start), end: offsetNow(end) });
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
    anchors: now,
    places: new Map([...places.keys()].map((chunk) => [chunk, chunk.offset])),
  };
}
