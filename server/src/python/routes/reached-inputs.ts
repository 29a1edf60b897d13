/** Which parameters of handlers, and which fields of them, reach a model without a certain check. */
import { type Chunk, type Expression, type FunctionDef, type Node, rootOf } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import { taintOf } from '../taint/flow.ts';
import type { Taint } from '../taint/kinds.ts';
import { walk } from '../walk.ts';
import { statementsIn } from './body.ts';
import { inferencesIn, inferencesOf } from './inference.ts';
import { type Read, readAt, readsIn } from './reads.ts';
import type { Parameter, Route } from './route.ts';
import { type Field, fieldsOf } from './schemas.ts';

function open(taint: Taint, sink: string): Read['origins'][number]['kind'][] {
  return [...taint].filter(([, carried]) => !carried.stopped.has(sink)).map(([kind]) => kind);
}

/** The parameters that reach a model in the function where they are read, no check that closes `sink` on the way. */
export function reachedParameters(file: PythonFile, chunk: Chunk, sink: string): Set<Parameter> {
  const found = new Set<Parameter>();
  for (const { inputs } of inferencesIn(file, chunk)) {
    for (const input of inputs) {
      const taint = taintOf(file, input);
      for (const kind of open(taint, sink)) {
        const origin = taint.get(kind)?.steps[0]?.node;
        const read = origin && readAt(file, origin);
        if (read) found.add(read.parameter);
      }
    }
  }
  return found;
}

/** Expressions that may go on to a model: inputs of its calls, and what is assigned to a variable. */
function onTheWay(file: PythonFile, handler: FunctionDef): ReadonlySet<Node> {
  const found = new Set<Node>();
  const add = (node: Expression): void =>
    walk(node, (inner) => {
      found.add(inner);
      return true;
    });
  for (const statement of statementsIn(handler))
    if (statement.kind === 'assign' && statement.value) add(statement.value);
  for (const { inputs } of inferencesOf(file, handler)) inputs.forEach(add);
  return found;
}

/** The fields of the parameter's model that may reach a model; all where the value goes there whole. */
export function fieldsReached(file: PythonFile, { handler }: Route, parameter: Parameter): Field[] {
  if (!parameter.model) return [];
  const way = onTheWay(file, handler);
  const reads = [...readsIn(file, rootOf(handler.chunk))].flatMap(([node, read]) =>
    read.parameter === parameter && way.has(node) ? [read] : [],
  );
  if (reads.some(({ field }) => !field)) return [...fieldsOf(file, parameter.model)];
  return reads.flatMap(({ field }) => field ?? []);
}
