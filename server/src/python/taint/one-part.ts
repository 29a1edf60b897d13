/**
 * Texts taken apart at slashes: each piece is one part of a path, whatever its dots, like what `basename` gives. Put
 * together again they are a path.
 */
import type { Expression } from '../ast.ts';
import { meaning } from '../constants.ts';
import type { PythonFile } from '../file.ts';

/** Sinks that one part of a path cannot lead far at. */
export const PART_STOPS = ['path', 'path-check'];

/** A split at slashes, and into how many pieces at most. */
interface Split {
  readonly fromRight: boolean;
  readonly pieces: number;
}

function splitAt(node: Expression, file: PythonFile): Split | undefined {
  const meant = meaning(node, file.names);
  if (meant.kind === 'comprehension') {
    // `[p for p in path.split("/") if p]`
    const [clause, ...clauses] = meant.clauses;
    const [element, ...elements] = meant.element;
    if (!clause || clauses.length + elements.length > 0 || clause.target.kind !== 'name') return undefined;
    const same = element?.kind === 'name' && element.id === clause.target.id;
    return same ? splitAt(clause.iterable, file) : undefined;
  }
  if (meant.kind !== 'call' || meant.func.kind !== 'attribute') return undefined;
  const { attr } = meant.func;
  if (attr !== 'split' && attr !== 'rsplit') return undefined;
  const [separator, most] = meant.args;
  const at = separator && meaning(separator.value, file.names);
  if (at?.kind !== 'string' || at.value !== '/') return undefined;
  if (!most) return { fromRight: attr === 'rsplit', pieces: Number.POSITIVE_INFINITY };
  if (most.value.kind !== 'number') return undefined;
  return { fromRight: attr === 'rsplit', pieces: Number(most.value.value) + 1 };
}

function indexOf(node: Expression | undefined): number | undefined {
  if (node?.kind === 'number') return Number(node.value);
  const negative = node?.kind === 'unary' && node.op === '-' && node.operand.kind === 'number';
  return negative ? -Number(node.operand.value) : undefined;
}

/** Whether the piece at `index` holds no slash: with a limit the last one, or the first from the right, may hold more. */
function isPart({ fromRight, pieces }: Split, index: number): boolean {
  if (pieces === Number.POSITIVE_INFINITY) return true;
  if (fromRight) return index < 0 ? index > -pieces : index > 0;
  return index >= 0 && index < pieces - 1;
}

/** Whether `node` is one part of a path: `path.split("/")[-1]`. */
export function isOnePart(node: Expression, file: PythonFile): boolean {
  if (node.kind !== 'subscript' || node.index.length !== 1) return false;
  const index = indexOf(node.index[0]);
  const split = index === undefined ? undefined : splitAt(node.value, file);
  return split !== undefined && index !== undefined && isPart(split, index);
}

/** Whether all that `node` gives where it is unpacked are single parts: `owner, name = path.split("/")`. */
export function givesParts(node: Expression, file: PythonFile): boolean {
  return splitAt(node, file)?.pieces === Number.POSITIVE_INFINITY;
}
