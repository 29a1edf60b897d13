/** Everything inside one function: its statements, its expressions, and what stands around an expression. */
import { type Expression, type FunctionDef, type Name, rootOf, type Statement, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { Place } from '../scopes.ts';
import { inside, walk } from '../walk.ts';

/** The expressions that belong to `statement` itself, not to the statements in it. */
export function ownExpressions(statement: Statement): readonly Expression[] {
  const some = (...list: (Expression | undefined)[]): Expression[] => list.filter((e) => e !== undefined);
  switch (statement.kind) {
    case 'expression':
      return [statement.value];
    case 'return':
    case 'raise':
      return some(statement.value);
    case 'assign':
      return some(statement.value, ...statement.targets);
    case 'if':
    case 'while':
      return [statement.test];
    case 'for':
      return [statement.iterable, statement.target];
    case 'with':
      return statement.items.flatMap((item) => some(item.context, item.target));
    case 'match':
      return [statement.subject];
    case 'try':
      return statement.handlers.flatMap((handler) => some(handler.type));
    case 'function':
      return [...statement.decorators, ...statement.params.flatMap((p) => some(p.default))];
    case 'class':
      return [...statement.decorators, ...statement.bases.map((base) => base.value)];
    case 'other-statement':
      return statement.expressions;
    default:
      return [];
  }
}

/** The statements in the body of `node`, those of functions inside it too, in the order of the text. */
export function statementsIn(
  node: FunctionDef,
): readonly { readonly statement: Statement; readonly place: Place }[] {
  const [first] = node.body;
  if (!first) return [];
  const { start } = spanOf(first);
  const { end } = spanOf(node);
  return boundOf(rootOf(node.chunk)).statements.filter(({ statement }) => {
    const span = spanOf(statement);
    return span.start >= start && span.end <= end;
  });
}

/** Visits every expression in the body of `node`, outer before inner. */
export function eachExpression(node: FunctionDef, visit: (expression: Expression) => void): void {
  for (const { statement } of statementsIn(node)) {
    for (const own of ownExpressions(statement)) {
      walk(own, (expression) => {
        visit(expression);
        return true;
      });
    }
  }
}

/** For each expression in the body of `node` the one directly around it. */
export function parentsIn(node: FunctionDef): ReadonlyMap<Expression, Expression> {
  const parents = new Map<Expression, Expression>();
  eachExpression(node, (expression) => {
    for (const child of inside(expression)) parents.set(child, expression);
  });
  return parents;
}

/** The uses of the name `id` in the body of `node`, places where it is assigned included. */
export function usesOfName(node: FunctionDef, id: string): Name[] {
  const found: Name[] = [];
  eachExpression(node, (expression) => {
    if (expression.kind === 'name' && expression.id === id) found.push(expression);
  });
  return found;
}
