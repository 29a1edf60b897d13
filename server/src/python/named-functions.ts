/** The function that an expression hands on without calling it: a view, a tool, a callback. */
import type { Expression, FunctionDef } from './ast.ts';
import type { PythonFile } from './file.ts';
import { classOf, functionOf } from './scopes.ts';

/** The function that `node` names: one of the module or around, or a method of the class around. */
export function functionNamed(file: PythonFile, node: Expression): FunctionDef | undefined {
  if (node.kind === 'name') {
    const [binding, ...others] = file.names.bindings(node) ?? [];
    return binding?.kind === 'function' && others.length === 0 ? (binding.node as FunctionDef) : undefined;
  }
  if (node.kind !== 'attribute' || node.value.kind !== 'name' || !node.value.place) return undefined;
  const { scope } = node.value.place;
  if (functionOf(scope)?.params[0]?.name !== node.value.id) return undefined;
  const [binding] = classOf(scope)?.bindings.get(node.attr) ?? [];
  return binding?.kind === 'function' ? (binding.node as FunctionDef) : undefined;
}
