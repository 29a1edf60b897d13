/** What the objects of a class carry in their attributes, as far as the class itself puts it there. */
import type { ClassDef, FunctionDef } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import { perNode } from '../memo.ts';
import type { Binding } from './instantiation.ts';
import { instantiated } from './instantiation.ts';
import { actual } from './kinds.ts';
import { givenByCallers } from './library.ts';
import { moduleVariable } from './module-variables.ts';
import { summaryOf } from './summaries.ts';
import { carrying, either, NOTHING, sameValue, type Value } from './value.ts';

/** An attribute may be made of others; further than this is not looked. */
const ROUNDS = 3;

/** Without what is still a symbol. */
export function actualValue(value: Value): Value {
  const parts = [...(value.parts ?? [])].flatMap(([segment, part]): [string, Value][] => {
    const left = actualValue(part);
    return left === NOTHING ? [] : [[segment, left]];
  });
  return carrying(actual(value.taint), new Map(parts));
}

function methodsOf(node: ClassDef): FunctionDef[] {
  return node.body.filter((statement) => statement.kind === 'function');
}

/** `self` of the methods of a class, with what any of them put into it. */
export const ownObject = perNode((file: PythonFile, node: ClassDef): Value => {
  const { survivors } = file.models;
  let self = NOTHING;
  for (let round = 0; round < ROUNDS; round++) {
    let next = self;
    for (const method of methodsOf(node)) {
      const effect = summaryOf(file, method).effects.get(0);
      if (!effect?.parts) continue;
      const binding: Binding = {
        survivors,
        behind: (root) => {
          if (root === '0') return self;
          if (/^\d/u.test(root)) return givenByCallers(file, method, Number(root));
          return root.startsWith('g:') ? (moduleVariable(file, root.slice(2)) ?? NOTHING) : NOTHING;
        },
      };
      next = either(
        next,
        actualValue(instantiated(carrying(NOTHING.taint, effect.parts), binding)),
        survivors,
      );
    }
    if (sameValue(next, self)) break;
    self = next;
  }
  return self;
}, sameValue);
