/** The options of a program's command line, by what `argparse` is told of them, and the values that hold them all. */
import type { Expression } from './ast.ts';
import { boundOf } from './bind.ts';
import type { PythonFile } from './file.ts';
import { gathered } from './memo.ts';
import { functionOf } from './scopes.ts';
import { walk } from './walk.ts';

const PARSED = /^argparse\.ArgumentParser\(\)\.parse_(known_)?args\(\)/;

/** Names of parameters that hold the options wherever a function is given them. */
const USUAL = /^(args|opts?|options|flags|hparams)$/;

/** The names under which a file's options are stored, in the order of the text. */
export const optionNames: (file: PythonFile) => readonly string[] = gathered((_file, chunk) =>
  boundOf(chunk).calls.flatMap(({ call: { func, args } }) => {
    if (func.kind !== 'attribute' || func.attr !== 'add_argument') return [];
    const stored = args.find(({ name }) => name === 'dest')?.value;
    if (stored?.kind === 'string') return [stored.value];
    const flags = args.flatMap(({ name, value }) =>
      name === undefined && value.kind === 'string' ? [value.value] : [],
    );
    const flag = flags.find((one) => one.startsWith('--')) ?? flags[0];
    return flag === undefined ? [] : [flag.replace(/^-+/, '').replaceAll('-', '_')];
  }),
);

/** Whether `node` holds all options of the program. */
export function holdsOptions(node: Expression, file: PythonFile, depth = 0): boolean {
  if (depth > 4) return false;
  const { names } = file;
  if (names.resolve(node).some((name) => PARSED.test(name))) return true;
  if (node.kind === 'call') {
    const definition = names.definition(node);
    return (
      definition?.kind === 'function' &&
      boundOf(definition.chunk).statements.some(
        ({ statement, place }) =>
          statement.kind === 'return' &&
          statement.value !== undefined &&
          functionOf(place.scope) === definition &&
          holdsOptions(statement.value, file, depth + 1),
      )
    );
  }
  if (node.kind !== 'name') return false;
  return (names.bindings(node) ?? []).some(({ kind, value }) =>
    kind === 'param'
      ? USUAL.test(node.id) && optionNames(file).length > 0
      : value !== undefined && holdsOptions(value, file, depth + 1),
  );
}

/** Options that the program takes out, empties, or refuses to run with, in the order of the text. */
export const withheldOptions: (file: PythonFile) => readonly string[] = gathered((_file, chunk) => {
  const found: string[] = [];
  const attributes = (node: Expression): void =>
    walk(node, (inner) => {
      if (inner.kind === 'attribute') found.push(inner.attr);
      return true;
    });
  const { statements, calls } = boundOf(chunk);
  for (const { statement } of statements) {
    if (statement.kind === 'other-statement' && statement.word === 'delete')
      for (const node of statement.expressions) attributes(node);
    if (statement.kind === 'if' && statement.body[0]?.kind === 'raise') attributes(statement.test);
    if (
      statement.kind === 'assign' &&
      (statement.value?.kind === 'constant' || statement.value?.kind === 'string')
    )
      for (const target of statement.targets) if (target.kind === 'attribute') found.push(target.attr);
  }
  for (const { call } of calls) {
    const { func, args } = call;
    const takes =
      func.kind === 'attribute' ? func.attr === 'pop' : func.kind === 'name' && func.id === 'delattr';
    if (takes) for (const { value } of args) if (value.kind === 'string') found.push(value.value);
  }
  return found;
});
