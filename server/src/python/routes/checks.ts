/**
 * How much a validating framework checks of a value, from the annotation and its constraints: `Annotated[float,
 * Field(ge=0)]`. What cannot be seen here is `unknown`, never guessed.
 */
import type { ClassDef, Expression } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import { askElsewhere, type There } from '../other-files.ts';
import { basesOf, classNamed } from './classes.ts';
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
  const kind = typeClass(file, node);
  return kind === undefined ? (shapeElsewhere(file, node)?.check ?? UNKNOWN) : leaf(kind, held);
}

/** What is checked of a value and of its fields. */
export interface Shape {
  readonly check: Check;
  /** Of a model its fields by name. */
  readonly fields: ReadonlyMap<string, Shape> | undefined;
}

/** Models inside of models further down are taken as a whole. */
const DEEPEST = 3;

/** The type behind a name of this file, with what is checked of its fields. */
export function shapeOf(file: PythonFile, node: Expression, held: Constraints = FREE, depth = 0): Shape {
  const check = checkOf(file, node, held, depth);
  const inner = required(file, node);
  const local = classNamed(file, inner);
  if (local && isModel(file, local) && depth < DEEPEST)
    return { check, fields: shapesOf(file, local, depth) };
  return { check, fields: local ? undefined : shapeElsewhere(file, inner)?.fields };
}

function shapesOf(file: PythonFile, model: ClassDef, depth: number): ReadonlyMap<string, Shape> {
  return new Map(
    fieldsOf(file, model).map(({ name, annotation, held }) => [
      name,
      shapeOf(file, annotation, held, depth + 1),
    ]),
  );
}

/** The type that remains of `X | None` and `Optional[X]`. */
export function required(file: PythonFile, node: Expression): Expression {
  if (node.kind === 'binary' && node.op === '|') {
    if (isNone(node.right)) return required(file, node.left);
    if (isNone(node.left)) return required(file, node.right);
  }
  const [first] = node.kind === 'subscript' ? node.index : [];
  if (node.kind === 'subscript' && first && file.names.resolve(node.value).includes('typing.Optional'))
    return first;
  return node;
}

/**
 * The type that `node` names where another file of the project defines it. Which of its values are too large, or too
 * many, is told there: here it counts only whether they hold text of the client's choice.
 */
export function shapeElsewhere(file: PythonFile, node: Expression): Shape | undefined {
  if (node.kind !== 'name' && node.kind !== 'attribute') return undefined;
  return askElsewhere(file, node, shapeThere, sameShape);
}

function shapeThere({ file, binding }: There): Shape | undefined {
  if (binding.kind === 'class' && binding.node?.kind === 'class') {
    const { node } = binding;
    if (isModel(file, node)) {
      const fields = shapesOf(file, node, 0);
      return { check: heard(together([...fields.values()].map(({ check }) => check))), fields };
    }
    const chooses = basesOf(file, node).some((base) =>
      servingOf(file)
        .types.find(base)
        .some((kind) => kind === 'fixed'),
    );
    return chooses ? { check: FIXED, fields: undefined } : undefined;
  }
  const { value } = binding;
  if (binding.kind !== 'assign' || (value?.kind !== 'subscript' && value?.kind !== 'binary'))
    return undefined;
  const check = checkOf(file, value);
  return { check: check.level === 'fixed' ? check : heard(check), fields: undefined };
}

const FIXED: Check = { level: 'fixed', text: false, unlimited: false };

function heard({ text }: Check): Check {
  return { ...UNKNOWN, text };
}

function sameShape(a: Shape | undefined, b: Shape | undefined): boolean {
  const told = (shape: Shape | undefined): unknown =>
    shape && [shape.check, shape.fields && [...shape.fields].map(([name, field]) => [name, told(field)])];
  return JSON.stringify(told(a)) === JSON.stringify(told(b));
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
