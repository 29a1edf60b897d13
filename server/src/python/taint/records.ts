/** Objects of classes that keep what they are given under the names of their fields: data classes, named tuples. */
import type { PythonFile } from '../file.ts';
import type { Given } from './containers.ts';
import { instantiated } from './instantiation.ts';
import type { State } from './state.ts';
import { summaryOf } from './summaries.ts';
import type { MadeRecord } from './targets.ts';
import { NOTHING, read, type Value, written } from './value.ts';

/** What is given, under the names of the fields. */
function recorded(fields: readonly string[], given: Given, state: State): Value {
  let made = NOTHING;
  given.plain.forEach((value, i) => {
    const field = fields[i];
    if (field !== undefined && value !== NOTHING) made = written(made, [`.${field}`], value, state.survivors);
  });
  for (const [name, value] of given.named)
    if (value !== NOTHING) made = written(made, [`.${name}`], value, state.survivors);
  for (const value of given.spread) {
    for (const field of fields) {
      const part = read(value, `["${field}"]`, state.survivors);
      if (part !== NOTHING) made = written(made, [`.${field}`], part, state.survivors, true);
    }
  }
  return made;
}

/** A record whose fields are its items, too. */
function asTuple(object: Value, fields: readonly string[]): Value {
  const parts = new Map(object.parts);
  fields.forEach((field, i) => {
    parts.set(`[${i}]`, object.parts?.get(`.${field}`) ?? NOTHING);
  });
  return { ...object, parts };
}

/** The object that a record's class makes of what it is given, after what the class itself does to it. */
export function madeBy(
  { fields, made, then, tuple }: MadeRecord,
  given: Given,
  state: State,
  file: PythonFile,
): Value {
  const own = made ? { of: made } : {};
  const named = recorded(fields, given, state);
  const object: Value = { ...(tuple ? asTuple(named, fields) : named), ...own };
  const effect = then?.file === file ? summaryOf(file, then.code).effects.get(0) : undefined;
  if (!effect) return object;
  const behind = (root: string): Value => (root === '0' ? object : NOTHING);
  return { ...instantiated(effect, { survivors: state.survivors, behind }), ...own };
}
