/** The models of this file that a framework validates against (Pydantic and its like), with fields and constraints. */
import type { Assign, Call, ClassDef, Expression, FunctionDef, Name } from '../ast.ts';
import { meaning } from '../constants.ts';
import { type PythonFile, textOf } from '../file.ts';
import { perNode } from '../memo.ts';
import { basesOf, lineage } from './classes.ts';
import { type Constraints, calleeName, constraintsOf, FREE, SOME } from './constraints.ts';
import { servingOf } from './frameworks.ts';

export interface Field {
  readonly name: string;
  readonly owner: ClassDef;
  readonly statement: Assign;
  readonly annotation: Expression;
  /** The `Field(...)` that the field is assigned. */
  readonly setting: Call | undefined;
  /** Any other default. */
  readonly fallback: Expression | undefined;
  /** What is demanded of it beside its annotation. */
  readonly held: Constraints;
}

function named(file: PythonFile, names: readonly string[], kinds: readonly string[]): boolean {
  const { types } = servingOf(file);
  return names.some((name) => types.find(name).some((kind) => kinds.includes(kind)));
}

/** Whether frameworks validate input against `node`. */
export function isModel(file: PythonFile, node: ClassDef): boolean {
  if (named(file, basesOf(file, node), ['models', 'model-bases'])) return true;
  return node.decorators.some((decorator) => {
    const callee = decorator.kind === 'call' ? decorator.func : decorator;
    return named(file, file.names.resolve(callee), ['model-decorators']);
  });
}

/** The fields that some validator of the classes looks at; `*` for all of them. */
function validated(file: PythonFile, classes: readonly ClassDef[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const statement of classes.flatMap((node) => node.body)) {
    if (statement.kind !== 'function') continue;
    for (const decorator of statement.decorators) {
      if (decorator.kind !== 'call') continue;
      for (const name of file.names.resolve(decorator.func)) {
        if (/\.(model_validator|root_validator)$/.test(name)) found.add('*');
        if (!/\.(field_validator|validator)$/.test(name)) continue;
        for (const { value } of decorator.args) found.add(value.kind === 'string' ? value.value : '*');
      }
    }
    if (statement.name === '__post_init__' || statement.name === 'model_post_init') found.add('*');
  }
  return found;
}

/** Whether a validator's function lets only texts of a list that the program states through. */
function letsListedThrough(file: PythonFile, { params, body }: FunctionDef, isStatic: boolean): boolean {
  const value = params[isStatic ? 0 : 1]?.name;
  const isValue = (node: Expression | undefined): boolean => node?.kind === 'name' && node.id === value;
  const isListed = (node: Expression, op: string): boolean => {
    const [one, list] = node.kind === 'compare' && node.ops.join() === op ? node.operands : [];
    const meant = list && meaning(list, file.names);
    return isValue(one) && meant !== undefined && isConstant(meant);
  };
  let listed = false;
  for (const statement of body) {
    if (statement.kind === 'if' && statement.body.at(-1)?.kind === 'raise') {
      const { test } = statement;
      listed ||= isListed(test, 'not in') || (test.kind === 'unary' && isListed(test.operand, 'in'));
    } else if (statement.kind === 'other-statement' && statement.word === 'assert') {
      const [test] = statement.expressions;
      listed ||= test !== undefined && isListed(test, 'in');
    } else if (statement.kind === 'return') return listed && isValue(statement.value);
    else if (statement.kind !== 'expression' || statement.value.kind !== 'string') return false;
  }
  return false;
}

/** A list, set or table whose items are written out. */
function isConstant(node: Expression): boolean {
  if (node.kind === 'string' || node.kind === 'number') return true;
  if (node.kind === 'list' || node.kind === 'tuple' || node.kind === 'set')
    return node.items.every(isConstant);
  if (node.kind === 'dict') return node.entries.every(({ key }) => key !== undefined && isConstant(key));
  return node.kind === 'call' && node.args.every((argument) => isConstant(argument.value));
}

/** The fields of which a validator accepts only texts of a list. */
function listed(file: PythonFile, classes: readonly ClassDef[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const statement of classes.flatMap((node) => node.body)) {
    if (statement.kind !== 'function') continue;
    const isStatic = statement.decorators.some((node) => file.names.resolve(node).includes('staticmethod'));
    for (const decorator of statement.decorators) {
      if (decorator.kind !== 'call' || decorator.args.some(({ name }) => name === 'each_item')) continue;
      if (!file.names.resolve(decorator.func).some((name) => /\.(field_validator|validator)$/.test(name)))
        continue;
      if (!letsListedThrough(file, statement, isStatic)) continue;
      for (const { value, name } of decorator.args)
        if (name === undefined && value.kind === 'string') found.add(value.value);
    }
  }
  return found;
}

/** Whether the model's own settings limit every text (`str_max_length`). */
function limitsText(node: ClassDef): boolean {
  return node.body.some((statement) => {
    const inner = statement.kind === 'class' ? statement.body : [statement];
    return inner.some((s) => {
      if (s.kind !== 'assign') return false;
      const [target] = s.targets;
      if (target?.kind === 'name' && /max_(any)?str_length|(any)?str_max_length/.test(target.id)) return true;
      return s.value?.kind === 'call' && s.value.args.some((a) => /str_max_length/.test(a.name ?? ''));
    });
  });
}

function isField(
  statement: ClassDef['body'][number],
): statement is Assign & { readonly annotation: Expression } {
  if (statement.kind !== 'assign' || !statement.annotation) return false;
  const [target] = statement.targets;
  if (target?.kind !== 'name' || target.id.startsWith('_') || target.id === 'model_config') return false;
  const { annotation } = statement;
  const outer = annotation.kind === 'subscript' ? annotation.value : annotation;
  return (
    !(outer.kind === 'name' && outer.id === 'ClassVar') &&
    !(outer.kind === 'attribute' && outer.attr === 'ClassVar')
  );
}

/** Calls that a field is assigned to describe it. */
const SETTINGS = new Set(['Field', 'field', 'attrib']);

function read(file: PythonFile, node: ClassDef): readonly Field[] {
  const classes = lineage(file, node);
  const checked = validated(file, classes);
  const fromList = listed(file, classes);
  const limited = classes.some(limitsText);
  const fields = new Map<string, Field>();
  for (const owner of [...classes].reverse()) {
    for (const statement of owner.body) {
      if (!isField(statement)) continue;
      const { annotation, value } = statement;
      const { id: name } = statement.targets[0] as Name;
      const setting = value?.kind === 'call' && SETTINGS.has(calleeName(value)) ? value : undefined;
      const own = setting ? constraintsOf(setting) : FREE;
      const held: Constraints =
        checked.has('*') || checked.has(name)
          ? { ...SOME, form: own.form || fromList.has(name) }
          : { ...own, size: own.size || limited };
      fields.set(name, {
        name,
        owner,
        statement,
        annotation,
        setting,
        fallback: setting ? undefined : value,
        held,
      });
    }
  }
  return [...fields.values()];
}

/** The fields of a model, inherited ones first. */
export const fieldsOf: (file: PythonFile, node: ClassDef) => readonly Field[] = perNode(read);

/** Whether the model is written for the first version of Pydantic, where lists are limited by `max_items`. */
export function isFirstVersion(file: PythonFile, node: ClassDef): boolean {
  const old = (name: string): boolean =>
    /^pydantic\.v1\.|^pydantic\.(validator|root_validator|constr\.regex)$/.test(name);
  const config = node.body.some((statement) => statement.kind === 'class' && statement.name === 'Config');
  const text = textOf(file, node);
  return (
    config ||
    /\bm(?:in|ax)_items\s*=/.test(text) ||
    lineage(file, node).some((cls) =>
      cls.body.some(
        (s) =>
          s.kind === 'function' &&
          s.decorators.some((d) => d.kind === 'call' && file.names.resolve(d.func).some(old)),
      ),
    )
  );
}
