/**
 * Tables that go through a file: `save(df, "x.enc")`, then `load("x.enc")`. What is read from a path that is written out
 * in code is what was given to another call together with the same path.
 */
import type { Call, Expression, FunctionDef } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { template, whole } from '../constants.ts';
import type { PythonFile } from '../file.ts';
import { gathered, lookedUp, perFile, sameElements } from '../memo.ts';
import { classBy } from '../routes/classes.ts';

/** A call that is given a path, with what else it is given. */
interface Use {
  readonly call: Call;
  readonly others: readonly Expression[];
}

function pathsIn(call: Call, file: PythonFile): { text: string; value: Expression }[] {
  return call.args.flatMap(({ value }) => {
    if (value.kind !== 'string' && value.kind !== 'name') return [];
    const text = whole(template(value, file.names));
    return text !== undefined && /^[^\s]{2,200}\.\w{1,10}$/.test(text) ? [{ text, value }] : [];
  });
}

interface Stored {
  readonly text: string;
  readonly use: Use;
}

const allStored = gathered((file, chunk): Stored[] =>
  boundOf(chunk).calls.flatMap(({ call }) =>
    pathsIn(call, file).map(({ text, value }) => {
      const given = call.args.map((argument) => argument.value).filter((one) => one !== value);
      const receiver = call.func.kind === 'attribute' ? [call.func.value] : [];
      return { text, use: { call, others: [...given, ...receiver] } };
    }),
  ),
);

const byPath = lookedUp(
  perFile((file) => {
    const found = new Map<string, Use[]>();
    for (const { text, use } of allStored(file)) found.set(text, [...(found.get(text) ?? []), use]);
    return found;
  }),
  (a, b) => a === b || (a !== undefined && b !== undefined && sameElements(a, b)),
);

/** What other calls are given together with a path that `call` is given. */
export function storedWith(call: Call, file: PythonFile): readonly Expression[] {
  return pathsIn(call, file).flatMap(({ text }) =>
    (byPath(file, text) ?? []).flatMap((use) => (use.call === call ? [] : use.others)),
  );
}

/** The function or method of this file that `call` calls, though several objects may be its receiver. */
export function calledIn(call: Call, file: PythonFile): FunctionDef | undefined {
  const definition = file.names.definition(call);
  if (definition) return definition.kind === 'function' ? definition : undefined;
  for (const name of file.names.resolve(call.func)) {
    const [, owner = '', method] = /^(\.[\w.]+?)(?:\(\))?\.(\w+)$/.exec(name) ?? [];
    const found = classBy(file, owner)?.body.find(
      (statement): statement is FunctionDef => statement.kind === 'function' && statement.name === method,
    );
    if (found) return found;
  }
  return undefined;
}
