/**
 * The taint of a file: what its functions do by themselves, with nothing known of who calls them, and what calls of them
 * in the file bring about. Built of the summaries of functions, the module's own code and the objects of classes.
 */
import { type Chunk, type Expression, type FunctionDef, rootOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonFile } from '../file.ts';
import { gathered, perNode } from '../memo.ts';
import { classAround, functionOf } from '../scopes.ts';
import { noteChunk } from '../tracking.ts';
import { ownObject } from './classes.ts';
import { type Binding, instantiated, instantiatedTaint } from './instantiation.ts';
import { actual, CLEAN, join, reaching, sameTaint, type Taint } from './kinds.ts';
import { givenByCallers } from './library.ts';
import { moduleVariable, ownCode } from './module-variables.ts';
import type { Hit } from './run.ts';
import { summaryOf } from './summaries.ts';
import { isSymbol, symbolOf } from './symbols.ts';
import { receives } from './targets.ts';
import { countedAt, NOTHING, type Value } from './value.ts';

/** What stands behind a root of a symbol in `owner` when nobody calls it. */
function rootValue(root: string, owner: FunctionDef, file: PythonFile, depth = 0): Value {
  const name = root.slice(2);
  if (root.startsWith('g:')) return moduleVariable(file, name) ?? NOTHING;
  if (/^\d/u.test(root)) {
    const around = root === '0' && receives(owner) !== 'none' ? classAround(owner) : undefined;
    return around ? ownObject(file, around) : givenByCallers(file, owner, Number(root));
  }
  const outer = root.startsWith('n:') && owner.scope?.parent ? functionOf(owner.scope.parent) : undefined;
  if (!outer || depth > 4) return NOTHING;
  const held = summaryOf(file, outer).variables.get(name);
  if (!held) return rootValue(root, outer, file, depth + 1);
  return instantiated(held, {
    survivors: file.models.survivors,
    behind: (inner) => rootValue(inner, outer, file, depth + 1),
  });
}

/** What stands for the symbols of `taints`, which are of `owner`. Holds no file: it is kept from version to version. */
function uncalled(taints: Iterable<Taint>, owner: FunctionDef, file: PythonFile): Binding {
  const roots = new Map<string, Value>();
  for (const taint of taints)
    for (const kind of taint.keys()) {
      const root = isSymbol(kind) ? symbolOf(kind).root : undefined;
      if (root !== undefined && !roots.has(root)) roots.set(root, rootValue(root, owner, file));
    }
  return {
    survivors: file.models.survivors,
    behind: (root) => roots.get(root) ?? NOTHING,
  };
}

/** The sinks that the functions of a chunk reach, whoever calls them. */
const reachedIn = perNode((file: PythonFile, chunk: Chunk): readonly Hit[] =>
  boundOf(chunk).functions.flatMap((owner) => {
    const { hits } = summaryOf(file, owner);
    if (hits.length === 0) return [];
    const binding = uncalled(
      hits.map(({ taint }) => taint),
      owner,
      file,
    );
    return hits.flatMap((hit): Hit[] => {
      const taint = actual(instantiatedTaint(hit.taint, binding, countedAt(hit.sink, file.models.naming)));
      const left = reaching(taint, hit.sink);
      if (left.size === 0) return [];
      const at = (node: Expression): Taint => actual(instantiatedTaint(hit.at(node), binding));
      return [{ ...hit, taint: left, at }];
    });
  }),
);

/** The function or method whose run tells of `node`. */
function ownersOf(node: Expression): readonly FunctionDef[] {
  return boundOf(rootOf(node.chunk)).functions.filter(
    ({ chunk, start, end }) => chunk === node.chunk && start <= node.start && node.end <= end,
  );
}

/** The kinds that `node` may carry where it stands. */
export const taintOf: (file: PythonFile, node: Expression) => Taint = perNode((file, node: Expression) => {
  const root = rootOf(node.chunk);
  noteChunk(root);
  let taint = ownCode(file, root)?.taints.get(node) ?? CLEAN;
  for (const owner of ownersOf(node)) {
    const found = summaryOf(file, owner).taints.get(node);
    if (found.size > 0) taint = join(taint, actual(instantiatedTaint(found, uncalled([found], owner, file))));
  }
  return taint;
}, sameTaint);

/** The sinks that something reached in `chunk`, the module's own code first. */
export function hitsIn(file: PythonFile, chunk: Chunk): readonly Hit[] {
  const own = ownCode(file, chunk)?.hits.values() ?? [];
  return [...own, ...reachedIn(file, chunk)];
}

/** The functions that were too long for the budget. */
export const cutFunctions = gathered((file, chunk): readonly FunctionDef[] =>
  boundOf(chunk).functions.filter((owner) => summaryOf(file, owner).cut),
);
