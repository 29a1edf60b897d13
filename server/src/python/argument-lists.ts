/**
 * Lists of arguments as a program writes them: the list that a variable begins with, and what statements behind that put
 * into it. Knows no program that is started, and nothing of where the items come from.
 */
import type { Call, Expression, Name, Statement } from './ast.ts';
import { rootOf } from './ast.ts';
import { boundOf } from './bind.ts';
import { meaning } from './constants.ts';
import type { PythonFile } from './file.ts';
import { type Binding, encloses } from './scopes.ts';

/** What may stand at one place of a list. */
export type Item = readonly Expression[];

/** How deep lists are taken apart. */
const DEEPEST = 8;

/**
 * The items of a list of arguments, as far as they are written; undefined for what is no list. What is split into a
 * list counts with its text as the first item.
 */
export function argumentList(node: Expression, file: PythonFile, depth = 0): readonly Item[] | undefined {
  if (depth > DEEPEST) return undefined;
  if (node.kind === 'name') {
    const built = builtList(node, file, depth);
    if (built) return built;
  }
  const meant = meaning(node, file.names);
  const again = (inner: Expression): readonly Item[] | undefined => argumentList(inner, file, depth + 1);
  if (meant.kind === 'list' || meant.kind === 'tuple')
    return meant.items.flatMap((item) =>
      item.kind === 'starred' && item.value ? (again(item.value) ?? [[item]]) : [[item]],
    );
  if (meant.kind === 'binary' && meant.op === '+') {
    const left = again(meant.left);
    return left && [...left, ...(again(meant.right) ?? [[meant.right]])];
  }
  if (meant.kind !== 'call') return undefined;
  const [first] = meant.args;
  if (first && file.names.resolve(meant.func).includes('shlex.split')) return [[first.value]];
  if (meant.func.kind === 'attribute' && meant.func.attr === 'split') return [[meant.func.value]];
  return undefined;
}

function positionOf({ chunk, start }: Pick<Expression, 'chunk' | 'start'>): number {
  return chunk.offset + start;
}

/** The one assignment that a variable of a function begins with; all else that binds it adds to it. */
function beginning(node: Name, file: PythonFile): Binding | undefined {
  const { id, place } = node;
  const scope = file.names.bindings(node)?.[0]?.scope;
  if (scope?.kind !== 'function' || place?.scope !== scope) return undefined;
  const [first, ...others] = scope.bindings.get(id) ?? [];
  return first?.kind === 'assign' && others.every(({ kind }) => kind === 'augmented') ? first : undefined;
}

/** The list that a variable of a function holds where `node` reads it. */
function builtList(node: Name, file: PythonFile, depth: number): readonly Item[] | undefined {
  const first = beginning(node, file);
  const begun = first?.value && argumentList(first.value, file, depth + 1);
  const { place } = node;
  if (!first || !begun || !place) return undefined;
  const use = positionOf(node);
  let items = begun;
  for (const { statement, place: there } of boundOf(rootOf(node.chunk)).statements) {
    const at = positionOf(statement);
    if (there.scope !== first.scope || at < first.chunk.offset + first.start || at >= use) continue;
    const surely = encloses(there.block, place.block);
    items = changed(items, statement, node.id, surely, (value) => argumentList(value, file, depth + 1));
  }
  return items;
}

/** `items` behind a statement that may change the list of the variable `id`. */
function changed(
  items: readonly Item[],
  statement: Statement,
  id: string,
  surely: boolean,
  listed: (value: Expression) => readonly Item[] | undefined,
): readonly Item[] {
  const isIt = (node: Expression): boolean => node.kind === 'name' && node.id === id;
  if (statement.kind === 'assign') {
    const { value, targets } = statement;
    const [target] = targets;
    if (!value || !target) return items;
    if (statement.op) return isIt(target) ? [...items, ...(listed(value) ?? [[value]])] : items;
    const [index] = target.kind === 'subscript' && isIt(target.value) ? target.index : [];
    if (index?.kind !== 'number') return items;
    return items.map((item, at) => (at !== index.value ? item : surely ? [value] : [...item, value]));
  }
  if (statement.kind !== 'expression' || statement.value.kind !== 'call') return items;
  const { func } = statement.value;
  if (func.kind !== 'attribute' || !isIt(func.value)) return items;
  return changedByMethod(items, func.attr, statement.value, listed);
}

function changedByMethod(
  items: readonly Item[],
  method: string,
  { args: [first, second] }: Call,
  listed: (value: Expression) => readonly Item[] | undefined,
): readonly Item[] {
  if (method === 'append' && first) return [...items, [first.value]];
  if (method === 'extend' && first) return [...items, ...(listed(first.value) ?? [[first.value]])];
  if (method === 'insert' && first?.value.kind === 'number' && second)
    return items.toSpliced(Number(first.value.value), 0, [second.value]);
  if (method === 'clear') return [];
  return items;
}
