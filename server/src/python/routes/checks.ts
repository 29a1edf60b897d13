/**
 * How much a validating framework checks of a value, from the annotation and its constraints: `Annotated[float,
 * Field(ge=0)]`. What cannot be seen here is `unknown`, never guessed.
 */
import type { Expression } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import { classNamed } from './classes.ts';
import { both, type Constraints, constraintsOf, FREE, metadataOf } from './constraints.ts';
import { servingOf, type TypeClass } from './frameworks.ts';
import { type Field, fieldsOf, isModel } from './schemas.ts';

/**
 * `raw`: the client chooses even the shape. `typed`: the type is checked, not size or range. `bounded`: these too.
 * `fixed`: the client picks among few values. `unknown`: defined where this file does not show it.
 */
export type Level = 'raw' | 'typed' | 'bounded' | 'fixed' | 'unknown';

export interface Check {
  readonly level: Level;
  /** May hold text of the client's choice. */
  readonly text: boolean;
  /** A text or list without a largest size. */
  readonly unlimited: boolean;
  /** A number of which only other things are demanded than that it be small. */
  readonly endless?: boolean;
}

export const UNKNOWN: Check = { level: 'unknown', text: true, unlimited: false };
const RAW: Check = { level: 'raw', text: true, unlimited: true };
const ORDER: readonly Level[] = ['fixed', 'bounded', 'typed', 'unknown', 'raw'];

/** What holds for a value that is one of several. */
function either(checks: readonly Check[]): Check {
  const worst = checks.reduce<Level>(
    (level, c) => (ORDER.indexOf(c.level) > ORDER.indexOf(level) ? c.level : level),
    'fixed',
  );
  return {
    level: worst,
    text: checks.some((c) => c.text),
    unlimited: checks.some((c) => c.unlimited),
    endless: checks.some((c) => c.endless),
  };
}

/** How the frameworks class the type that `node` names. */
export function typeClass(file: PythonFile, node: Expression): TypeClass | undefined {
  const { types } = servingOf(file);
  for (const name of file.names.resolve(node)) {
    const [found] = types.find(name);
    if (found) return found;
  }
  return undefined;
}

function isNone(node: Expression): boolean {
  return node.kind === 'constant' && node.value === null;
}

function leaf(kind: TypeClass | undefined, held: Constraints): Check {
  switch (kind) {
    case 'fixed':
      return { level: 'fixed', text: false, unlimited: false };
    case 'number':
      return { level: held.any ? 'bounded' : 'typed', text: false, unlimited: false, endless: !held.most };
    case 'text':
      return { level: held.any ? 'bounded' : 'typed', text: !held.form, unlimited: !held.size };
    case 'list':
    case 'map':
    case 'raw':
    case 'file':
      return RAW;
    default:
      return UNKNOWN;
  }
}

function list(inner: Check, held: Constraints): Check {
  const unlimited = !held.size;
  if (inner.level === 'raw' || inner.level === 'unknown') return { ...inner, unlimited };
  const bounded = held.any || inner.level === 'bounded';
  return { level: bounded ? 'bounded' : 'typed', text: inner.text, unlimited };
}

/** Several fields read as one: their level together, raw only when no field says anything. */
export function together(checks: readonly Check[]): Check {
  const text = checks.some((c) => c.text);
  const unlimited = checks.some((c) => c.unlimited);
  if (checks.length === 0) return UNKNOWN;
  const every = (level: Level): boolean => checks.every((c) => c.level === level);
  if (every('raw') || every('fixed')) return { level: checks[0]?.level ?? 'unknown', text, unlimited };
  const level = checks.some((c) => c.level === 'unknown')
    ? 'unknown'
    : checks.some((c) => c.level === 'bounded')
      ? 'bounded'
      : 'typed';
  return { level, text, unlimited };
}

function subscripted(
  file: PythonFile,
  node: Expression & { kind: 'subscript' },
  held: Constraints,
  depth: number,
): Check {
  const again = (e: Expression, c = FREE): Check => checkOf(file, e, c, depth + 1);
  const { index, value } = node;
  const names = file.names.resolve(value);
  const items = index.flatMap((i) => (i.kind === 'tuple' ? i.items : [i]));
  const [first] = items;
  if (!first) return UNKNOWN;
  if (names.some((n) => n === 'typing.Optional' || n === 'typing.Union'))
    return either(items.filter((i) => !isNone(i)).map((i) => again(i, held)));
  if (names.some((n) => n.endsWith('.Annotated'))) {
    const held2 = items.slice(1).reduce((c, i) => both(c, metadataOf(i)), held);
    return again(first, held2);
  }
  const kind = typeClass(file, value);
  if (kind === 'fixed') return leaf('fixed', held);
  if (kind === 'list') {
    const plain = items.filter((i) => !(i.kind === 'constant' && i.value === undefined));
    const fixedSize = names.some((n) => /tuple$/i.test(n)) && plain.length === items.length;
    return list(either(plain.map((i) => again(i))), fixedSize ? { ...held, size: true } : held);
  }
  if (kind === 'map') {
    const inner = again(items[1] ?? first);
    return inner.level === 'raw'
      ? RAW
      : { level: held.any ? 'bounded' : 'typed', text: true, unlimited: !held.size };
  }
  return UNKNOWN;
}

/** What a validating framework checks of a value annotated with `node`, given constraints from beside it. */
export function checkOf(file: PythonFile, node: Expression, held: Constraints = FREE, depth = 0): Check {
  if (depth > 6) return UNKNOWN;
  if (node.kind === 'binary' && node.op === '|') {
    const sides = [node.left, node.right].filter((side) => !isNone(side));
    return either(sides.map((side) => checkOf(file, side, held, depth + 1)));
  }
  if (node.kind === 'subscript') return subscripted(file, node, held, depth);
  if (node.kind === 'call') {
    const kind = typeClass(file, node.func);
    const constraints = both(held, constraintsOf(node));
    if (kind === 'list') {
      const item = node.args.find((a) => a.name === undefined || a.name === 'item_type');
      return list(item ? checkOf(file, item.value, FREE, depth + 1) : UNKNOWN, constraints);
    }
    return leaf(kind, constraints);
  }
  const local = classNamed(file, node);
  if (local && isModel(file, local))
    return together(fieldsOf(file, local).map((field) => checkField(file, field, depth + 1)));
  if (local) return isEnum(file, node) ? leaf('fixed', held) : UNKNOWN;
  const alias = aliasOf(file, node);
  if (alias) return checkOf(file, alias, held, depth + 1);
  return leaf(typeClass(file, node), held);
}

function isEnum(file: PythonFile, node: Expression): boolean {
  return classNamed(file, node)?.bases.some((base) => typeClass(file, base.value) === 'fixed') ?? false;
}

/** `Score` of `Score = Annotated[float, Field(ge=0)]`. */
export function aliasOf(file: PythonFile, node: Expression): Expression | undefined {
  if (node.kind !== 'name') return undefined;
  const [binding, ...others] = file.names.bindings(node) ?? [];
  if (binding?.kind !== 'assign' || others.length > 0) return undefined;
  const { value } = binding;
  return value?.kind === 'subscript' ||
    value?.kind === 'call' ||
    value?.kind === 'binary' ||
    value?.kind === 'name'
    ? value
    : undefined;
}

/** What is checked of one field of a model. `depth` counts how far inside other annotations it is asked. */
export function checkField(file: PythonFile, field: Field, depth = 0): Check {
  return checkOf(file, field.annotation, field.held, depth);
}
