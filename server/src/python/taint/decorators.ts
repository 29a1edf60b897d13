/**
 * What decorators of the project make of a function: the functions that run in its place, with the function itself among
 * what they have kept. Decorators of libraries leave it as it is.
 */
import type { Expression, FunctionDef } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import { type Binding, instantiated } from './instantiation.ts';
import { summaryOf } from './summaries.ts';
import { functionsAt, type Target } from './targets.ts';
import { NOTHING, type Value } from './value.ts';

/** What an argument of a decorator is worth: a function of the project or of a library. */
function handedIn(node: Expression, file: PythonFile): Value {
  const callables = functionsAt(node, file).flatMap(({ file: home, code }) =>
    home === file ? [{ code }] : [],
  );
  if (callables.length > 0) return { ...NOTHING, callables };
  const names = node.kind === 'name' || node.kind === 'attribute' ? file.names.resolve(node) : [];
  return names.length > 0 ? { ...NOTHING, names } : NOTHING;
}

function returned({ file, code, captured }: Target, args: readonly Value[]): Value {
  const binding: Binding = {
    survivors: file.models.survivors,
    behind: (root) => captured?.get(root.slice(2)) ?? args[Number(root)] ?? NOTHING,
  };
  return instantiated(summaryOf(file, code).returns, binding);
}

/** What calling `code` runs because of its decorators; undefined where that is the function itself. */
export function decorated(code: FunctionDef, file: PythonFile): readonly Target[] | undefined {
  let value: Value = { ...NOTHING, callables: [{ code, bare: true }] };
  let found: readonly Target[] | undefined;
  for (const decorator of [...code.decorators].reverse()) {
    const [maker] = functionsAt(decorator.kind === 'call' ? decorator.func : decorator, file);
    // Functions of other files cannot be told among the values of this one.
    if (!maker || (found && maker.file !== file)) continue;
    let wrapping = maker;
    if (decorator.kind === 'call') {
      const args = decorator.args.map((argument) => handedIn(argument.value, file));
      const [inner] = returned(maker, args).callables ?? [];
      if (!inner) continue;
      const { captured } = inner;
      wrapping = { file: maker.file, code: inner.code, first: 'none', ...(captured ? { captured } : {}) };
    }
    const made = returned(wrapping, [value]);
    if (!made.callables) continue;
    value = made;
    found = made.callables.map(({ code: inner, captured }) => ({
      file: maker.file,
      code: inner,
      first: 'none',
      ...(captured ? { captured } : {}),
    }));
  }
  return found;
}
