/** Where a statement stands among the others: the blocks around it, from the innermost outwards. */
import type { FunctionDef, Statement } from './ast.ts';

/** A block that a statement lies in. */
export interface Around {
  /** The compound statement that the block belongs to; none for the body of the function or module. */
  readonly holder: Statement | undefined;
  /** Which block of the holder: `body`, `otherwise`, `handler` or another. */
  readonly branch: string;
  readonly block: readonly Statement[];
  /** The place in the block of the statement, or of what holds it. */
  readonly index: number;
}

/** Whether code behind `block` runs only where that is not entered. */
export function leaves(block: readonly Statement[]): boolean {
  const last = block.at(-1);
  return last?.kind === 'return' || last?.kind === 'raise';
}

function blocksOf(statement: Statement): { branch: string; block: readonly Statement[] }[] {
  switch (statement.kind) {
    case 'if':
    case 'while':
    case 'for':
      return [
        { branch: 'body', block: statement.body },
        { branch: 'otherwise', block: statement.otherwise },
      ];
    case 'try':
      return [
        { branch: 'body', block: statement.body },
        ...statement.handlers.map(({ body }) => ({ branch: 'handler', block: body })),
        { branch: 'otherwise', block: statement.otherwise },
        { branch: 'final', block: statement.final },
      ];
    case 'with':
    case 'class':
    case 'other-statement':
      return [{ branch: 'body', block: statement.body }];
    case 'match':
      return statement.cases.map((block) => ({ branch: 'case', block }));
    default:
      return [];
  }
}

function find(
  target: Statement,
  holder: Statement | undefined,
  branch: string,
  block: readonly Statement[],
): Around[] | undefined {
  for (const [index, statement] of block.entries()) {
    const here: Around = { holder, branch, block, index };
    if (statement === target) return [here];
    for (const inner of blocksOf(statement)) {
      const found = find(target, statement, inner.branch, inner.block);
      if (found) return [...found, here];
    }
  }
  return undefined;
}

/** The blocks around `target` inside `owner` (or a module's `body`), innermost first; empty when it is not there. */
export function aroundOf(
  target: Statement,
  owner: FunctionDef | { readonly body: readonly Statement[] },
): Around[] {
  return find(target, undefined, 'body', owner.body) ?? [];
}
