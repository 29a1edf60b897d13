/**
 * Parameters that are words of the command line: of functions that a library makes commands of (`@click.command()`), or
 * that the program hands to one (`fire.Fire(main)`). Which libraries do that stands in `rules/models/command-line.yaml`.
 */
import type { Expression, FunctionDef } from './ast.ts';
import { boundOf } from './bind.ts';
import type { PythonFile } from './file.ts';
import { gathered } from './memo.ts';
import { occurs } from './occurrence.ts';
import { fits } from './patterns.ts';
import type { Origin, SourceProvider } from './taint/sources.ts';

interface Table {
  readonly commands: readonly string[];
  readonly entries: readonly string[];
}

const NONE: Table = { commands: [], entries: [] };

function tableOf(file: PythonFile): Table {
  const { 'command-line': written } = file.models.tables as {
    readonly 'command-line'?: { readonly 'command-line'?: Table };
  };
  return written?.['command-line'] ?? NONE;
}

/** Whether a text speaks of a library that makes commands; cheap, for all the files that do not. */
const mentionsLibrary = occurs((text, file) => {
  const { commands, entries } = tableOf(file);
  return [...commands, ...entries].some((name) => text.includes(name.slice(0, name.indexOf('.'))));
});

function isNamed(node: Expression, names: readonly string[], file: PythonFile): boolean {
  return file.names.resolve(node).some((name) => fits(name, names));
}

/** The functions that a file hands over to be called with the words of the command line. */
const handedOver = gathered((file, chunk) => {
  const { entries } = tableOf(file);
  return boundOf(chunk).calls.flatMap(({ call: { func, args } }): FunctionDef[] => {
    const [first] = args;
    if (first?.value.kind !== 'name' || !isNamed(func, entries, file)) return [];
    return (file.names.bindings(first.value) ?? []).flatMap((binding) =>
      binding.kind === 'function' ? [binding.node as FunctionDef] : [],
    );
  });
});

/** Whether `node` makes a command below one that a function of this file is: `@main.command()` below `def main`. */
function isBelowCommand(node: Expression, file: PythonFile, depth: number): boolean {
  if (node.kind !== 'attribute' || !/^(command|group)$/.test(node.attr) || node.value.kind !== 'name')
    return false;
  return (file.names.bindings(node.value) ?? []).some(
    (binding) => binding.kind === 'function' && isCommand(binding.node as FunctionDef, file, depth + 1),
  );
}

/** Groups stand in groups; more of them are not followed. */
const DEEPEST = 8;

function isCommand(owner: FunctionDef, file: PythonFile, depth = 0): boolean {
  if (depth > DEEPEST) return false;
  const { commands } = tableOf(file);
  const decorated = owner.decorators.some((decorator) => {
    const func = decorator.kind === 'call' ? decorator.func : decorator;
    return isNamed(func, commands, file) || isBelowCommand(func, file, depth);
  });
  return decorated || handedOver(file).includes(owner);
}

const ORIGIN: Origin = { kind: 'argv', note: 'the command line' };

export const commandLine: SourceProvider = {
  param: (_param, owner, file) => (mentionsLibrary(file) && isCommand(owner, file) ? [ORIGIN] : []),
};
