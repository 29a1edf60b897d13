/**
 * What an expression is made of, through the variables and functions' arguments that lead to it: the texts written in
 * it and the calls made for it. Says what occurs, not what the value is.
 */
import { type Call, type Expression, spanOf } from './ast.ts';
import type { PythonFile } from './file.ts';
import { inside } from './walk.ts';

/** More expressions than these are not looked at. */
const MOST = 200;

/** Visits `node`, all inside it, and the values that its variables may have. */
function explore(node: Expression, file: PythonFile, visit: (node: Expression) => void): void {
  const seen = new Set<Expression>();
  const open = [node];
  for (let next = open.pop(); next && seen.size < MOST; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    visit(next);
    open.push(...inside(next));
    const bindings =
      next.kind === 'name'
        ? file.names.bindings(next)
        : next.kind === 'attribute'
          ? file.names.selfAttribute(next)
          : undefined;
    for (const { kind, value } of bindings ?? [])
      if (value && (kind === 'assign' || kind === 'with' || kind === 'for')) open.push(value);
  }
}

/** The texts written in `node` and in what leads to it; the constant pieces of f-strings are texts too. */
export function textsIn(node: Expression, file: PythonFile): string[] {
  const found: string[] = [];
  explore(node, file, (inner) => {
    if (inner.kind === 'string') found.push(inner.value);
    if (inner.kind === 'fstring') found.push(...inner.parts.filter((part) => typeof part === 'string'));
  });
  return found;
}

/** The calls in `node` and in what leads to it, in the order of the text. */
export function callsIn(node: Expression, file: PythonFile): Call[] {
  const found: Call[] = [];
  explore(node, file, (inner) => {
    if (inner.kind === 'call') found.push(inner);
  });
  return found.sort((a, b) => spanOf(a).start - spanOf(b).start);
}
