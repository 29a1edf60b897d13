/**
 * Whether what a loader reads was compared with an expected digest on every way to it: `if digest != KNOWN: raise` in
 * front of it, or inside `if digest == KNOWN`. The digest of other data, or one that is only shown, says nothing.
 */
import { wordsOf } from '../personal/words.ts';
import {
  type Call,
  type Compare,
  type Expression,
  type FunctionDef,
  rootOf,
  type Statement,
  spanOf,
} from './ast.ts';
import { boundOf } from './bind.ts';
import { callsOwned } from './call-index.ts';
import { meaning } from './constants.ts';
import type { PythonFile } from './file.ts';
import { callsIn } from './mentions.ts';
import { occurs } from './occurrence.ts';
import { innerStatements } from './statements.ts';

/** Tells what an expression reads; the same for two that read the same. */
type KeyOf = (node: Expression) => string;

/** Words of functions that give the digest of what they are given. */
const DIGEST = /^(?:sha\d*|md5|blake\w*|digest|checksum|hash|hexdigest)$/;

/** Methods of texts that leave a digest what it is. */
const SAME = new Set(['lower', 'upper', 'strip', 'casefold', 'encode', 'decode', 'hex']);

const mentionsDigests = occurs((text) => /sha\d|md5|blake|digest|checksum|hash/i.test(text));

function isHashing(node: Expression, file: PythonFile): boolean {
  return file.names.resolve(node).some((name) => /^(?:hashlib|blake3|xxhash)\./.test(name));
}

/** What a piece of data that a hash is fed with was read from. */
function origins(node: Expression, file: PythonFile): Expression[] {
  const reads = callsIn(node, file).flatMap(({ func }) =>
    func.kind === 'attribute' && func.attr.startsWith('read') ? [func.value] : [],
  );
  return [node, ...reads];
}

/** What `hashlib.sha256(…)`, a hash that is fed by `update`, or a function of that name makes a digest of. */
function hashed(call: Call, file: PythonFile, owner: FunctionDef | undefined): Expression[] {
  const { func, args } = call;
  const given = args.map(({ value }) => value);
  const name = func.kind === 'attribute' ? func.attr : func.kind === 'name' ? func.id : '';
  if (func.kind === 'attribute' && /^(?:hex)?digest$/.test(name)) {
    const hash = meaning(func.value, file.names);
    const fed = callsOwned(rootOf(call.chunk), owner).flatMap(({ call: { func: fn, args: parts } }) =>
      fn.kind === 'attribute' && fn.attr === 'update' && meaning(fn.value, file.names) === hash
        ? parts.flatMap(({ value }) => origins(value, file))
        : [],
    );
    return hash.kind === 'call' ? [...hashed(hash, file, owner), ...fed] : fed;
  }
  if (isHashing(func, file))
    return given.filter(({ kind }) => kind !== 'string').flatMap((each) => origins(each, file));
  const definition = file.names.definition(call);
  if (definition?.kind === 'function') {
    const hashes = callsOwned(rootOf(definition.chunk), definition).some((one) =>
      isHashing(one.call.func, file),
    );
    return hashes ? given : [];
  }
  return wordsOf(name).some((word) => DIGEST.test(word)) ? given : [];
}

/** What `node` is the digest of; nothing where it is none. */
function digested(node: Expression, file: PythonFile, owner: FunctionDef | undefined): Expression[] {
  const meant = meaning(node, file.names);
  if (meant.kind !== 'call') return [];
  const { func } = meant;
  if (func.kind === 'attribute' && SAME.has(func.attr)) return digested(func.value, file, owner);
  return hashed(meant, file, owner);
}

/** Whether one of two is the digest of what `wanted` means, and the other comes from elsewhere. */
function compares(sides: readonly Expression[], place: Place): boolean {
  const { file, owner, key, wanted } = place;
  const [one = [], other = []] = sides.map((side) => digested(side, file, owner));
  if (sides.length !== 2 || (one.length > 0 && other.length > 0)) return false;
  return [...one, ...other].some((each) => key(each) === wanted);
}

interface Place {
  readonly file: PythonFile;
  readonly owner: FunctionDef | undefined;
  readonly key: KeyOf;
  readonly wanted: string;
  readonly target: Expression;
}

/** Whether `test` being true (`outcome`) or false tells that the digest is the expected one. */
function tells(test: Expression, outcome: boolean, place: Place): boolean {
  const meant = meaning(test, place.file.names);
  if (meant.kind === 'unary' && meant.op === 'not') return tells(meant.operand, !outcome, place);
  if (meant.kind === 'bool' && meant.op === (outcome ? 'and' : 'or'))
    return tells(meant.left, outcome, place) || tells(meant.right, outcome, place);
  if (meant.kind === 'compare') return isEquality(meant, outcome) && compares(meant.operands, place);
  if (meant.kind !== 'call') return false;
  const checks = place.file.names.resolve(meant.func).some((name) => name.endsWith('.compare_digest'));
  return (
    checks &&
    outcome &&
    compares(
      meant.args.map(({ value }) => value),
      place,
    )
  );
}

function isEquality({ ops }: Compare, outcome: boolean): boolean {
  const [op = ''] = ops;
  return ops.length === 1 && (outcome ? ['==', 'in'] : ['!=', 'not in']).includes(op);
}

function leaves(body: readonly Statement[]): boolean {
  const last = body.at(-1);
  if (last?.kind === 'raise' || last?.kind === 'return') return true;
  if (last?.kind === 'expression' && last.value.kind === 'call') {
    const { func } = last.value;
    return /^(?:_?exit|abort)$/.test(
      func.kind === 'attribute' ? func.attr : func.kind === 'name' ? func.id : '',
    );
  }
  return last?.kind === 'other-statement' && /^(?:continue|break)$/.test(last.word);
}

/** Whether who passes `statement` has the expected digest. */
function checks(statement: Statement, place: Place): boolean {
  if (statement.kind === 'if') return leaves(statement.body) && tells(statement.test, false, place);
  if (statement.kind === 'with') return statement.body.some((inner) => checks(inner, place));
  const [test] =
    statement.kind === 'other-statement' && statement.word === 'assert' ? statement.expressions : [];
  return test !== undefined && tells(test, true, place);
}

function holds({ start, end }: { start: number; end: number }, target: Expression): boolean {
  const inner = spanOf(target);
  return start <= inner.start && inner.end <= end;
}

function isChecked(statements: readonly Statement[], place: Place): boolean {
  for (const statement of statements) {
    if (!holds(spanOf(statement), place.target)) {
      if (spanOf(statement).start > spanOf(place.target).start) return false;
      if (checks(statement, place)) return true;
      continue;
    }
    if (statement.kind === 'function' || statement.kind === 'class') return false;
    if (statement.kind === 'if') {
      const inBody = statement.body.some((inner) => holds(spanOf(inner), place.target));
      const inOther = statement.otherwise.some((inner) => holds(spanOf(inner), place.target));
      if ((inBody || inOther) && tells(statement.test, inBody, place)) return true;
      return isChecked(inBody ? statement.body : statement.otherwise, place);
    }
    return isChecked(innerStatements(statement), place);
  }
  return false;
}

/** What the innermost `with` around `node` opened under its name, where several did one after the other. */
function opened(node: Expression, file: PythonFile): Expression {
  if (node.kind !== 'name') return node;
  const around = (file.names.bindings(node) ?? []).filter(
    ({ kind, node: opening }) => kind === 'with' && opening !== undefined && holds(spanOf(opening), node),
  );
  return around.at(-1)?.value ?? node;
}

/** Whether the digest of what `node` reads was compared on every way to it, in the function or module around it. */
export function isDigestCompared(file: PythonFile, node: Expression, key: KeyOf): boolean {
  if (!mentionsDigests(file)) return false;
  const root = rootOf(node.chunk);
  const owner = boundOf(root)
    .functions.filter((each) => holds(spanOf(each), node))
    .at(-1);
  const keyOf: KeyOf = (each) => key(opened(each, file));
  const place = { file, owner, key: keyOf, wanted: keyOf(node), target: node };
  return isChecked(owner ? owner.body : file.chunks.flatMap(({ body }) => body), place);
}
