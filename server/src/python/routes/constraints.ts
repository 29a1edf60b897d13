/** What `Field(ge=0)`, `Query(max_length=80)`, `conlist(float, max_length=5)` demand of a value beyond its type. */
import type { Call, Expression } from '../ast.ts';

/**
 * Whether anything is demanded at all, whether the size is limited, whether a pattern fixes a text's form, and whether
 * there is a largest number.
 */
export interface Constraints {
  readonly any: boolean;
  readonly size: boolean;
  readonly form: boolean;
  readonly most: boolean;
}

export const FREE: Constraints = { any: false, size: false, form: false, most: false };

/** Some check that cannot be read here. */
export const SOME: Constraints = { any: true, size: true, form: false, most: true };

const RANGE = new Set([
  'ge',
  'gt',
  'le',
  'lt',
  'multiple_of',
  'allow_inf_nan',
  'max_digits',
  'decimal_places',
  'min_length',
  'min_items',
]);
const MOST = new Set(['le', 'lt', 'max_digits']);
const SIZE = new Set(['max_length', 'max_items']);
const FORM = new Set(['pattern', 'regex']);

/** Calls that hold constraints, by the last name of the callee. */
const HOLDERS = new Set([
  'Field',
  'Query',
  'Body',
  'Path',
  'Form',
  'Header',
  'Cookie',
  'File',
  'Meta',
  'Parameter',
  'StringConstraints',
]);

export function both(a: Constraints, b: Constraints): Constraints {
  return { any: a.any || b.any, size: a.size || b.size, form: a.form || b.form, most: a.most || b.most };
}

/** The constraints among the keyword arguments of `call`; `**options` may hold any. */
export function constraintsOf(call: Call): Constraints {
  let found = FREE;
  for (const { name, star } of call.args) {
    if (star !== undefined) return SOME;
    if (name === undefined) continue;
    if (FORM.has(name)) found = both(found, { ...SOME, form: true });
    else if (SIZE.has(name)) found = both(found, SOME);
    else if (RANGE.has(name)) found = both(found, { ...FREE, any: true, most: MOST.has(name) });
  }
  return found;
}

/** The last name of what `call` calls. */
export function calleeName({ func }: Call): string {
  return func.kind === 'attribute' ? func.attr : func.kind === 'name' ? func.id : '';
}

/** What one item behind the type in `Annotated[...]` demands; one that this file does not explain may check anything. */
export function metadataOf(item: Expression): Constraints {
  if (item.kind === 'string') return FREE;
  if (item.kind === 'call' && HOLDERS.has(calleeName(item))) return constraintsOf(item);
  return SOME;
}
