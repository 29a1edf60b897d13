/** From the engine's offsets to the protocol's lines and columns, and back. Both count UTF-16 units. */
import type { Position, Range, TextEdit } from 'vscode-languageserver/node';
import { indexLines } from '../engine/lines.ts';
import type { Edit, Span } from '../engine/types.ts';

/** What knows the lines of a text; an open `TextDocument` does. */
export interface Positions {
  positionAt(offset: number): Position;
}

/** The lines of a text that is not open. */
export function positionsIn(text: string): Positions {
  const lines = indexLines(text);
  return {
    positionAt: (offset) => {
      const { line, column } = lines.at(offset);
      return { line, character: column };
    },
  };
}

export function rangeOf(positions: Positions, { start, end }: Span): Range {
  return { start: positions.positionAt(start), end: positions.positionAt(end) };
}

export function textEditsOf(positions: Positions, edits: readonly Edit[]): TextEdit[] {
  return edits.map(({ span, text }) => ({ range: rangeOf(positions, span), newText: text }));
}

export function sameRange(a: Range, b: Range): boolean {
  return samePosition(a.start, b.start) && samePosition(a.end, b.end);
}

function samePosition(a: Position, b: Position): boolean {
  return a.line === b.line && a.character === b.character;
}
