/** Children of expressions, for passes that visit everything. */
import type { Expression, Name } from './ast.ts';

/** The expressions directly inside `node`, in the order of the text. Lambdas and comprehensions included. */
export function inside(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'attribute':
      return [node.value];
    case 'call':
      return [node.func, ...node.args.map((a) => a.value)];
    case 'fstring':
      return node.parts.filter((p): p is Expression => typeof p !== 'string');
    case 'list':
    case 'tuple':
    case 'set':
      return node.items;
    case 'dict':
      return node.entries.flatMap((e) => (e.key ? [e.key, e.value] : [e.value]));
    case 'binary':
    case 'bool':
      return [node.left, node.right];
    case 'compare':
      return node.operands;
    case 'unary':
      return [node.operand];
    case 'conditional':
      return [node.consequent, node.test, node.alternative];
    case 'lambda':
      return [...node.params.flatMap((p) => (p.default ? [p.default] : [])), node.body];
    case 'subscript':
      return [node.value, ...node.index];
    case 'starred':
    case 'await':
    case 'yield':
      return node.value ? [node.value] : [];
    case 'comprehension':
      return [...node.clauses.flatMap((c) => [c.iterable, c.target]), ...node.element, ...node.conditions];
    case 'walrus':
      return [node.target, node.value];
    case 'other':
      return node.children;
    default:
      return [];
  }
}

/** Visits `node` and everything below it, outer before inner; `visit` returns false to stay out of a node. */
export function walk(node: Expression, visit: (node: Expression) => boolean | undefined): void {
  if (visit(node) === false) return;
  for (const child of inside(node)) walk(child, visit);
}

/** Names that an assignment target binds. */
export function targetNames(target: Expression): Name[] {
  if (target.kind === 'name') return [target];
  if (target.kind === 'tuple' || target.kind === 'list') return target.items.flatMap(targetNames);
  if (target.kind === 'starred' && target.value) return targetNames(target.value);
  return [];
}
