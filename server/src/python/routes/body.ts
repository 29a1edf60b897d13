/** Everything inside one function: its statements, its expressions, and what stands around an expression. */
import type { Call, Expression, FunctionDef, Name, Statement } from '../ast.ts';
import { inside, walk } from '../walk.ts';

/** The expressions that belong to `statement` itself, not to the statements in it. */
function ownExpressions(statement: Statement): readonly Expression[] {
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

/** The statements directly inside `statement`. */
function innerStatements(statement: Statement): readonly Statement[] {
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
