/**
 * What is known of a value without running the program. Three answers: known, partly known (a text with holes),
 * unknown; nothing is guessed.
 */
import type { Scalar, Value } from '../engine/predicates.ts';
import type { Expression } from './ast.ts';
import type { Names } from './names.ts';
import type { Binding } from './scopes.ts';

/** Longer chains of constants are not followed. */
const DEEPEST = 12;

/** Nor more pieces looked at for one text. */
const LONGEST = 1000;

/** A text whose holes are `undefined`. */
export type Template = readonly (string | undefined)[];

const HOLE: Template = [undefined];

function joinPath(parts: readonly Template[]): Template {
  return parts.flatMap((part, index) => (index === 0 ? part : ['/', ...part]));
}

const PATHS = new Set(['pathlib.Path', 'pathlib.PurePath', 'pathlib.PosixPath', 'pathlib.PurePosixPath']);

/** The one assignment that gives a name its value, when nothing else may. */
function onlyValue(bindings: readonly Binding[] | undefined): Expression | undefined {
  const [binding, ...others] = bindings ?? [];
  return binding?.kind === 'assign' && others.length === 0 ? binding.value : undefined;
}

/** The expression that `node` stands for when it is a name assigned once; `node` itself otherwise. */
export function meaning(node: Expression, names: Names, depth = 0): Expression {
  if (depth > DEEPEST) return node;
  const value =
    node.kind === 'name'
      ? onlyValue(names.bindings(node))
      : node.kind === 'attribute'
        ? onlyValue(names.selfAttribute(node))
        : undefined;
  return value ? meaning(value, names, depth + 1) : node;
}

/** The text of `node`, as far as it is known. */
export function template(node: Expression, names: Names, depth = 0, budget = { left: LONGEST }): Template {
  if (depth > DEEPEST || --budget.left < 0) return HOLE;
  const again = (e: Expression): Template => template(e, names, depth + 1, budget);
  const meant = meaning(node, names);
  switch (meant.kind) {
    case 'string':
      return [meant.value];
    case 'number':
      return [String(meant.value)];
    case 'fstring':
      return meant.parts.flatMap((part) => (typeof part === 'string' ? [part] : again(part)));
    case 'binary':
      if (meant.op === '+') return [...again(meant.left), ...again(meant.right)];
      if (meant.op === '/') return joinPath([again(meant.left), again(meant.right)]);
      return HOLE;
    case 'call': {
      const called = names.resolve(meant.func);
      const plain = meant.args.every((a) => a.name === undefined && a.star === undefined);
      if (!plain || meant.args.length === 0) return HOLE;
      const parts = meant.args.map((a) => again(a.value));
      if (called.includes('os.path.join') || called.some((name) => PATHS.has(name))) return joinPath(parts);
      return called.includes('str') ? (parts[0] ?? HOLE) : HOLE;
    }
    default:
      return HOLE;
  }
}

/** A template's text when it has no holes. */
export function whole(parts: Template): string | undefined {
  return parts.every((part) => part !== undefined) ? parts.join('') : undefined;
}

function scalar(node: Expression): Scalar | undefined {
  switch (node.kind) {
    case 'number':
      return node.value;
    case 'constant':
      return node.value;
    case 'unary': {
      const inner = scalar(node.operand);
      if (node.op === '-' && typeof inner === 'number') return -inner;
      if (node.op === 'not' && typeof inner === 'boolean') return !inner;
      return undefined;
    }
    default:
      return undefined;
  }
}

/** The value of `node`: known for literals, constants and texts made of them. */
export function constantOf(node: Expression, names: Names): Value {
  const plain = scalar(meaning(node, names));
  if (plain !== undefined) return { state: 'known', value: plain };
  const text = whole(template(node, names));
  return text === undefined ? { state: 'unknown' } : { state: 'known', value: text };
}
