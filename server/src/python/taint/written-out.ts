/**
 * Objects as text. One of a class of the project that says nothing of how it is written out is written as its class and its
 * place in memory: what it holds is not shown.
 */
import type { Expression } from '../ast.ts';
import { isDataClass } from '../fields.ts';
import type { PythonFile } from '../file.ts';
import { classesAt, type Located, receiverClass } from './targets.ts';
import type { Value } from './value.ts';

/** Methods that say what an object is as text. */
const SAYING = ['__str__', '__repr__', '__format__', '__getattr__', '__getattribute__'];

/** Classes of Python that add nothing to what an object is as text. */
const EMPTY = /^(?:builtins\.)?object$|^abc\.ABC$|^typing(?:_extensions)?\.(?:Generic|Protocol)(?:\[\])?$/;

const DEEPEST = 8;

function isEmpty(base: Expression, file: PythonFile): boolean {
  if (base.kind === 'name' && base.id === 'object') return true;
  return file.names.resolve(base).some((name) => EMPTY.test(name));
}

function saysNothing({ file, node }: Located, depth = 0): boolean {
  if (depth > DEEPEST || node.decorators.length > 0 || isDataClass(node, file.names)) return false;
  if (SAYING.some((name) => node.scope?.bindings.has(name))) return false;
  return node.bases.every(({ name, value }) => {
    if (name !== undefined || isEmpty(value, file)) return true;
    const known = classesAt(value, file);
    return known.length > 0 && known.every((located) => saysNothing(located, depth + 1));
  });
}

/** Whether `node`, written out as text, shows nothing of what the object holds; `value`: what is known of it. */
export function isOpaque(node: Expression, value: Value, file: PythonFile): boolean {
  const located = value.of ? { file, node: value.of } : receiverClass(node, file);
  return located !== undefined && saysNothing(located);
}
