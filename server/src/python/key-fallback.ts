/**
 * Whether a key is made only because none was given: `key or Fernet.generate_key()`, the branch of an `if` for a
 * missing key, the handler of a failed lookup, a default. Says what was missing and how the code asked for it.
 */

import { argumentOf } from './arguments.ts';
import type { Call, Expression, If, Statement, Try } from './ast.ts';
import { type Around, aroundOf, leaves } from './branches.ts';
import { meaning } from './constants.ts';
import type { PythonFile } from './file.ts';
import { isSecretName, keyTable, variableOf } from './key-material.ts';
import { type BoundCall, functionOf } from './scopes.ts';
import { expressionsOf } from './statements.ts';
import { pathOf } from './taint/state.ts';
import { inside, walk } from './walk.ts';

/** What a fallback replaces, and where. */
export type Fallback =
  /** `whole` chooses between `subject` and the new key; `none` is the code that asks whether `subject` is missing. */
  | {
      readonly form: 'choice';
      readonly whole: Expression;
      readonly subject: Expression;
      readonly test: Expression | undefined;
    }
  /** The new key is the default of a lookup. */
  | { readonly form: 'default'; readonly lookup: Call; readonly subject: Expression }
  /** The new key is made by a statement of its own, in a block for the missing key. */
  | { readonly form: 'block'; readonly around: Around; readonly subject: Expression };

/** A question whether something is there. */
interface Question {
  readonly subject: Expression;
  /** The answer `true` means that it is missing. */
  readonly missing: boolean;
}

function isNothing(node: Expression): boolean {
  return (node.kind === 'constant' && node.value === null) || (node.kind === 'string' && node.value === '');
}

/** The question that a condition asks, where it asks for one thing only. */
function questionOf(test: Expression, file: PythonFile): Question | undefined {
  switch (test.kind) {
    case 'unary': {
      const inner = test.op === 'not' ? questionOf(test.operand, file) : undefined;
      return inner && { subject: inner.subject, missing: !inner.missing };
    }
    case 'compare': {
      const [left, right] = test.operands;
      const [op, ...more] = test.ops;
      if (!left || !right || more.length > 0) return undefined;
      if (op === 'in' || op === 'not in')
        return file.names.resolve(right).includes('os.environ')
          ? { subject: left, missing: op === 'not in' }
          : undefined;
      if (!isNothing(right)) return undefined;
      if (op === 'is' || op === '==') return { subject: left, missing: true };
      return op === 'is not' || op === '!=' ? { subject: left, missing: false } : undefined;
    }
    case 'name':
    case 'attribute':
    case 'subscript':
    case 'call':
      return { subject: test, missing: false };
    default:
      return undefined;
  }
}

/** Whether what was asked for is a key by its own name, or by the variable of the environment that it came from. */
function isKeyLike(subject: Expression, file: PythonFile): boolean {
  const table = keyTable(file.models.tables);
  const meant = meaning(subject, file.names);
  const variable = variableOf(meant, file);
  if (variable !== undefined) return isSecretName(variable, table);
  if (subject.kind === 'string') return isSecretName(subject.value, table);
  const name = subject.kind === 'name' ? subject.id : subject.kind === 'attribute' ? subject.attr : undefined;
  return name !== undefined && isSecretName(name, table);
}

/** Whether `block` gives `target` a value made of `subject`. */
function supplies(block: readonly Statement[], target: string | undefined, subject: Expression): boolean {
  const wanted = pathOf(subject);
  if (target === undefined || wanted === undefined) return false;
  return block.some((statement) => {
    if (
      statement.kind !== 'assign' ||
      !statement.value ||
      !statement.targets.some((t) => pathOf(t) === target)
    )
      return false;
    let found = false;
    walk(statement.value, (node) => {
      found ||= pathOf(node) === wanted;
      return !found;
    });
    return found;
  });
}

/** The expressions from the statement down to `made`, outermost first. */
function wayTo(made: Expression, statement: Statement): Expression[] {
  const search = (node: Expression): Expression[] | undefined => {
    if (node === made) return [node];
    for (const child of inside(node)) {
      const way = search(child);
      if (way) return [node, ...way];
    }
    return undefined;
  };
  for (const expression of expressionsOf(statement)) {
    const way = search(expression);
    if (way) return way;
  }
  return [];
}

/** The variable that receives what `statement` computes. */
export function targetOf(statement: Statement): Expression | undefined {
  return statement.kind === 'assign' && statement.targets.length === 1 ? statement.targets[0] : undefined;
}

/** Whether `made` can be nothing but a key, unlike random bytes. */
function isSurelyKey(made: Call, file: PythonFile): boolean {
  return file.names.resolve(made.func).some((name) => name.endsWith('.generate_key'));
}

function inExpression(made: Call, statement: Statement, file: PythonFile): Fallback | undefined {
  const way = wayTo(made, statement);
  const target = targetOf(statement);
  const path = target && pathOf(target);
  const surely = isSurelyKey(made, file);
  for (const [depth, node] of way.entries()) {
    const next = way[depth + 1];
    if (node.kind === 'bool' && node.op === 'or' && node.right === next) {
      if (surely || isKeyLike(node.left, file) || (path !== undefined && pathOf(node.left) === path))
        return { form: 'choice', whole: node, subject: node.left, test: undefined };
    }
    if (node.kind === 'conditional' && (node.consequent === next || node.alternative === next)) {
      const asked = questionOf(node.test, file);
      const other = node.consequent === next ? node.alternative : node.consequent;
      const about =
        asked && (surely || isKeyLike(asked.subject, file) || pathOf(asked.subject) === pathOf(other));
      if (asked && about && asked.missing === (node.consequent === next))
        return { form: 'choice', whole: node, subject: other, test: node.test };
    }
    if (node.kind === 'call' && next) {
      const called = file.names.resolve(node.func);
      const fallback = argumentOf(node, '1|default', file.names);
      const environment = called.some((name) => /^os\.(getenv|environ\.(get|setdefault))$/.test(name));
      if (environment && fallback.state === 'given' && fallback.value === next && node.args[0])
        return { form: 'default', lookup: node, subject: node.args[0].value };
    }
  }
  return undefined;
}

function inIf(
  holder: If,
  around: Around,
  path: string | undefined,
  file: PythonFile,
): Expression | undefined {
  const asked = questionOf(holder.test, file);
  if (!asked || asked.missing !== (around.branch === 'body')) return undefined;
  const other = around.branch === 'body' ? holder.otherwise : holder.body;
  const same = path !== undefined && pathOf(asked.subject) === path;
  return same || supplies(other, path, asked.subject) || isKeyLike(asked.subject, file)
    ? asked.subject
    : undefined;
}

function inHandler(holder: Try, path: string | undefined, file: PythonFile): Expression | undefined {
  for (const statement of holder.body) {
    const value = statement.kind === 'assign' || statement.kind === 'return' ? statement.value : undefined;
    if (!value) continue;
    const target = targetOf(statement);
    if (target && pathOf(target) === path && path !== undefined) return value;
    if (statement.kind === 'return' && isKeyLike(value, file)) return value;
  }
  return undefined;
}

/** An `if` above in the same block that leaves when the key is there. */
function leftBefore(
  { block, index }: Around,
  path: string | undefined,
  file: PythonFile,
): Expression | undefined {
  for (const statement of block.slice(0, index)) {
    if (statement.kind !== 'if' || statement.otherwise.length > 0 || !leaves(statement.body)) continue;
    const asked = questionOf(statement.test, file);
    if (!asked || asked.missing) continue;
    const returned = statement.body.at(-1);
    const givesBack =
      returned?.kind === 'return' && returned.value && pathOf(returned.value) === pathOf(asked.subject);
    if (supplies(statement.body, path, asked.subject) || (givesBack && isKeyLike(asked.subject, file)))
      return asked.subject;
  }
  return undefined;
}

/** How `made`, a call that makes a key, stands in for a missing one; undefined when it does not. */
export function fallbackOf(
  { call: made, place, statement }: BoundCall,
  file: PythonFile,
): Fallback | undefined {
  const expression = inExpression(made, statement, file);
  if (expression) return expression;
  const target = targetOf(statement);
  const path = target && pathOf(target);
  const owner = functionOf(place.scope) ?? { body: file.chunks.flatMap((chunk) => chunk.body) };
  const blocks = aroundOf(statement, owner);
  const [innermost] = blocks;
  for (const around of blocks) {
    const { holder, branch } = around;
    const subject =
      holder?.kind === 'if'
        ? inIf(holder, around, path, file)
        : holder?.kind === 'try' && branch === 'handler'
          ? inHandler(holder, path, file)
          : undefined;
    const missing = subject ?? leftBefore(around, path, file);
    if (missing && innermost) return { form: 'block', around: innermost, subject: missing };
  }
  return undefined;
}
