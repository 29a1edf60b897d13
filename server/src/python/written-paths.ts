/**
 * What a file puts at paths: dumps of its own and downloads, also through a function of its own. Paths are compared as written: the same text, the same
 * variable of the same scope, the same call.
 */

import { wordsOf } from '../personal/words.ts';
import { argumentOf } from './arguments.ts';
import { type Call, type Chunk, type Expression, type FunctionDef, type Name, rootOf } from './ast.ts';
import { boundOf } from './bind.ts';
import { callsOwned } from './call-index.ts';
import { isStatic } from './callers.ts';
import { meaning } from './constants.ts';
import type { PythonFile } from './file.ts';
import { gathered, lookedUp, perFile, perNode, sameElements } from './memo.ts';
import { type Origin, type OriginTable, originTable } from './origin-table.ts';
import type { Binding, Scope } from './scopes.ts';

/** Longer chains of variables and wrappers are not followed. */
const DEEPEST = 12;

const OPENING = new Set([
  'open',
  'read',
  'read_bytes',
  'getvalue',
  'getbuffer',
  'absolute',
  'resolve',
  'expanduser',
  'cpu',
  'numpy',
  'tobytes',
]);
const WRAPPERS = new Set([
  'pathlib.Path',
  'str',
  'os.fspath',
  'os.path.abspath',
  'os.path.expanduser',
  'os.path.join',
]);

const numbers = new WeakMap<Scope | Expression, number>();
let last = 0;

/** Tells places apart; unlike offsets it stays when text above changes. */
function numberOf(place: Scope | Expression): number {
  const number = numbers.get(place) ?? ++last;
  numbers.set(place, number);
  return number;
}

/** The argument of `call` that `key` means; the receiver for `self`. */
export function subjectOf(call: Call, key: string, file: PythonFile): Expression | undefined {
  if (key === 'self') return call.func.kind === 'attribute' ? call.func.value : undefined;
  const filled = argumentOf(call, key, file.names);
  return filled.state === 'given' ? filled.value : undefined;
}

function bindingOf(node: Name, file: PythonFile): Expression | undefined {
  const [binding, ...others] = file.names.bindings(node) ?? [];
  return others.length === 0 && binding && (binding.kind === 'assign' || binding.kind === 'with')
    ? binding.value
    : undefined;
}

/** What `node` reads from or writes to, without the calls that open it. */
function beneath(node: Expression, file: PythonFile, table: OriginTable): Expression {
  let base = node;
  for (let depth = 0; depth < DEEPEST; depth++) {
    let inner: Expression | undefined;
    if (base.kind === 'name') inner = bindingOf(base, file);
    else if (base.kind === 'await' || base.kind === 'walrus') inner = base.value;
    else if (base.kind === 'call') {
      const called = file.names.resolve(base.func);
      const [first, second] = base.args;
      const passed = called.flatMap((name) => table.passes.find(name))[0];
      if (passed !== undefined) inner = subjectOf(base, passed, file);
      else if (first && !second && called.some((name) => WRAPPERS.has(name))) inner = first.value;
      else if (base.func.kind === 'attribute' && OPENING.has(base.func.attr)) inner = base.func.value;
    }
    if (!inner) break;
    base = inner;
  }
  return base;
}

/** The class whose object `binding` is: the first parameter of a method. */
function objectOf({ kind, node, scope }: Binding): Scope | undefined {
  const { parent, node: owner } = scope;
  const isFirst = kind === 'param' && owner?.kind === 'function' && owner.params[0] === node;
  return isFirst && parent?.kind === 'class' && !isStatic(owner) ? parent : undefined;
}

function render(node: Expression, file: PythonFile, depth = 0): string {
  const again = (e: Expression): string => render(e, file, depth + 1);
  if (depth > DEEPEST) return `#${numberOf(node)}`;
  const meant = meaning(node, file.names);
  switch (meant.kind) {
    case 'string':
      return meant.value;
    case 'number':
      return String(meant.value);
    case 'fstring':
      return meant.parts.map((part) => (typeof part === 'string' ? part : again(part))).join('');
    case 'binary':
      return meant.op === '/'
        ? `${again(meant.left)}/${again(meant.right)}`
        : `${again(meant.left)}${again(meant.right)}`;
    case 'name': {
      const binding = file.names.bindings(meant)?.[0];
      const scope = binding && (objectOf(binding) ?? binding.scope);
      return `${meant.id}@${scope ? numberOf(scope) : ''}`;
    }
    case 'attribute':
      return `${again(meant.value)}.${meant.attr}`;
    case 'subscript':
      return `${again(meant.value)}[${meant.index.map(again).join()}]`;
    case 'call': {
      const args = meant.args.map((a) => again(a.value));
      const called = file.names.resolve(meant.func);
      if (called.some((name) => WRAPPERS.has(name))) return args.join('/');
      return args.length === 0 ? `#${numberOf(meant)}` : `${again(meant.func)}(${args.join()})`;
    }
    default:
      return `#${numberOf(meant)}`;
  }
}

/** A text that is the same for two expressions only if they mean the same place. */
export function pathKey(node: Expression, file: PythonFile, table: OriginTable): string {
  return render(beneath(node, file, table), file);
}

/** One write to a path: its origin, or the expression that has the origin. */
export interface PathWrite {
  readonly key: string;
  readonly origin: Origin | undefined;
  readonly content: Expression | undefined;
}

/** A write as a call says it: where to, and where from. */
interface Written {
  readonly path: Expression;
  readonly origin: Origin | undefined;
  readonly content: Expression | undefined;
}

function writtenBy(call: Call, file: PythonFile, table: OriginTable): Written[] {
  const method = call.func.kind === 'attribute' ? table.writingMethods.get(call.func.attr) : undefined;
  const named = file.names.resolve(call.func).flatMap((name) => table.writes.find(name));
  return (method ? [...named, method] : named).flatMap(({ at, origin, content }): Written[] => {
    const path = subjectOf(call, at, file);
    if (!path) return [];
    return [{ path, origin, content: content === undefined ? undefined : subjectOf(call, content, file) }];
  });
}

/** Names of functions that put something somewhere; others are not looked into. */
const WRITER = /^(write|save|dump|store|export|pack)$/;

/** What a function of the file writes for its caller: at which of its parameters, and with which origin. */
const writesAtParameters = perNode(
  (file, definition: FunctionDef): readonly { readonly at: string; readonly origin: Origin }[] => {
    const table = originTable(file.tables);
    const params = definition.params.filter(({ star }) => !star).map(({ name }) => name);
    return callsOwned(rootOf(definition.chunk), definition).flatMap(({ call }) =>
      writtenBy(call, file, table).flatMap(({ path, origin }) => {
        const target = beneath(path, file, table);
        const position = target.kind === 'name' ? params.indexOf(target.id) : -1;
        return position < 0 || !origin ? [] : [{ at: `${position}|${params[position]}`, origin }];
      }),
    );
  },
);

function writtenByOwn(call: Call, file: PythonFile): Written[] {
  if (call.func.kind !== 'name' || !wordsOf(call.func.id).some((word) => WRITER.test(word))) return [];
  const definition = file.names.definition(call);
  if (definition?.kind !== 'function') return [];
  return writesAtParameters(file, definition).flatMap(({ at, origin }) => {
    const path = subjectOf(call, at, file);
    return path ? [{ path, origin, content: undefined }] : [];
  });
}

function writesIn(file: PythonFile, chunk: Chunk): PathWrite[] {
  const table = originTable(file.tables);
  return boundOf(chunk).calls.flatMap(({ call }) =>
    [...writtenBy(call, file, table), ...writtenByOwn(call, file)].map(({ path, origin, content }) => ({
      key: pathKey(path, file, table),
      origin,
      content,
    })),
  );
}

const allWrites = gathered(writesIn);

/** All writes of a file, by path. */
const writesByPath: (file: PythonFile) => ReadonlyMap<string, readonly PathWrite[]> = perFile((file) => {
  const found = new Map<string, PathWrite[]>();
  for (const write of allWrites(file)) {
    const list = found.get(write.key);
    if (list) list.push(write);
    else found.set(write.key, [write]);
  }
  return found;
});

/** The writes of a file to one path. */
export const writesTo = lookedUp(writesByPath, (a, b) => sameElements(a ?? [], b ?? []));
