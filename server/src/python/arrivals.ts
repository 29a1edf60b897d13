/**
 * A sender's text that arrives at a sink: what every rule about a request's text asks of the taint
 * engine. Which sink matters to whom is the rule's affair, and not known here.
 */

import { wordsOf } from '../personal/words.ts';
import { type Chunk, type Expression, spanOf } from './ast.ts';
import { meaning, template } from './constants.ts';
import type { PythonFile } from './file.ts';
import { fits } from './patterns.ts';
import { readAt } from './routes/reads.ts';
import { type Struck, struck } from './struck.ts';
import { hitsIn, taintOf } from './taint/flow.ts';
import type { Kind, Taint, Trail } from './taint/kinds.ts';
import type { Hit } from './taint/run.ts';

/** A sender's text at a sink. */
export interface Arrival extends Struck {
  readonly hit: Hit;
  /** Whether a model or its peer chose it as the argument of a tool, which may be there to be asked so. */
  readonly byTool: boolean;
}

const TOOL: Kind = 'tool-argument';

interface Table {
  readonly senders?: readonly Kind[];
  readonly callers?: {
    readonly kind: Kind;
    readonly anywhere: readonly string[];
    readonly 'behind-own-words': readonly string[];
  };
}

function tableOf(file: PythonFile): Table {
  return (file.models.tables.senders as Table | undefined) ?? {};
}

interface Way {
  readonly kind: Kind;
  readonly steps: readonly Trail[];
}

/** The kinds of data that are foreign at `sink`, the most telling first. */
function foreignKinds(file: PythonFile, sink: string): readonly Kind[] {
  const { senders = [], callers } = tableOf(file);
  const counts = callers?.anywhere.includes(sink) || callers?.['behind-own-words'].includes(sink);
  return callers && counts ? [...senders, callers.kind] : senders;
}

function sent(file: PythonFile, taint: Taint, sink: string): Way | undefined {
  for (const kind of foreignKinds(file, sink)) {
    const carried = taint.get(kind);
    if (carried && !carried.stopped.has(sink)) return { kind, steps: carried.steps };
  }
  return undefined;
}

/** Whether a library is there to be given this: what a caller chooses whole is often all that the function is about. */
function isAsked(file: PythonFile, { kind }: Way, { sink, argument }: Hit): boolean {
  const { callers } = tableOf(file);
  if (kind !== callers?.kind || callers.anywhere.includes(sink)) return false;
  return !beginsWithOwnWords(file, argument);
}

/** How a sender's text came here, if it did and nothing has made it harmless for `sink`. */
export function wayOf(file: PythonFile, taint: Taint, sink: string): readonly Trail[] | undefined {
  return sent(file, taint, sink)?.steps;
}

/** The first arrival at each call of the chunk, at a sink of one of these kinds; earlier kinds first. */
export function arrivalsIn(file: PythonFile, chunk: Chunk, sinks: readonly string[]): Arrival[] {
  const found = new Map<number, Arrival>();
  const hits = hitsIn(file, chunk);
  for (const sink of sinks) {
    for (const hit of hits) {
      const { start } = spanOf(hit.call);
      const way = hit.sink === sink && !found.has(start) ? sent(file, hit.taint, sink) : undefined;
      if (!way || isAsked(file, way, hit)) continue;
      const byTool = way.kind === TOOL;
      found.set(start, { hit, byTool, ...struck(hit, way.steps, file, 'the request') });
    }
  }
  return [...found.values()];
}

/** Calls and methods whose result is made of the text they are given. */
const JOINING = [
  'str',
  'os.path.join',
  'os.path.abspath',
  'os.path.realpath',
  'os.path.normpath',
  'os.path.expanduser',
  'os.fspath',
  'posixpath.join',
  'pathlib.*Path',
];
const METHODS = new Set([
  'format',
  'join',
  'joinpath',
  'resolve',
  'absolute',
  'expanduser',
  'as_posix',
  'strip',
  'lower',
  'encode',
]);

/** How deep expressions are taken apart. */
const DEEPEST = 16;

/** A piece of a text: where it is written, and the expression that it stands for. */
export interface Ingredient {
  readonly written: Expression;
  readonly meant: Expression;
}

/** What a text is put together from, through variables; constants are left out. */
export function* ingredients(node: Expression, file: PythonFile, depth = 0): Iterable<Ingredient> {
  const meant = meaning(node, file.names);
  const again = (inner: Expression): Iterable<Ingredient> => ingredients(inner, file, depth + 1);
  if (depth > DEEPEST) yield { written: node, meant };
  else if (meant.kind === 'string' || meant.kind === 'number' || meant.kind === 'constant') return;
  else if (meant.kind === 'fstring') {
    for (const part of meant.parts) if (typeof part !== 'string') yield* again(part);
  } else if (meant.kind === 'binary') {
    yield* again(meant.left);
    yield* again(meant.right);
  } else if (meant.kind === 'call' && isLookUp(meant)) {
    // The key chooses among what is there; a default is given back as it is.
    for (const { value } of meant.args.slice(1)) yield* again(value);
    yield { written: node, meant };
  } else if (meant.kind === 'call' && joins(meant, file)) {
    if (meant.func.kind === 'attribute' && METHODS.has(meant.func.attr)) yield* again(meant.func.value);
    for (const { value } of meant.args) yield* again(value);
  } else yield { written: node, meant };
}

function isLookUp({ func, args }: Expression & { kind: 'call' }): boolean {
  return func.kind === 'attribute' && /^(?:get|pop|setdefault)$/.test(func.attr) && args.length > 1;
}

/** The first of the pieces that a text is put together from. */
function firstPiece(node: Expression, file: PythonFile, depth = 0): Expression {
  const meant = meaning(node, file.names);
  const again = (inner: Expression | undefined): Expression =>
    inner ? firstPiece(inner, file, depth + 1) : meant;
  if (depth > DEEPEST) return meant;
  if (meant.kind === 'fstring' && typeof meant.parts[0] !== 'string') return again(meant.parts[0]);
  if (meant.kind === 'binary') return again(meant.left);
  if (meant.kind !== 'call' || !joins(meant, file)) return meant;
  const { func, args } = meant;
  return again(func.kind === 'attribute' && METHODS.has(func.attr) ? func.value : args[0]?.value);
}

/**
 * Whether the program's own words begin the text: a folder, a host, a query. Then it means to say how far a sender
 * may go; a text that he chooses whole may be what the program is there for. `./` and the like say nothing.
 */
export function beginsWithOwnWords(file: PythonFile, argument: Expression): boolean {
  const first = firstPiece(argument, file);
  const [words] = first.kind === 'fstring' ? first.parts : template(first, file.names);
  return typeof words === 'string' && /\w/.test(words);
}

function joins({ func }: Expression & { kind: 'call' }, file: PythonFile): boolean {
  if (file.names.resolve(func).some((name) => fits(name, JOINING))) return true;
  return func.kind === 'attribute' && METHODS.has(func.attr);
}

/** Open files: what is read from them is no path. */
const OPEN = [
  '**.UploadFile()',
  '**.UploadFile().file',
  '**.files[]',
  '**.files.get()',
  '**.files.getlist()[]',
  '**.FILES[]',
  '**.FILES.get()',
  '**.stream',
  '**.file_uploader()',
  '**.file_uploader()[]',
  '**.camera_input()',
  'open()',
  'io.*IO()',
];

/** The ending or the last part of a file name. */
function isEnding(node: Expression, file: PythonFile): boolean {
  const { names } = file;
  if (node.kind === 'attribute')
    return (
      node.attr === 'suffix' ||
      (readAt(file, node) === undefined &&
        (node.attr === 'name' || node.attr === 'stem') &&
        isPathOrParameter(node.value, file))
    );
  if (node.kind === 'call')
    return node.func.kind === 'attribute' && METHODS.has(node.func.attr) && isEnding(node.func.value, file);
  if (node.kind === 'subscript') {
    const [index, ...more] = node.index;
    const last =
      (index?.kind === 'number' && index.value === 1) ||
      (index?.kind === 'unary' && index.operand.kind === 'number' && index.operand.value === 1);
    return more.length === 0 && last && isSplit(meaning(node.value, names), file);
  }
  if (node.kind !== 'name') return false;
  const bindings = names.bindings(node) ?? [];
  return (
    bindings.length > 0 &&
    bindings.every(({ kind, node: made }) => {
      if (kind !== 'unpack' || made?.kind !== 'assign' || !made.value) return false;
      const [target] = made.targets;
      const items = target?.kind === 'tuple' ? target.items : [];
      const last = items.at(-1);
      return last?.kind === 'name' && last.id === node.id && isSplit(made.value, file);
    })
  );
}

/** A path, or a parameter that nothing tells to be something else: what a handler is sent is no path. */
function isPathOrParameter(node: Expression, file: PythonFile): boolean {
  if (file.names.resolve(node).some((name) => fits(name, ['pathlib.**']))) return true;
  if (node.kind !== 'name' || readAt(file, node)) return false;
  return (file.names.bindings(node) ?? []).every(
    ({ kind, annotation, node: param }) =>
      kind === 'param' &&
      annotation === undefined &&
      (param?.kind !== 'param' || readAt(file, param) === undefined),
  );
}

function isSplit(node: Expression, file: PythonFile): boolean {
  if (node.kind !== 'call') return false;
  if (file.names.resolve(node.func).some((name) => name === 'os.path.splitext' || name === 'os.path.split'))
    return true;
  if (node.func.kind !== 'attribute' || !/^r?(split|partition)$/.test(node.func.attr)) return false;
  const [at] = node.args;
  // What stands behind the last slash, the taint engine knows.
  return at?.value.kind === 'string' && at.value.value === '.';
}

function choosesPath({ written, meant }: Ingredient, file: PythonFile): boolean {
  if (file.names.resolve(written).some((name) => fits(name, OPEN))) return false;
  return !isEnding(meant, file) && !isEnding(written, file);
}

/** Words of functions that make a text harmless, by their name. */
const CLEANING = new Set([
  'escape',
  'escaped',
  'sanitize',
  'sanitise',
  'sanitized',
  'clean',
  'cleaned',
  'safe',
  'secure',
  'quote',
  'slug',
  'slugify',
  'hash',
  'digest',
]);

function isCleaned({ meant }: Ingredient, file: PythonFile): boolean {
  if (meant.kind !== 'call') return false;
  const { func } = meant;
  // What the tables know has been judged by what it does.
  if (file.names.resolve(func).some((one) => file.models.sanitizers.find(one).length > 0)) return false;
  const name = func.kind === 'attribute' ? func.attr : func.kind === 'name' ? func.id : '';
  return wordsOf(name).some((word) => CLEANING.has(word));
}

/**
 * The part of `argument` that a sender's text is, as it is written; undefined where every part is a harmless one.
 * `argument` itself where it cannot be taken apart.
 */
export function foreignPart(
  file: PythonFile,
  argument: Expression,
  sink: string,
  isHarmful: (part: Ingredient) => boolean = () => true,
): Expression | undefined {
  const parts = [...ingredients(argument, file)];
  const foreign = parts.filter(({ written }) => wayOf(file, taintOf(file, written), sink));
  if (foreign.length === 0) return argument;
  return foreign.find((part) => !isCleaned(part, file) && isHarmful(part))?.written;
}

/** The same for a path: endings and open files choose none. */
export function choosingPart(file: PythonFile, argument: Expression, sink: string): Expression | undefined {
  return foreignPart(file, argument, sink, (part) => choosesPath(part, file));
}
