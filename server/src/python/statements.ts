/** The expressions that stand directly in a statement, for passes over a whole file. */
import type { Expression, Statement } from './ast.ts';

function present(...list: readonly (Expression | undefined)[]): Expression[] {
  return list.filter((e) => e !== undefined);
}

/** The outermost expressions of `statement`, those of the statements inside it left out. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case 'expression':
      return [statement.value];
    case 'assign':
      return present(statement.value, ...statement.targets);
    case 'return':
    case 'raise':
      return present(statement.value);
    case 'if':
    case 'while':
      return [statement.test];
    case 'for':
      return [statement.iterable];
    case 'with':
      return statement.items.map(({ context }) => context);
    case 'match':
      return [statement.subject];
    case 'other-statement':
      return statement.expressions;
    case 'function':
      return [...statement.decorators, ...present(...statement.params.map((param) => param.default))];
    default:
      return [];
  }
}
