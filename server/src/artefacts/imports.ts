/**
 * What a pickle imports while it is loaded: its instructions are walked in their order, the stack is followed as far as
 * texts are on it, and nothing is built or run. Bytes in, names out.
 */
import { type Instruction, instructionAt, numberAt } from './opcodes.ts';

/** Something that is imported. A part is undefined where the file puts the name together only while it is loaded. */
export interface Import {
  readonly module: string | undefined;
  readonly name: string | undefined;
}

export interface Pickle {
  /** Each once, in the order of the file. */
  readonly imports: readonly Import[];
  /** How many of them instructions name; the others have no more than the form of an import. */
  readonly named: number;
  /** Every instruction was understood, up to a proper end. */
  readonly whole: boolean;
  /** Instructions that were understood. */
  readonly instructions: number;
}

/** More instructions, different names and values on the stack than these are not followed. */
const MOST_INSTRUCTIONS = 4_000_000;
const MOST_IMPORTS = 5_000;
const MOST_STACK = 1_000_000;
/** Texts of more bytes are no names. */
const LONGEST_NAME = 400;

const MARK = Symbol('mark');
/** A text; the mark; undefined for anything else. */
type Value = string | typeof MARK | undefined;

/** More places that may be an import are not looked at behind bytes that are no instructions. */
const MOST_GUESSES = 1_000_000;

const decoder = new TextDecoder('utf-8');

const ESCAPE = /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|([0-7]{1,3})|(.))/gi;

/** Written texts may hide their letters: `\x6fs` is `os`. */
function unescaped(text: string | undefined): string | undefined {
  if (!text?.includes('\\')) return text;
  return text.replace(ESCAPE, (_, byte, short, long, octal, other: string) => {
    const code = octal ? Number.parseInt(octal, 8) : Number.parseInt(byte ?? short ?? long ?? '', 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : (other ?? '');
  });
}

function unquoted(text: string | undefined): string | undefined {
  return text?.trim().replace(/^(['"])(.*)\1$/, '$2');
}

function textIn(bytes: Uint8Array, from: number, to: number): string | undefined {
  if (to - from > LONGEST_NAME) return undefined;
  return decoder.decode(bytes.subarray(from, to)).replace(/\r$/, '');
}

class Machine {
  readonly imports = new Map<string, Import>();
  readonly #bytes: Uint8Array;
  #stack: Value[] = [];
  #memo = new Map<number, Value>();
  instructions = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Begins a new stream: its stack and memory are its own. */
  clear(): void {
    this.#stack = [];
    this.#memo = new Map();
  }

  add(module: string | undefined, name: string | undefined): void {
    const key = `${module ?? '\0'}\n${name ?? '\0'}`;
    if (this.imports.size < MOST_IMPORTS && !this.imports.has(key)) this.imports.set(key, { module, name });
  }

  #take(count: number | 'mark'): void {
    if (count !== 'mark') this.#stack.length = Math.max(0, this.#stack.length - count);
    else while (this.#stack.length > 0 && this.#stack.pop() !== MARK);
  }

  #text(from: number, to: number): string | undefined {
    return textIn(this.#bytes, from, to);
  }

  #stackGlobal(): void {
    const name = this.#stack.at(-1);
    const module = this.#stack.at(-2);
    this.add(typeof module === 'string' ? module : undefined, typeof name === 'string' ? name : undefined);
  }

  /** Does what the instruction does, as far as names depend on it. */
  step({ opcode, from, to, second }: Instruction): void {
    this.instructions++;
    const { takes, gives, role } = opcode;
    const index = (): number =>
      role === 'put' || role === 'get'
        ? numberAt(this.#bytes, from, to - from)
        : Number(this.#text(from, to));
    if (role === 'global' || role === 'instance')
      this.add(this.#text(from, second - 1), this.#text(second, to));
    if (role === 'stack-global') this.#stackGlobal();
    if (role === 'put' || role === 'put-text') this.#memo.set(index(), this.#stack.at(-1));
    if (role === 'memoize') this.#memo.set(this.#memo.size, this.#stack.at(-1));
    if (role === 'duplicate') this.#stack.push(this.#stack.at(-1));
    if (role === 'mark') this.#stack.push(MARK);
    this.#take(takes);
    if (role === 'text') this.#stack.push(this.#text(from, to));
    else if (role === 'escaped') this.#stack.push(unescaped(this.#text(from, to)));
    else if (role === 'quoted') this.#stack.push(unescaped(unquoted(this.#text(from, to))));
    else if (role === 'get' || role === 'get-text') this.#stack.push(this.#memo.get(index()));
    else for (let i = 0; i < gives; i++) this.#stack.push(undefined);
    if (this.#stack.length > MOST_STACK) this.#stack = [];
  }
}

/** `cos\nsystem\n` and `iposix\nsystem\n`, wherever they stand; a name of Python, no more. */
function textualAt(bytes: Uint8Array, at: number): [string, string] | undefined {
  const read = instructionAt(bytes.subarray(at, at + LONGEST_NAME), 0);
  if (!read) return undefined;
  const module = textIn(bytes, at + read.from, at + read.second - 1);
  const name = textIn(bytes, at + read.second, at + read.to);
  const isName = /^[A-Za-z_][\w.]*$/;
  return module && name && isName.test(module) && isName.test(name) ? [module, name] : undefined;
}

const MEMOIZE = 0x94;
const SHORT_TEXT = 0x8c;
const GLOBAL = 0x63;
const INSTANCE = 0x69;
const STACK_GLOBAL = 0x93;

/** The short text whose instruction ends at `end`, and where it begins. */
function shortTextBefore(bytes: Uint8Array, end: number): { text: string; start: number } | undefined {
  const last = bytes[end - 1] === MEMOIZE ? end - 1 : end;
  for (let length = 1; length < 80 && last - length >= 2; length++) {
    if (bytes[last - length - 1] !== length || bytes[last - length - 2] !== SHORT_TEXT) continue;
    return { text: decoder.decode(bytes.subarray(last - length, last)), start: last - length - 2 };
  }
  return undefined;
}

/**
 * Imports by their form alone from `start` on, for what lies behind bytes that are no instructions: joblib writes its
 * arrays between them.
 */
function scatter(bytes: Uint8Array, start: number, machine: Machine): void {
  let guesses = 0;
  for (let at = start; at < bytes.length && guesses < MOST_GUESSES; at++) {
    const byte = bytes[at];
    if (byte === GLOBAL || byte === INSTANCE || byte === STACK_GLOBAL) guesses++;
    if (byte === GLOBAL || byte === INSTANCE) {
      const found = textualAt(bytes, at);
      if (found) machine.add(...found);
    } else if (byte === STACK_GLOBAL) {
      const name = shortTextBefore(bytes, at);
      const module = name && shortTextBefore(bytes, name.start);
      if (module) machine.add(module.text, name.text);
    }
  }
}

function beginsPickle(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x80 && (bytes[at + 1] ?? 99) <= 5;
}

/**
 * Walks the pickles in `bytes` from `start` on: old torch files hold several, one behind the other. Never throws, in
 * time proportional to the bytes; what cannot be followed makes `whole` false.
 */
export function importsOf(bytes: Uint8Array, start = 0): Pickle {
  const machine = new Machine(bytes);
  const result = (whole: boolean, named: number): Pickle => ({
    imports: [...machine.imports.values()],
    named,
    whole,
    instructions: machine.instructions,
  });
  let at = start;
  while (machine.instructions < MOST_INSTRUCTIONS) {
    const read = instructionAt(bytes, at);
    if (!read) break;
    machine.step(read);
    at = read.next;
    if (read.opcode.role !== 'stop') continue;
    if (!beginsPickle(bytes, at)) return result(true, machine.imports.size);
    machine.clear();
  }
  const named = machine.imports.size;
  scatter(bytes, at, machine);
  return result(false, named);
}
