/**
 * Whether a hash decides if something is let through: it is compared, and what does not fit is refused. A comparison
 * that only finds out what changed, or which of several known texts this is, keeps nobody out. Knows no algorithm.
 */

import { wordsOf } from '../personal/words.ts';
import { type Call, type Compare, type Expression, rootOf, type Statement } from './ast.ts';
import { boundOf } from './bind.ts';
import type { PythonFile } from './file.ts';
import { gathered } from './memo.ts';
import { type Block, type BoundCall, functionOf } from './scopes.ts';
import { expressionsOf, innerStatements } from './statements.ts';
import { pathOf } from './taint/state.ts';
import { walk } from './walk.ts';

/** Calls that end the run, or get or remove what does not fit. */
const REFUSING =
  /^(exit|abort|fail|error|remove|unlink|rmtree|download|redownload|fetch|retrieve|urlretrieve)$/;

interface Placed {
  readonly statement: Statement;
  readonly block: Block;
}

function lastName(node: Expression): string {
  if (node.kind === 'attribute') return node.attr;
  return node.kind === 'name' ? node.id : '';
}

function calls(node: Expression, wanted: (call: Call) => boolean): boolean {
  let found = false;
  walk(node, (inner) => {
    found ||= inner.kind === 'call' && wanted(inner);
    return !found;
  });
  return found;
}

/** Whether the statement, or one inside it, turns away what it was reached with. */
function refuses(statement: Statement): boolean {
  if (statement.kind === 'raise') return true;
  if (statement.kind === 'return')
    return statement.value?.kind === 'constant' && statement.value.value !== true;
  if (statement.kind === 'other-statement' && statement.word === 'assert') return true;
  const refusing = (call: Call): boolean => wordsOf(lastName(call.func)).some((word) => REFUSING.test(word));
  if (expressionsOf(statement).some((expression) => calls(expression, refusing))) return true;
  const isDefinition = statement.kind === 'function' || statement.kind === 'class';
  return !isDefinition && innerStatements(statement).some(refuses);
}

function isNegated(test: Expression, compare: Compare): boolean {
  let negated = false;
  walk(test, (node) => {
    if (node.kind === 'unary' && node.op === 'not')
      walk(node, (below) => {
        negated ||= below === compare;
        return !negated;
      });
    return !negated;
  });
  return negated;
}

/** Whether what makes `compare` find a difference is refused. */
function lets(placed: Placed, compare: Compare, all: readonly Placed[]): boolean {
  const { statement, block } = placed;
  const differs = compare.ops[0] === '!=';
  if (statement.kind !== 'if' && statement.kind !== 'while') return !differs;
  if (differs !== isNegated(statement.test, compare)) return statement.body.some(refuses);
  if (statement.otherwise.length > 0) return statement.otherwise.some(refuses);
  return all.some(
    (other) => other.block === block && other.statement.start >= statement.end && refuses(other.statement),
  );
}

/** Comparisons of `all` whose outcome lets something through or not. */
function deciding(all: readonly Placed[]): Compare[] {
  return all.flatMap((placed) => {
    const found: Compare[] = [];
    for (const expression of expressionsOf(placed.statement))
      walk(expression, (node) => {
        if (node.kind === 'compare' && /^(==|!=)$/.test(node.ops[0] ?? '') && lets(placed, node, all))
          found.push(node);
        return true;
      });
    return found;
  });
}

/** Two hashes made on the spot and compared look for copies; nobody is kept out. */
function isHash(node: Expression, file: PythonFile): boolean {
  return calls(node, ({ func }) => file.names.resolve(func).some((name) => name.startsWith('hashlib.')));
}

/** The hash, or its digest, of one of `holders`. */
function isDigest(node: Expression, holders: ReadonlySet<string>): boolean {
  if (node.kind !== 'call' || !/^(hex)?digest$/.test(lastName(node.func)) || node.func.kind !== 'attribute')
    return false;
  const path = pathOf(node.func.value);
  return path !== undefined && holders.has(path);
}

/** The variables that the hash, or what is made of it on the spot, goes into; `all` in the order of the text. */
function holdersOf({ call }: BoundCall, all: readonly Statement[]): Set<string> {
  const holders = new Set<string>();
  for (const statement of all) {
    if (statement.kind !== 'assign' || !statement.value) continue;
    if (!isAbout(statement.value, call, new Set()) && !isDigest(statement.value, holders)) continue;
    for (const target of statement.targets) {
      const path = pathOf(target);
      if (path !== undefined) holders.add(path);
    }
  }
  return holders;
}

function isAbout(node: Expression, call: Call, holders: ReadonlySet<string>): boolean {
  let found = false;
  walk(node, (below) => {
    const path = pathOf(below);
    found ||= below === call || (path !== undefined && holders.has(path));
    return !found;
  });
  return found;
}

/** Functions of the file, by name, whose results are compared, and what does not fit is refused. */
const decidingCalls = gathered((_file, chunk) => {
  const all = placedIn(boundOf(chunk).statements);
  return deciding(all).flatMap(({ operands }) =>
    operands.flatMap((operand) => (operand.kind === 'call' ? [lastName(operand.func)] : [])),
  );
});

function placedIn(statements: ReturnType<typeof boundOf>['statements']): Placed[] {
  return statements.map(({ statement, place }) => ({ statement, block: place.block }));
}

/** What is known of the use of a hash. */
export interface HashUse {
  readonly holders: ReadonlySet<string>;
  /** Whether what has another hash than the expected one is refused. */
  readonly decides: boolean;
}

/** What the function around a hash, or one that calls it, does with it. */
export function hashUse(bound: BoundCall, file: PythonFile): HashUse {
  const { call, place } = bound;
  const owner = functionOf(place.scope);
  const chunks = owner ? [rootOf(call.chunk)] : file.chunks;
  const here = chunks
    .flatMap((chunk) => boundOf(chunk).statements)
    .filter((one) => functionOf(one.place.scope) === owner);
  const statements = here.map(({ statement }) => statement);
  const holders = holdersOf(bound, statements);
  const about = (node: Expression): boolean => isAbout(node, call, holders);
  const isDigestCheck = ({ func, args }: Call): boolean =>
    file.names.resolve(func).some((name) => name.endsWith('.compare_digest')) &&
    args.some(({ value }) => about(value));
  const isReturned = statements.some(
    (statement) => statement.kind === 'return' && statement.value !== undefined && about(statement.value),
  );
  const decides =
    deciding(placedIn(here)).some(
      ({ operands }) => operands.some(about) && !operands.every((operand) => isHash(operand, file)),
    ) ||
    statements.some((statement) => expressionsOf(statement).some((node) => calls(node, isDigestCheck))) ||
    (owner !== undefined && isReturned && decidingCalls(file).includes(owner.name));
  return { holders, decides };
}
