/** Everything inside one function: its statements, its expressions, and what stands around an expression. */
import type { Call, Expression, FunctionDef, Name, Statement } from '../ast.ts';
import { expressionsOf, innerStatements } from '../statements.ts';
import { inside, walk } from '../walk.ts';

/** The expressions that belong to `statement` itself, not to the statements in it; also those that are assigned to. */
function ownExpressions(statement: Statement): readonly Expression[] {
  return [...expressionsOf(statement), ...besides(statement)].filter((e) => e !== undefined);
}

function besides(statement: Statement): readonly (Expression | undefined)[] {
  switch (statement.kind) {
    case 'for':
      return [statement.target];
    case 'with':
      return statement.items.map(({ target }) => target);
    case 'try':
      return statement.handlers.map(({ type }) => type);
    case 'class':
      return [...statement.decorators, ...statement.bases.map(({ value }) => value)];
    default:
      return [];
  }
}

/** What is inside a function does not change while its node lives. */
interface Body {
  readonly statements: readonly Statement[];
  readonly expressions: readonly Expression[];
  readonly calls: readonly Call[];
  readonly parents: ReadonlyMap<Expression, Expression>;
}

function read(node: FunctionDef): Body {
  const statements: Statement[] = [];
  const add = (statement: Statement): void => {
    statements.push(statement);
    innerStatements(statement).forEach(add);
  };
  node.body.forEach(add);
  const expressions: Expression[] = [];
  const calls: Call[] = [];
  const parents = new Map<Expression, Expression>();
  for (const own of statements.flatMap(ownExpressions)) {
    walk(own, (expression) => {
      expressions.push(expression);
      if (expression.kind === 'call') calls.push(expression);
      for (const child of inside(expression)) parents.set(child, expression);
      return true;
    });
  }
  return { statements, expressions, calls, parents };
}

const bodies = new WeakMap<FunctionDef, Body>();

function bodyOf(node: FunctionDef): Body {
  const body = bodies.get(node) ?? read(node);
  bodies.set(node, body);
  return body;
}

/** The statements in the body of `node`, those of functions inside it too, in the order of the text. */
export function statementsIn(node: FunctionDef): readonly Statement[] {
  return bodyOf(node).statements;
}

/** Every expression in the body of `node`, outer before inner. */
export function expressionsIn(node: FunctionDef): readonly Expression[] {
  return bodyOf(node).expressions;
}

/** The calls in the body of `node`. */
export function callsIn(node: FunctionDef): readonly Call[] {
  return bodyOf(node).calls;
}

/** For each expression in the body of `node` the one directly around it. */
export function parentsIn(node: FunctionDef): ReadonlyMap<Expression, Expression> {
  return bodyOf(node).parents;
}

/** The uses of the name `id` in the body of `node`, places where it is assigned included. */
export function usesOfName(node: FunctionDef, id: string): Name[] {
  return expressionsIn(node).filter((e): e is Name => e.kind === 'name' && e.id === id);
}
