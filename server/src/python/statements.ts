/** What stands directly in a statement: expressions and statements, for passes over a function or a file. */
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

/** The statements directly inside `statement`. */
export function innerStatements(statement: Statement): readonly Statement[] {
  switch (statement.kind) {
    case 'if':
    case 'while':
    case 'for':
      return [...statement.body, ...statement.otherwise];
    case 'try':
      return [
        ...statement.body,
        ...statement.handlers.flatMap((handler) => handler.body),
        ...statement.otherwise,
        ...statement.final,
      ];
    case 'match':
      return statement.cases.flat();
    case 'with':
    case 'function':
    case 'class':
    case 'other-statement':
      return statement.body;
    default:
      return [];
  }
}
