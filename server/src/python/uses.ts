/** What becomes of a call's result, directly or through one variable: which methods take it, which are called on it. */
import type { Call, Expression } from './ast.ts';
import { callsAround } from './call-index.ts';
import type { PythonFile } from './file.ts';

/** `x` of `x["state"]`, `x.get("state")`, `await x`. */
function inner(node: Expression): Expression {
  switch (node.kind) {
    case 'subscript':
      return inner(node.value);
    case 'await':
    case 'walrus':
      return node.value ? inner(node.value) : node;
    case 'call':
      return node.func.kind === 'attribute' && node.func.attr === 'get' ? inner(node.func.value) : node;
    default:
      return node;
  }
}

/** Whether `node` is the result of `call`. */
function isResult(node: Expression, call: Call, file: PythonFile): boolean {
  const base = inner(node);
  if (base === call) return true;
  if (base.kind !== 'name') return false;
  return (file.names.bindings(base) ?? []).some((b) => b.value !== undefined && inner(b.value) === call);
}

/** Whether a method with one of these names is given the result of `call`: `model.load_state_dict(torch.load(p))`. */
export function goesInto(file: PythonFile, call: Call, methods: readonly string[]): boolean {
  return callsAround(file, call).some(
    ({ call: { func, args } }) =>
      func.kind === 'attribute' &&
      methods.includes(func.attr) &&
      args.some((arg) => isResult(arg.value, call, file)),
  );
}

/** Whether a method with one of these names is called on the result of `call`: `np.load(p).item()`. */
export function isReceiver(file: PythonFile, call: Call, methods: readonly string[]): boolean {
  return callsAround(file, call).some(
    ({ call: { func } }) =>
      func.kind === 'attribute' && methods.includes(func.attr) && isResult(func.value, call, file),
  );
}
