/** The options of a program's command line, by what `argparse` is told of them, and the values that hold them all. */
import type { Expression } from './ast.ts';
import { boundOf } from './bind.ts';
import type { PythonFile } from './file.ts';
import { gathered } from './memo.ts';
import { returnedBy } from './returns.ts';
import type { Binding } from './scopes.ts';
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
      returnedBy(definition).some((value) => holdsOptions(value, file, depth + 1))
    );
  }
  if (node.kind !== 'name') return false;
  return (names.bindings(node) ?? []).some(({ kind, value }) =>
    kind === 'param'
      ? USUAL.test(node.id) && optionNames(file).length > 0
      : value !== undefined && holdsOptions(value, file, depth + 1),
  );
}

/** Calls that give a dictionary or object of its own. */
const COPYING = /^(dict|copy\.(deep)?copy)$/;

/** Whether `value` is a copy, so that what is done to it is not done to what it was made of. */
function isCopy(value: Expression, file: PythonFile): boolean {
  if (value.kind === 'dict' || value.kind === 'comprehension') return true;
  if (value.kind !== 'call') return false;
  if (value.func.kind === 'attribute' && value.func.attr === 'copy' && value.args.length === 0) return true;
  return file.names.resolve(value.func).some((name) => COPYING.test(name));
}

/** An option that the program takes out, empties, or refuses to run with. */
interface Withheld {
  readonly option: string;
  /** What it is taken out of. */
  readonly from: Expression;
}

/** The option that `node` is, as an attribute or an item of the options. */
function optionAt(node: Expression): Withheld | undefined {
  if (node.kind === 'attribute') return { option: node.attr, from: node.value };
  if (node.kind !== 'subscript') return undefined;
  const [key] = node.index;
  return key?.kind === 'string' ? { option: key.value, from: node.value } : undefined;
}

const withheldIn: (file: PythonFile) => readonly Withheld[] = gathered((_file, chunk) => {
  const found: Withheld[] = [];
  const taken = (node: Expression): void => {
    const one = optionAt(node);
    if (one) found.push(one);
  };
  const { statements, calls } = boundOf(chunk);
  for (const { statement } of statements) {
    if (statement.kind === 'other-statement' && statement.word === 'delete')
      for (const node of statement.expressions) for (const item of targetsIn(node)) taken(item);
    if (statement.kind === 'if' && statement.body[0]?.kind === 'raise')
      walk(statement.test, (inner) => {
        taken(inner);
        return true;
      });
    if (
      statement.kind === 'assign' &&
      (statement.value?.kind === 'constant' || statement.value?.kind === 'string')
    )
      for (const target of statement.targets) taken(target);
  }
  for (const { call } of calls) {
    const { func, args } = call;
    const [first] = args;
    if (func.kind === 'attribute' && func.attr === 'pop') {
      if (first?.value.kind === 'string') found.push({ option: first.value.value, from: func.value });
    } else if (func.kind === 'name' && func.id === 'delattr' && first) {
      for (const { value } of args)
        if (value.kind === 'string') found.push({ option: value.value, from: first.value });
    }
  }
  return found;
});

/** What `del a, b` and `del (a, b)` name. */
function targetsIn(node: Expression): readonly Expression[] {
  return node.kind === 'tuple' || node.kind === 'list' ? node.items.flatMap(targetsIn) : [node];
}

/** The only binding of a variable. */
function variableOf(node: Expression, file: PythonFile): Binding | undefined {
  const [only, ...others] = node.kind === 'name' ? (file.names.bindings(node) ?? []) : [];
  return others.length === 0 ? only : undefined;
}

/**
 * The options that are withheld from a value, in the order of the text; `ways`: the variables that it came through. What
 * is taken out of a copy that it did not come through is in it still; a parameter may be that copy.
 */
export function withheldFrom(ways: readonly Expression[], file: PythonFile): readonly string[] {
  const passed = new Set(ways.map((way) => variableOf(way, file)));
  const handed = [...passed].some((variable) => variable?.kind === 'param');
  return withheldIn(file).flatMap(({ option, from }) => {
    const variable = variableOf(from, file);
    const isOther = variable?.kind === 'assign' && variable.value && !passed.has(variable);
    return isOther && !handed && isCopy(variable.value, file) ? [] : [option];
  });
}
