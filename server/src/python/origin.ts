/**
 * Who may have written what a loader reads: a user, the network, nobody knows, a file beside the program, the program
 * itself, or somebody whose file was compared with what it should be. Follows variables, wrappers and functions of the file; which calls bring which origin is a table.
 */
import type { Call, Expression } from './ast.ts';
import { handedIn } from './callers.ts';
import { isDigestCompared } from './compared-digests.ts';
import { isDigestCheck, isGivenDigest } from './digest-checks.ts';
import type { PythonFile } from './file.ts';
import { perNode } from './memo.ts';
import { ORIGINS, type Origin, type OriginTable, originTable } from './origin-table.ts';
import { returnedBy } from './returns.ts';
import type { Binding } from './scopes.ts';
import { taintOf } from './taint/flow.ts';
import { pathKey, subjectOf, writesTo } from './written-paths.ts';

/** `undefined`: says nothing, like a number or an empty text. */
type Answer = Origin | undefined;

interface Reader {
  readonly file: PythonFile;
  readonly table: OriginTable;
  readonly known: Map<Expression, Answer>;
  readonly busy: Set<Expression>;
  readonly meanwhile: Map<Expression, Answer>;
}

/** The most dangerous of `answers`. */
function worst(answers: readonly Answer[]): Answer {
  return ORIGINS.find((origin) => answers.includes(origin));
}

/** Parts of a path that make the whole their own, whatever harmless parts stand beside them. */
const DECIDING: readonly Answer[] = ['checked', 'self', 'local'];

/** The origin of a path made of parts: what stands in a folder of the program's own is its own. */
function joined(parts: readonly Answer[]): Answer {
  const dangerous = worst(parts.filter((part) => !DECIDING.includes(part)));
  return dangerous ?? DECIDING.find((origin) => parts.includes(origin));
}

const REMOTE = /^(?:https?|ftps?|s3a?|gs|gcs|hf|abfss?|az|adl|wasbs?|oss|cos):\/\//i;

function textOrigin(text: string): Answer {
  if (text === '') return undefined;
  return REMOTE.test(text) ? 'remote' : 'local';
}

/** Fixtures of pytest that are fresh folders. */
const FRESH = new Set(['tmp_path', 'tmpdir', 'tmp_path_factory', 'tmpdir_factory']);

/** Calls and methods that build a path or text out of all they are given. */
const JOINERS = new Set([
  'os.path.join',
  'pathlib.Path',
  'pathlib.PurePath',
  'posixpath.join',
  'urllib.parse.urljoin',
]);
const JOINING_METHODS = new Set(['joinpath', 'join', 'format', 'with_name', 'with_suffix', 'replace', 'get']);

function ofBinding(binding: Binding, reader: Reader): Answer {
  const { kind, value, node, name } = binding;
  switch (kind) {
    case 'assign':
    case 'with':
    case 'for':
      return value ? answer(value, reader) : undefined;
    case 'unpack':
      return node?.kind === 'assign' && node.value ? answer(node.value, reader) : 'unknown';
    case 'param': {
      if (FRESH.has(name)) return 'self';
      const values = handedIn(binding, reader.file);
      return values ? worst(values.map((each) => answer(each, reader))) : 'unknown';
    }
    default:
      return 'unknown';
  }
}

function listed(names: readonly string[], { table }: Reader): Answer {
  return worst(names.flatMap((name) => table.values.find(name)));
}

function ofCall(node: Call, reader: Reader): Answer {
  const { file, table } = reader;
  const called = file.names.resolve(node.func);
  if (isGivenDigest(node, file)) return 'checked';
  const known = listed(called, reader);
  if (known) return known;
  if (isDigestCheck(node, file)) return 'checked';
  const passes = called.flatMap((name) => table.passes.find(name));
  if (passes.length > 0) {
    return worst(
      passes.map((key) => {
        const subject = subjectOf(node, key, file);
        return subject && answer(subject, reader);
      }),
    );
  }
  const given = (): Answer[] => node.args.map((argument) => answer(argument.value, reader));
  if (called.some((name) => JOINERS.has(name))) return joined(given());
  const definition = file.names.definition(node);
  if (definition?.kind === 'function')
    return worst(returnedBy(definition).map((value) => answer(value, reader))) ?? 'unknown';
  if (node.func.kind !== 'attribute') return 'unknown';
  const receiver = answer(node.func.value, reader);
  return JOINING_METHODS.has(node.func.attr) ? joined([receiver, ...given()]) : receiver;
}

function compute(node: Expression, reader: Reader): Answer {
  const { names } = reader.file;
  const again = (e: Expression): Answer => answer(e, reader);
  switch (node.kind) {
    case 'string':
      return node.bytes ? 'self' : textOrigin(node.value);
    case 'fstring':
      return joined(node.parts.map((part) => (typeof part === 'string' ? textOrigin(part) : again(part))));
    case 'number':
    case 'constant':
      return undefined;
    case 'name': {
      const known = listed(names.resolve(node), reader);
      if (known) return known;
      if (node.id === '__file__') return 'local';
      const bindings = names.bindings(node);
      return bindings ? worst(bindings.map((binding) => ofBinding(binding, reader))) : 'unknown';
    }
    case 'attribute': {
      const own = names.selfAttribute(node);
      if (own) return worst(own.map((binding) => ofBinding(binding, reader))) ?? 'unknown';
      return listed(names.resolve(node), reader) ?? again(node.value);
    }
    case 'subscript':
      return again(node.value);
    case 'call':
      return ofCall(node, reader);
    case 'binary':
      return joined([again(node.left), again(node.right)]);
    case 'bool':
      return worst([again(node.left), again(node.right)]);
    case 'conditional':
      return worst([again(node.consequent), again(node.alternative)]);
    case 'list':
    case 'tuple':
    case 'set':
      return worst(node.items.map(again));
    case 'dict':
      return worst(node.entries.map((entry) => again(entry.value)));
    case 'comprehension':
      return worst(node.element.map(again));
    case 'await':
    case 'starred':
    case 'walrus':
      return node.value ? again(node.value) : 'unknown';
    default:
      return 'unknown';
  }
}

function answer(node: Expression, reader: Reader): Answer {
  const { known, busy, meanwhile } = reader;
  if (known.has(node)) return known.get(node);
  if (busy.size === 0) meanwhile.clear();
  if (busy.has(node)) return undefined;
  if (meanwhile.has(node)) return meanwhile.get(node);
  busy.add(node);
  const found = compute(node, reader);
  busy.delete(node);
  // What was found inside a circle holds for this question only; without it each way round would be gone again.
  if (busy.size === 0) known.set(node, found);
  else meanwhile.set(node, found);
  return found;
}

function readerOf(file: PythonFile): Reader {
  return { file, table: originTable(file.tables), known: new Map(), busy: new Set(), meanwhile: new Map() };
}

function fromUsers(node: Expression, { file, table }: Reader): boolean {
  return [...taintOf(file, node).keys()].some((kind) => table.userKinds.has(kind));
}

/** The origin by names and paths alone. */
function ofPath(node: Expression, reader: Reader): Origin {
  const { file, table } = reader;
  if (isDigestCompared(file, node, (each) => pathKey(each, file, table))) return 'checked';
  const found = answer(node, reader) ?? 'unknown';
  if (found === 'user' || found === 'remote') return found;
  const writes = writesTo(file, pathKey(node, file, table)) ?? [];
  const written = writes.map(({ origin, content }) => origin ?? (content && answer(content, reader)));
  return worst(written.filter((origin) => origin !== 'unknown' && origin !== 'local')) ?? found;
}

/** The origin of what stands behind an expression: a path, a URL, an open file, or the bytes themselves. */
export const originOf: (file: PythonFile, node: Expression) => Origin = perNode((file, node: Expression) => {
  const reader = readerOf(file);
  const found = ofPath(node, reader);
  return found !== 'user' && found !== 'checked' && fromUsers(node, reader) ? 'user' : found;
});

/** Whether the program itself wrote what stands behind `node`, or compared it with what it should be. */
export function isOwn(file: PythonFile, node: Expression): boolean {
  return ['self', 'checked'].includes(ofPath(node, readerOf(file)));
}
