/**
 * Edits that take a text out of the program and read it from the environment instead. What they insert runs, and the
 * text itself stays nowhere: in no comment, in no unused statement.
 */
import type { Edit } from '../engine/types.ts';
import { argumentOf } from './arguments.ts';
import type { Expression, Str } from './ast.ts';
import { removeArgument, replaceWithImports } from './edit.ts';
import { type PythonFile, textOf } from './file.ts';
import type { Literal } from './literals.ts';
import { functionOf, type Place } from './scopes.ts';
import { removeStatement } from './statement-edit.ts';

const LOOKUPS = new Set(['os.getenv', 'os.environ.get']);

/** Whether the name `os` can mean the module where the literal stands, once it is imported at the top of the file. */
function mayImport(
  file: PythonFile,
  { node, place }: { readonly node: Expression; readonly place: Place },
): boolean {
  const use = node.chunk.offset + node.start;
  for (let scope = place.scope; scope.kind !== 'module'; ) {
    const own = scope.bindings.get('os') ?? [];
    if (
      own.some((b) => b.imported !== 'os' || b.block.parent !== undefined || b.chunk.offset + b.start > use)
    )
      return false;
    if (!scope.parent) break;
    scope = scope.parent;
  }
  const late = file.names
    .moduleBindings('os')
    .filter((b) => b.block.parent === undefined)
    .every((b) => b.chunk.offset + b.start > use);
  return functionOf(place.scope) !== undefined || file.names.moduleBindings('os').length === 0 || !late;
}

function isSetting(file: PythonFile, { statement, node }: Literal): boolean {
  if (statement.kind !== 'assign' || statement.value !== node || statement.targets.length !== 1) return false;
  const [target] = statement.targets;
  return target !== undefined && file.names.resolve(target).includes('os.environ[]');
}

/** Python code that reads `variable`, in the quotes that `node` has. */
function lookup(file: PythonFile, node: Str, variable: string): string {
  const quote = textOf(file, node)
    .replace(/^[rRuU]+/, '')
    .startsWith("'")
    ? "'"
    : '"';
  return `os.environ[${quote}${variable}${quote}]`;
}

/**
 * Makes the program read `variable` where `literal` stands. An assignment to `os.environ` goes as a whole, a default
 * of `os.getenv` is dropped. Undefined where no edit is sure to run.
 */
export function environmentEdits(file: PythonFile, literal: Literal, variable: string): Edit[] | undefined {
  const { node, call, argument, statement } = literal;
  if (node.bytes || node.joined || statement.kind === 'other-statement') return undefined;
  if (isSetting(file, literal)) return removeStatement(file, statement, literal.place);
  if (call && argument) {
    const called = file.names.resolve(call.func);
    const isDefault = argumentOf(call, '1|default', file.names);
    if (
      called.some((name) => LOOKUPS.has(name)) &&
      isDefault.state === 'given' &&
      isDefault.argument === argument
    )
      return removeArgument(file, call, argument);
    if (called.some((name) => name.startsWith('os.environ.'))) return undefined;
  }
  if (!mayImport(file, literal)) return undefined;
  return replaceWithImports(file, node, lookup(file, node, variable), ['os']);
}

/**
 * Makes the program read `variable` instead of the text at `node`, of which `before` stays: the scheme of a header.
 * Undefined where no edit is sure to run.
 */
export function environmentInstead(
  file: PythonFile,
  node: Expression,
  place: Place,
  variable: string,
  before = '',
): Edit[] | undefined {
  if (!mayImport(file, { node, place })) return undefined;
  const code = textOf(file, node);
  const quote = code.includes("'") && !code.includes('"') ? "'" : '"';
  const kept = before === '' ? '' : `${quote}${before}${quote} + `;
  return replaceWithImports(file, node, `${kept}os.environ[${quote}${variable}${quote}]`, ['os']);
}
