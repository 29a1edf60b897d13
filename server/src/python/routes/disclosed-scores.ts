/**
 * Where a handler returns the whole vector of a model's scores: the expression that turns it into a list, table or
 * dictionary of numbers. One score, or rounded ones, are no vector at full precision.
 */
import {
  type Call,
  type Chunk,
  type Comprehension,
  type Expression,
  type FunctionDef,
  spanOf,
} from '../ast.ts';
import { meaning } from '../constants.ts';
import type { PythonFile } from '../file.ts';
import { taintOf } from '../taint/flow.ts';
import type { Trail } from '../taint/kinds.ts';
import { walk } from '../walk.ts';
import { statementsIn } from './body.ts';
import { calleeName } from './constraints.ts';
import type { Route } from './route.ts';
import { routesIn } from './routes.ts';

export interface Disclosure {
  readonly route: Route;
  /** The vector. */
  readonly scores: Expression;
  /** What hands it out: `.tolist()`, a comprehension, or the like. */
  readonly by: Call | Comprehension;
  readonly steps: readonly Trail[];
}

/** Calls and methods that make plain numbers of a vector. */
const SPREADING = new Set([
  'list',
  'tuple',
  'dict',
  'zip',
  'enumerate',
  'tolist',
  'to_dict',
  'to_json',
  'to_list',
]);

function stepsOf(file: PythonFile, node: Expression): readonly Trail[] | undefined {
  const carried = taintOf(file, node).get('model-scores');
  return carried && !carried.stopped.has('response') ? carried.steps : undefined;
}

/** `proba[:, 1]` and `proba[0][1]` are one class's score. */
function isOneScore(node: Expression): boolean {
  if (node.kind !== 'subscript') return false;
  const index = node.index.flatMap((i) => (i.kind === 'tuple' ? i.items : [i]));
  if (index.length > 1) return index.at(-1)?.kind === 'number';
  return index[0]?.kind === 'number' && node.value.kind === 'subscript' && node.value.value.kind !== 'name';
}

/** Whether what a comprehension makes of each score is less than the score. */
function lessens({ element }: Comprehension): boolean {
  const value = element.at(-1);
  let found = false;
  if (!value) return false;
  walk(value, (node) => {
    found ||=
      node.kind === 'fstring' ||
      (node.kind === 'call' && /^(round|format|argmax|int|str)$/.test(calleeName(node)));
    return !found;
  });
  return found;
}

/** The vector that `node` itself spreads out. */
function spread(file: PythonFile, node: Expression): Expression | undefined {
  if (node.kind === 'comprehension') {
    return node.clauses
      .map(({ iterable }) => iterable)
      .find((iterable) => stepsOf(file, iterable) !== undefined);
  }
  if (node.kind !== 'call' || !SPREADING.has(calleeName(node))) return undefined;
  const given = node.func.kind === 'attribute' ? [node.func.value] : node.args.map(({ value }) => value);
  return given.find((value) => stepsOf(file, value) !== undefined && !isOneScore(meaning(value, file.names)));
}

function within(file: PythonFile, route: Route, value: Expression): Disclosure[] {
  const found: Disclosure[] = [];
  const look = (node: Expression, depth: number): void =>
    walk(node, (inner) => {
      if (inner.kind === 'fstring' || (inner.kind === 'comprehension' && lessens(inner))) return false;
      const meant = inner.kind === 'name' && depth < 2 ? meaning(inner, file.names) : inner;
      if (meant !== inner) {
        look(meant, depth + 1);
        return true;
      }
      const scores = spread(file, inner);
      const steps = scores && stepsOf(file, scores);
      if (!scores || !steps || (inner.kind !== 'call' && inner.kind !== 'comprehension')) return true;
      found.push({ route, scores, by: inner, steps });
      return false;
    });
  look(value, 0);
  return found;
}

function returned(handler: FunctionDef): Expression[] {
  return statementsIn(handler).flatMap((statement) =>
    statement.kind === 'return' && statement.value ? [statement.value] : [],
  );
}

/** The disclosures of the handlers of a chunk, each place once. */
export function disclosuresIn(file: PythonFile, chunk: Chunk): readonly Disclosure[] {
  const places = new Set<number>();
  return routesIn(file, chunk)
    .filter(({ framework }) => framework.parameters !== 'component')
    .flatMap((route) => returned(route.handler).flatMap((value) => within(file, route, value)))
    .filter(({ by }) => !places.has(spanOf(by).start) && places.add(spanOf(by).start));
}
