/**
 * The instructions of pickle's machine, protocols 0 to 5: how long each is and what it does to the stack. Data, and
 * reading one instruction; what a stream of them means is not known here.
 */

/**
 * How the argument is written: so many bytes; `line`, `two-lines`: up to a line end; `counted-N`: a length of N bytes,
 * little-endian, and so many bytes.
 */
type Form = number | 'line' | 'two-lines' | 'counted-1' | 'counted-4' | 'counted-8';

/** What happens to the stack: so many values less, or all down to the mark; then so many new ones. */
interface Effect {
  readonly takes: number | 'mark';
  readonly gives: number;
}

/** What matters of an instruction beyond its effect. */
export type Role =
  | 'text'
  | 'quoted'
  | 'escaped'
  | 'global'
  | 'instance'
  | 'stack-global'
  | 'put'
  | 'put-text'
  | 'memoize'
  | 'get'
  | 'get-text'
  | 'mark'
  | 'duplicate'
  | 'stop';

export interface Opcode extends Effect {
  readonly form: Form;
  readonly role?: Role;
}

function op(form: Form, takes: number | 'mark', gives: number, role?: Role): Opcode {
  return role === undefined ? { form, takes, gives } : { form, takes, gives, role };
}

/** By the instruction's byte. */
const OPCODES: ReadonlyMap<number, Opcode> = new Map([
  [0x28, op(0, 0, 0, 'mark')],
  [0x2e, op(0, 1, 0, 'stop')],
  [0x30, op(0, 1, 0)],
  [0x31, op(0, 'mark', 0)],
  [0x32, op(0, 0, 0, 'duplicate')],
  // Numbers, texts and bytes.
  [0x46, op('line', 0, 1)],
  [0x49, op('line', 0, 1)],
  [0x4a, op(4, 0, 1)],
  [0x4b, op(1, 0, 1)],
  [0x4c, op('line', 0, 1)],
  [0x4d, op(2, 0, 1)],
  [0x4e, op(0, 0, 1)],
  [0x53, op('line', 0, 1, 'quoted')],
  [0x54, op('counted-4', 0, 1, 'text')],
  [0x55, op('counted-1', 0, 1, 'text')],
  [0x56, op('line', 0, 1, 'escaped')],
  [0x58, op('counted-4', 0, 1, 'text')],
  [0x8c, op('counted-1', 0, 1, 'text')],
  [0x8d, op('counted-8', 0, 1, 'text')],
  [0x42, op('counted-4', 0, 1)],
  [0x43, op('counted-1', 0, 1)],
  [0x8e, op('counted-8', 0, 1)],
  [0x96, op('counted-8', 0, 1)],
  [0x47, op(8, 0, 1)],
  [0x88, op(0, 0, 1)],
  [0x89, op(0, 0, 1)],
  [0x8a, op('counted-1', 0, 1)],
  [0x8b, op('counted-4', 0, 1)],
  // Names that are imported.
  [0x63, op('two-lines', 0, 1, 'global')],
  [0x69, op('two-lines', 'mark', 1, 'instance')],
  [0x93, op(0, 2, 1, 'stack-global')],
  [0x82, op(1, 0, 1)],
  [0x83, op(2, 0, 1)],
  [0x84, op(4, 0, 1)],
  // Objects and containers.
  [0x50, op('line', 0, 1)],
  [0x51, op(0, 1, 1)],
  [0x52, op(0, 2, 1)],
  [0x62, op(0, 2, 1)],
  [0x81, op(0, 2, 1)],
  [0x92, op(0, 3, 1)],
  [0x6f, op(0, 'mark', 1)],
  [0x61, op(0, 1, 0)],
  [0x65, op(0, 'mark', 0)],
  [0x73, op(0, 2, 0)],
  [0x75, op(0, 'mark', 0)],
  [0x90, op(0, 'mark', 0)],
  [0x64, op(0, 'mark', 1)],
  [0x6c, op(0, 'mark', 1)],
  [0x74, op(0, 'mark', 1)],
  [0x91, op(0, 'mark', 1)],
  [0x7d, op(0, 0, 1)],
  [0x5d, op(0, 0, 1)],
  [0x29, op(0, 0, 1)],
  [0x8f, op(0, 0, 1)],
  [0x85, op(0, 1, 1)],
  [0x86, op(0, 2, 1)],
  [0x87, op(0, 3, 1)],
  // What is kept for later.
  [0x67, op('line', 0, 1, 'get-text')],
  [0x68, op(1, 0, 1, 'get')],
  [0x6a, op(4, 0, 1, 'get')],
  [0x70, op('line', 0, 0, 'put-text')],
  [0x71, op(1, 0, 0, 'put')],
  [0x72, op(4, 0, 0, 'put')],
  [0x94, op(0, 0, 0, 'memoize')],
  // Frames and buffers outside of the stream.
  [0x80, op(1, 0, 0)],
  [0x95, op(8, 0, 0)],
  [0x97, op(0, 0, 1)],
  [0x98, op(0, 0, 0)],
]);

/** An instruction where it stands. Its argument lies in `[from, to)`, without length and line end. */
export interface Instruction {
  readonly opcode: Opcode;
  readonly from: number;
  readonly to: number;
  /** Of two lines: where the second begins. */
  readonly second: number;
  /** Where the next instruction begins. */
  readonly next: number;
}

/** A whole number at `start`, little-endian; larger than any file where it would lose digits. */
export function numberAt(bytes: Uint8Array, start: number, length: number): number {
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = value * 256 + (bytes[start + i] ?? 0);
  return value;
}

const LINE_END = 0x0a;

/** The instruction at `at`; undefined where none begins, or where the bytes end before it does. */
export function instructionAt(bytes: Uint8Array, at: number): Instruction | undefined {
  const opcode = OPCODES.get(bytes[at] ?? -1);
  if (!opcode) return undefined;
  const { form } = opcode;
  const start = at + 1;
  const of = (from: number, to: number, next: number, second = from): Instruction | undefined =>
    next <= bytes.length ? { opcode, from, to, second, next } : undefined;
  if (typeof form === 'number') return of(start, start + form, start + form);
  if (form === 'line' || form === 'two-lines') {
    const first = bytes.indexOf(LINE_END, start);
    if (first < 0) return undefined;
    if (form === 'line') return of(start, first, first + 1);
    const last = bytes.indexOf(LINE_END, first + 1);
    return last < 0 ? undefined : of(start, last, last + 1, first + 1);
  }
  const width = Number(form.slice('counted-'.length));
  const from = start + width;
  if (from > bytes.length) return undefined;
  const to = from + numberAt(bytes, start, width);
  return of(from, to, to);
}
