/**
 * Exceptions as values: what is raised with them, and which handler gets it. A class is known by itself and by those that
 * it is made from, as far as they are of the project; of libraries by its name.
 */
import type { Call, Expression } from '../ast.ts';
import { meaning } from '../constants.ts';
import type { PythonFile } from '../file.ts';
import type { Here } from './run.ts';
import type { Segment } from './symbols.ts';
import { classesAt, type Located } from './targets.ts';
import { carrying, either, moved, NOTHING, type Survivors, sameValue, type Value, whole } from './value.ts';

/** Something that was raised and may carry data. */
export interface Raised {
  /** Its class and those above it; empty where nothing is known of it. */
  readonly classes: readonly string[];
  readonly value: Value;
}

/** More kinds of exceptions than these are not told of one piece of code. */
const MOST = 16;

/** Nor more classes above one. */
const HIGHEST = 30;

const ALL = new Set(['Exception', 'BaseException']);

/** What tells the class that `node` names from others, and those that it is made from. */
interface Named {
  readonly name: string;
  readonly located?: Located;
}

function namedAt(node: Expression, file: PythonFile): readonly Named[] {
  const located = classesAt(node, file);
  if (located.length > 0)
    return located.map((one) => ({ name: `${one.file.source.path}:${one.node.name}`, located: one }));
  const names = file.names.resolve(node);
  // A class of Python itself has no other name than its own.
  const isOwn = names.length === 0 && node.kind === 'name' && !file.names.bindings(node);
  return (isOwn ? [node.id] : names).map((name) => ({ name }));
}

/** The class that `node` names, with those above it, as far as they are seen. */
function classesOf(node: Expression, file: PythonFile): readonly string[] {
  const found = new Set<string>();
  const waiting = [...namedAt(node, file)];
  for (let next = waiting.shift(); next && found.size < HIGHEST; next = waiting.shift()) {
    const { name, located } = next;
    if (found.has(name)) continue;
    found.add(name);
    for (const { value } of located?.node.bases ?? []) waiting.push(...namedAt(value, located?.file ?? file));
  }
  return [...found];
}

/** The object of an exception holds what it is made with as `args`, whatever else its class makes of it. */
function withArgs({ args }: Call, value: Value, { run }: Here): Value {
  const items = args.flatMap(({ value: item, name, star }, i): [Segment, Value][] => {
    const taint = name === undefined && star === undefined ? run.taints.get(item) : NOTHING.taint;
    return taint.size === 0 ? [] : [[`[${i}]`, carrying(taint)]];
  });
  if (items.length === 0 || value.parts?.has('.args')) return value;
  const held = carrying(NOTHING.taint, new Map(items));
  return { ...value, parts: new Map([...(value.parts ?? []), ['.args', held]]) };
}

/** What `raise node` raises, `value` being what `node` gives. */
export function raisedBy(node: Expression, value: Value, here: Here): Raised {
  const { file } = here.run;
  const meant = meaning(node, file.names);
  const classes = classesOf(meant.kind === 'call' ? meant.func : meant, file);
  const object = meant.kind === 'call' ? withArgs(meant, value, here) : value;
  return { classes, value: moved(object, { node, note: 'is raised' }) };
}

/** Adds to `all` what is raised, if it carries anything. */
export function raise(all: Raised[], raised: Raised, survivors: Survivors): void {
  if (whole(raised.value).size === 0) return;
  const key = raised.classes.join();
  const at = all.findIndex(({ classes }) => classes.join() === key);
  const old = all[at];
  if (old) all[at] = { ...old, value: either(old.value, raised.value, survivors) };
  else if (all.length < MOST) all.push(raised);
}

/** Of what is raised, what `except type` gets, and what it leaves to others. */
export function sorted(
  all: readonly Raised[],
  type: Expression | undefined,
  file: PythonFile,
): { readonly caught: readonly Raised[]; readonly left: readonly Raised[] } {
  if (all.length === 0) return { caught: all, left: all };
  const meant = type && meaning(type, file.names);
  const types = meant?.kind === 'tuple' ? meant.items : meant ? [meant] : [];
  const wanted = new Set(types.flatMap((one) => namedAt(one, file).map(({ name }) => name)));
  if (type === undefined || [...wanted].some((name) => ALL.has(name))) return { caught: all, left: [] };
  const isWanted = ({ classes }: Raised): boolean => classes.some((name) => wanted.has(name));
  return { caught: all.filter(isWanted), left: all.filter((one) => !isWanted(one)) };
}

/** What a handler holds that got any of these. */
export function heldBy(caught: readonly Raised[], survivors: Survivors): Value {
  return caught.reduce((all, { value }) => either(all, value, survivors), NOTHING);
}

export function sameRaised(a: readonly Raised[], b: readonly Raised[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ classes, value }, i) => {
      const other = b[i];
      return other?.classes.join() === classes.join() && sameValue(value, other.value);
    })
  );
}
