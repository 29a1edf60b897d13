/** Edits of Python code as data: arguments and imports. What they insert runs; all else stays byte for byte. */
import { endOfLine } from '../engine/lines.ts';
import type { Edit } from '../engine/types.ts';
import { chunkBefore } from './anchors.ts';
import { argumentOf } from './arguments.ts';
import {
  type Argument,
  type Call,
  type Chunk,
  type Expression,
  type Node,
  type Statement,
  spanOf,
} from './ast.ts';
import { type PythonFile, textFrom } from './file.ts';
import { perFile } from './memo.ts';

export function replace(node: Node, text: string): Edit {
  return { span: spanOf(node), text };
}

export function insert(offset: number, text: string): Edit {
  return { span: { start: offset, end: offset }, text };
}

/** The line break and indent that end at `offset`; undefined when something else stands before it on its line. */
function lineBreakBefore(text: string, offset: number): string | undefined {
  const newline = text.lastIndexOf('\n', offset - 1);
  if (newline < 0 || text.slice(newline, offset).trim() !== '') return undefined;
  return text.slice(text[newline - 1] === '\r' ? newline - 1 : newline, offset);
}

/** Puts `written` (`name=code`, in order) behind the last argument, in the call's own layout. */
function addArguments(file: PythonFile, call: Call, written: readonly string[]): Edit[] | undefined {
  const text = textFrom(file, call);
  const close = call.chunk.offset + call.close;
  if (text[close] !== ')') return undefined;
  const last = call.args.at(-1);
  // With the parenthesis, so that another fix that fills the same empty call clashes with this one.
  if (!last) return [{ span: { start: close, end: close + 1 }, text: `${written.join(', ')})` }];
  const { start, end } = spanOf(last);
  if (last.value.kind === 'comprehension' && call.args.length === 1 && text[end - 1] !== ']')
    return undefined;
  const comma = /^[^\S\n]*,/.exec(text.slice(end, close))?.[0].length;
  const at = end + (comma ?? 0);
  const indent = lineBreakBefore(text, start);
  if (indent === undefined) {
    const more = written.join(', ');
    return [insert(at, comma === undefined ? `, ${more}` : ` ${more},`)];
  }
  // A comment at the end of the line stays with the argument that it is about.
  const comment = /^[^\S\n]*#[^\r\n]*/.exec(text.slice(at, close))?.[0].length ?? 0;
  if (comma === undefined && comment === 0)
    return [insert(at, written.map((one) => `,${indent}${one}`).join(''))];
  const lines = insert(at + comment, written.map((one) => `${indent}${one},`).join(''));
  return comma === undefined ? [insert(at, ','), lines] : [lines];
}

/**
 * Sets keywords to code (by name), replacing their values or adding them last. Undefined where one may be given by a
 * `**` whose content is not known, or where the call has no place for more.
 */
export function setArguments(
  file: PythonFile,
  call: Call,
  codes: Readonly<Record<string, string>>,
): Edit[] | undefined {
  const edits: Edit[] = [];
  const missing: string[] = [];
  for (const [name, code] of Object.entries(codes)) {
    const filled = argumentOf(call, name, file.names);
    if (filled.state === 'given') {
      if (filled.argument.star) return undefined;
      edits.push(replace(filled.value, code));
    } else if (filled.state === 'absent') missing.push(`${name}=${code}`);
    else return undefined;
  }
  const added = missing.length === 0 ? [] : addArguments(file, call, missing);
  return added && [...edits, ...added];
}

/** Sets the keyword `name` to `code`; see `setArguments`. */
export function setArgument(file: PythonFile, call: Call, name: string, code: string): Edit[] | undefined {
  return setArguments(file, call, { [name]: code });
}

/** Takes one argument out of a call, with the comma that goes with it. */
export function removeArgument(file: PythonFile, call: Call, argument: Argument): Edit[] | undefined {
  if (argument.star) return undefined;
  const index = call.args.indexOf(argument);
  const before = call.args[index - 1];
  const after = call.args[index + 1];
  const text = textFrom(file, call);
  const { start, end } = spanOf(argument);
  if (after) {
    const next = spanOf(after).start;
    if (text.slice(end, next).includes('#')) return undefined;
    return [{ span: { start, end: next }, text: '' }];
  }
  if (before) {
    const from = spanOf(before).end;
    if (text.slice(from, start).includes('#')) return undefined;
    return [{ span: { start: from, end }, text: '' }];
  }
  const close = call.chunk.offset + call.close;
  if (text.slice(end, close).includes('#')) return undefined;
  // With the parenthesis, so that a fix that adds an argument behind this one clashes with it.
  return text[close] === ')' ? [{ span: { start, end: close + 1 }, text: ')' }] : undefined;
}

function isDocstring(statement: Statement | undefined): boolean {
  return statement?.kind === 'expression' && statement.value.kind === 'string';
}

/** A place for a new line of code, counted from a top-level statement; the text's beginning without one. */
interface LinePlace {
  readonly anchor: Chunk | undefined;
  readonly distance: number;
  /** The line before has no end. */
  readonly open: boolean;
}

function samePlace(a: LinePlace, b: LinePlace): boolean {
  return a.anchor === b.anchor && a.distance === b.distance && a.open === b.open;
}

/** Where a new import goes: before the first import, else behind docstring and `__future__`. */
const importPlace = perFile((file): LinePlace => {
  const { text } = file.source;
  const { chunks } = file;
  const at = (offset: number, open = false): LinePlace => {
    const anchor = chunkBefore(chunks, offset);
    return { anchor, distance: offset - (anchor?.offset ?? 0), open };
  };
  const behind = (end: number): LinePlace => {
    const next = text.indexOf('\n', end);
    return next < 0 ? at(text.length, true) : at(next + 1);
  };
  let last: number | undefined;
  let first = true;
  for (const { body, offset, length } of chunks) {
    const [statement] = body;
    if (!statement) continue;
    const future = statement.kind === 'import-from' && statement.module === '__future__';
    if (future || (first && isDocstring(statement))) last = offset + length;
    else if (last !== undefined) break;
    else {
      const start = text.lastIndexOf('\n', offset - 1) + 1;
      return at(start === 0 && text.startsWith('\uFEFF') ? 1 : start);
    }
    first = false;
  }
  return last === undefined ? at(text.lastIndexOf('\n') + 1) : behind(last);
}, samePlace);

/** How the lines of a file end. */
export const lineEnd: (file: PythonFile) => string = perFile((file) => endOfLine(file.source.text));

/**
 * Makes `import module` hold at module level. Empty when it does already; undefined when the name means something
 * else there, so that no fix may rely on it.
 */
export function importModule(file: PythonFile, module: string): Edit[] | undefined {
  const bound = file.names.moduleBindings(module);
  if (bound.some((b) => b.kind !== 'import' || b.imported !== module)) return undefined;
  if (bound.some((b) => b.block.parent === undefined)) return [];
  const line = lineEnd(file);
  const { anchor, distance, open } = importPlace(file);
  const offset = (anchor?.offset ?? 0) + distance;
  return [insert(offset, `${open ? line : ''}import ${module}${line}`)];
}

/** Replaces `node` by `code`, which relies on `modules` being imported; undefined when one of them cannot be. */
export function replaceWithImports(
  file: PythonFile,
  node: Expression,
  code: string,
  modules: readonly string[],
): Edit[] | undefined {
  const imports: Edit[] = [];
  for (const module of modules) {
    const edits = importModule(file, module);
    if (!edits) return undefined;
    imports.push(...edits);
  }
  return [...imports, replace(node, code)];
}
