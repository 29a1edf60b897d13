/** Apps and routers: which expression stands for which, and which router is part of an app of this file. */

import { argumentOf } from '../arguments.ts';
import type { Call, Expression } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { meaning } from '../constants.ts';
import type { PythonFile } from '../file.ts';
import { gathered } from '../memo.ts';
import { servingOf } from './frameworks.ts';
import type { RouteOwner } from './route.ts';

const made = new WeakMap<Call, { readonly found: object; readonly owner: RouteOwner }>();

/** The app or router that `node` stands for. One made in this file is always the same object. */
export function ownerOf(file: PythonFile, node: Expression): RouteOwner | undefined {
  const { owners } = servingOf(file);
  for (const name of file.names.resolve(node)) {
    const [found] = owners.find(name);
    if (!found) continue;
    const creation = meaning(node, file.names);
    if (creation.kind !== 'call') return { ...found, creation: undefined };
    const constructs = file.names.resolve(creation.func).some((n) => owners.find(`${n}()`).length > 0);
    if (!constructs) return { ...found, creation: undefined };
    const known = made.get(creation);
    if (known?.found === found) return known.owner;
    const owner = { ...found, creation };
    made.set(creation, { found, owner });
    return owner;
  }
  return undefined;
}

/** A call that takes a router into an app or another router. */
interface Inclusion {
  readonly call: Call;
  readonly outer: RouteOwner;
  readonly inner: RouteOwner;
}

/** All such calls: `app.include_router(router, ...)`, `app.register_blueprint(pages)`. */
const inclusionsOf: (file: PythonFile) => readonly Inclusion[] = gathered((file, chunk) =>
  boundOf(chunk).calls.flatMap(({ call }): Inclusion[] => {
    if (call.func.kind !== 'attribute' || call.args.length === 0) return [];
    const outer = ownerOf(file, call.func.value);
    if (!outer?.framework.include.has(call.func.attr)) return [];
    return call.args.flatMap(({ value }): Inclusion[] => {
      const inner = ownerOf(file, value);
      return inner && inner !== outer ? [{ call, outer, inner }] : [];
    });
  }),
);

/**
 * The calls of a file that are made on an app or router, or are given one, in the order of the text; without those that
 * begin with a text, as what declares a route does: of these there are many, and they are added and changed all the time.
 */
export const ownerCalls: (file: PythonFile) => readonly Call[] = gathered((file, chunk) =>
  boundOf(chunk)
    .calls.map(({ call }) => call)
    .filter(
      ({ func, args }) =>
        (func.kind === 'attribute' &&
          args[0]?.value.kind !== 'string' &&
          ownerOf(file, func.value) !== undefined) ||
        args.some(({ value }) => ownerOf(file, value) !== undefined),
    ),
);

/** The owner and everything of this file that includes it, with the calls that do; innermost first. */
export function chainOf(file: PythonFile, owner: RouteOwner): { owners: RouteOwner[]; calls: Call[] } {
  const owners = [owner];
  const calls: Call[] = [];
  for (const inner of owners) {
    for (const inclusion of inclusionsOf(file)) {
      if (inclusion.inner !== inner) continue;
      calls.push(inclusion.call);
      if (!owners.includes(inclusion.outer)) owners.push(inclusion.outer);
    }
  }
  return { owners, calls };
}

/** The value of a keyword of `call`, when it is given. */
export function keyword(file: PythonFile, call: Call, name: string): Expression | undefined {
  const filled = argumentOf(call, name, file.names);
  return filled.state === 'given' ? filled.value : undefined;
}
