/**
 * A notebook by its JSON: cells with what was written and what it printed, each text with its places in the file. Goes
 * through the brackets and strings once, whatever is wrong with the rest, and never fails. Knows what notebooks look like,
 * and no rule.
 */
import type { Span } from '../engine/types.ts';
import { Piece } from './piece.ts';

export interface Cell {
  /** `code`, `markdown`, `raw`. */
  readonly kind: string;
  readonly source: Piece;
  readonly outputs: readonly Piece[];
  /** The list of outputs with its brackets. */
  readonly outputList: Span | undefined;
  /** The value of `execution_count`. */
  readonly count: Span | undefined;
}

export interface Notebook {
  readonly cells: readonly Cell[];
  /** Metadata, state of widgets, attachments. */
  readonly others: readonly Piece[];
  /** The language of its code. */
  readonly language: string;
}

/** An object or list that is open. */
interface Frame {
  readonly isObject: boolean;
  readonly start: number;
  /** Of the member that is being read. */
  key: string;
  /** The strings of a list are one text. */
  piece: Piece | undefined;
  readonly cell: Draft | undefined;
}

interface Draft {
  kind: string;
  source: Piece;
  outputs: Piece[];
  outputList: Span | undefined;
  count: Span | undefined;
  /** How many frames are open around its members. */
  readonly depth: number;
}

/** Pictures and sounds are no texts. */
const MEDIA = /^(?:image|video|audio|application\/pdf)/;

const COUNT = /\s*:\s*(null|\d+)/y;

/** Behind the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
  return text.length;
}

const TOKEN = /["{}[\]]/g;
const IS_KEY = /\s*:/y;

class Reader {
  readonly #text: string;
  readonly #frames: Frame[] = [];
  readonly cells: Cell[] = [];
  readonly others: Piece[] = [];
  language = 'python';

  constructor(text: string) {
    this.#text = text;
  }

  read(): void {
    const text = this.#text;
    TOKEN.lastIndex = 0;
    for (let found = TOKEN.exec(text); found; found = TOKEN.exec(text)) {
      const [sign] = found;
      if (sign === '"') TOKEN.lastIndex = this.#string(found.index);
      else if (sign === '{' || sign === '[') this.#open(found.index, sign === '{');
      else this.#close(found.index);
    }
  }

  #open(start: number, isObject: boolean): void {
    const above = this.#frames.at(-1);
    const isCell = isObject && above?.isObject === false && this.#frames.at(-2)?.key === 'cells';
    const cell: Draft | undefined = isCell
      ? {
          kind: '',
          source: new Piece(),
          outputs: [],
          outputList: undefined,
          count: undefined,
          depth: this.#frames.length + 1,
        }
      : above?.cell;
    this.#frames.push({ isObject, start, key: '', piece: undefined, cell });
  }

  #close(end: number): void {
    const frame = this.#frames.pop();
    const above = this.#frames.at(-1);
    const cell = frame?.cell;
    if (!frame || !cell) return;
    if (this.#frames.length === cell.depth && above?.key === 'outputs' && !frame.isObject)
      cell.outputList = { start: frame.start, end: end + 1 };
    if (this.#frames.length === cell.depth - 1) {
      const { kind, source, outputs, outputList, count } = cell;
      this.cells.push({ kind, source, outputs, outputList, count });
    }
  }

  /** Reads the string at `start`; returns where to go on. */
  #string(start: number): number {
    const text = this.#text;
    const end = endOfString(text, start);
    const inner = { start: start + 1, end: Math.max(start + 1, end - 1) };
    const frame = this.#frames.at(-1);
    if (!frame) return end;
    IS_KEY.lastIndex = end;
    if (frame.isObject && IS_KEY.test(text)) {
      frame.key = text.slice(inner.start, inner.end);
      const { cell } = frame;
      if (cell && this.#frames.length === cell.depth && frame.key === 'execution_count')
        this.#counted(cell, end);
      return end;
    }
    this.#value(frame, inner);
    return end;
  }

  #counted(cell: Draft, end: number): void {
    COUNT.lastIndex = end;
    const value = COUNT.exec(this.#text);
    const length = value?.[1]?.length ?? 0;
    if (value) cell.count = { start: COUNT.lastIndex - length, end: COUNT.lastIndex };
  }

  #value(frame: Frame, inner: Span): void {
    const { cell } = frame;
    const member = cell ? (this.#frames[cell.depth - 1]?.key ?? '') : '';
    if (cell && member === 'cell_type') cell.kind = this.#text.slice(inner.start, inner.end);
    else if (cell && (member === 'source' || member === 'input')) cell.source.add(this.#text, inner);
    else if (!this.#frames.some(({ key }) => MEDIA.test(key)))
      this.#pieceFor(frame, member === 'outputs' && cell ? cell.outputs : this.others).add(this.#text, inner);
    const of = this.#frames.at(-2)?.key;
    if ((of === 'kernelspec' && frame.key === 'language') || (of === 'language_info' && frame.key === 'name'))
      this.language = this.#text.slice(inner.start, inner.end).toLowerCase();
  }

  #pieceFor(frame: Frame, list: Piece[]): Piece {
    if (!frame.isObject && frame.piece) return frame.piece;
    const piece = new Piece();
    list.push(piece);
    frame.piece = piece;
    return piece;
  }
}

/** The notebook that `text` is; undefined where there is none in it. */
export function readNotebook(text: string): Notebook | undefined {
  const reader = new Reader(text);
  reader.read();
  const { cells, others, language } = reader;
  return cells.length > 0 ? { cells, others, language } : undefined;
}
