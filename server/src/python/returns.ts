/** What a function gives back, as its `return`s have it. Knows syntax only. */
import { type Expression, type FunctionDef, rootOf } from './ast.ts';
import { boundOf } from './bind.ts';
import { functionOf } from './scopes.ts';

/** The values of the `return`s of `code` itself, not of the functions in it, in the order of the text. */
export function returnedBy(code: FunctionDef): readonly Expression[] {
  return boundOf(rootOf(code.chunk)).statements.flatMap(({ statement, place }) =>
    statement.kind === 'return' && statement.value && functionOf(place.scope) === code
      ? [statement.value]
      : [],
  );
}
